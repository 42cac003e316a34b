"""Everything the plug-in adds to the schema."""

from plugins.utility_queues.operations import Operation
from plugins.utility_queues.schema.fields import EXTENSIONS
from plugins.utility_queues.schema.mutations.acknowledge_utility_ticket import AcknowledgeUtilityTicketMutation
from plugins.utility_queues.schema.mutations.add_utility_service_area import AddUtilityServiceAreaMutation
from plugins.utility_queues.schema.mutations.approve_utility_extension import ApproveUtilityExtensionMutation
from plugins.utility_queues.schema.mutations.change_utility_outage import ChangeUtilityOutageMutation
from plugins.utility_queues.schema.mutations.claim_utility_ticket import ClaimUtilityTicketMutation
from plugins.utility_queues.schema.mutations.end_utility_outage import EndUtilityOutageMutation
from plugins.utility_queues.schema.mutations.end_utility_service_area import EndUtilityServiceAreaMutation
from plugins.utility_queues.schema.mutations.override_utility_duty import OverrideUtilityDutyMutation
from plugins.utility_queues.schema.mutations.publish_utility_outage import PublishUtilityOutageMutation
from plugins.utility_queues.schema.mutations.reject_utility_extension import RejectUtilityExtensionMutation
from plugins.utility_queues.schema.mutations.release_utility_ticket import ReleaseUtilityTicketMutation
from plugins.utility_queues.schema.mutations.renew_utility_ticket import RenewUtilityTicketMutation
from plugins.utility_queues.schema.mutations.reply_utility_ticket import ReplyUtilityTicketMutation
from plugins.utility_queues.schema.mutations.request_utility_extension import RequestUtilityExtensionMutation
from plugins.utility_queues.schema.mutations.set_utility_roster import SetUtilityRosterMutation
from plugins.utility_queues.schema.queries.areas import UtilityAreaQueries
from plugins.utility_queues.schema.queries.outages import UtilityOutageQueries
from plugins.utility_queues.schema.queries.roster import UtilityRosterQueries
from plugins.utility_queues.schema.queries.tickets import UtilityTicketQueries
from plugins.utility_queues.schema.subscriptions import UtilitySubscriptions
from schema.api import GraphQLContribution

OPERATIONS = {
    "utilityServiceAreas": Operation.AREA_READ,
    "utilityServiceGaps": Operation.AREA_READ,
    "utilityDuty": Operation.ROSTER_READ,
    "utilityRosterGaps": Operation.ROSTER_READ,
    "utilityOutageNotices": Operation.OUTAGE_READ,
    "addUtilityServiceArea": Operation.AREA_WRITE,
    "endUtilityServiceArea": Operation.AREA_WRITE,
    "setUtilityRoster": Operation.ROSTER_WRITE,
    "overrideUtilityDuty": Operation.ROSTER_WRITE,
    "claimUtilityTicket": Operation.WORK_TICKET,
    "renewUtilityTicket": Operation.WORK_TICKET,
    "releaseUtilityTicket": Operation.WORK_TICKET,
    "acknowledgeUtilityTicket": Operation.WORK_TICKET,
    "replyUtilityTicket": Operation.WORK_TICKET,
    "requestUtilityExtension": Operation.REQUEST_EXTENSION,
    "approveUtilityExtension": Operation.APPROVE_EXTENSION,
    "rejectUtilityExtension": Operation.REJECT_EXTENSION,
    "publishUtilityOutage": Operation.PUBLISH_OUTAGE,
    "changeUtilityOutage": Operation.PUBLISH_OUTAGE,
    "endUtilityOutage": Operation.PUBLISH_OUTAGE,
}
"""What its root fields ask for."""

CONTRIBUTION = GraphQLContribution(
    queries=(UtilityAreaQueries, UtilityRosterQueries, UtilityTicketQueries, UtilityOutageQueries),
    mutations=(
        AddUtilityServiceAreaMutation,
        EndUtilityServiceAreaMutation,
        SetUtilityRosterMutation,
        OverrideUtilityDutyMutation,
        ClaimUtilityTicketMutation,
        RenewUtilityTicketMutation,
        ReleaseUtilityTicketMutation,
        AcknowledgeUtilityTicketMutation,
        ReplyUtilityTicketMutation,
        RequestUtilityExtensionMutation,
        ApproveUtilityExtensionMutation,
        RejectUtilityExtensionMutation,
        PublishUtilityOutageMutation,
        ChangeUtilityOutageMutation,
        EndUtilityOutageMutation,
    ),
    subscriptions=(UtilitySubscriptions,),
    extensions=EXTENSIONS,
    operations=OPERATIONS,
)
