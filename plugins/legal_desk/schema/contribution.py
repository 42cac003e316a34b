"""What the desk adds to the schema."""

from plugins.legal_desk import operations
from plugins.legal_desk.schema.case_fields import LegalCaseFields
from plugins.legal_desk.schema.mutations.add_legal_roster_entry import AddLegalRosterEntryMutation
from plugins.legal_desk.schema.mutations.add_legal_template import AddLegalTemplateMutation
from plugins.legal_desk.schema.mutations.assign_legal_consultation import AssignLegalConsultationMutation
from plugins.legal_desk.schema.mutations.assign_next_legal_consultation import AssignNextLegalConsultationMutation
from plugins.legal_desk.schema.mutations.close_legal_consultation import CloseLegalConsultationMutation
from plugins.legal_desk.schema.mutations.declare_legal_conflict import DeclareLegalConflictMutation
from plugins.legal_desk.schema.mutations.end_legal_roster_entry import EndLegalRosterEntryMutation
from plugins.legal_desk.schema.mutations.give_legal_opinion import GiveLegalOpinionMutation
from plugins.legal_desk.schema.mutations.lift_legal_conflict import LiftLegalConflictMutation
from plugins.legal_desk.schema.mutations.name_legal_party import NameLegalPartyMutation
from plugins.legal_desk.schema.mutations.record_legal_conflict import RecordLegalConflictMutation
from plugins.legal_desk.schema.mutations.refer_to_legal_desk import ReferToLegalDeskMutation
from plugins.legal_desk.schema.mutations.release_legal_consultation import ReleaseLegalConsultationMutation
from plugins.legal_desk.schema.mutations.retire_legal_template import RetireLegalTemplateMutation
from plugins.legal_desk.schema.mutations.return_legal_consultation import ReturnLegalConsultationMutation
from plugins.legal_desk.schema.mutations.revise_legal_template import ReviseLegalTemplateMutation
from plugins.legal_desk.schema.mutations.screen_legal_aid import ScreenLegalAidMutation
from plugins.legal_desk.schema.mutations.take_legal_consultation import TakeLegalConsultationMutation
from plugins.legal_desk.schema.queries import LegalQueries
from plugins.legal_desk.schema.subscriptions import LegalSubscriptions
from schema.api import GraphQLContribution, TypeExtension

OPERATIONS = {
    "legalConsultations": operations.READ,
    "lawyersOnDuty": operations.ROSTER_READ,
    "legalQueueChanges": operations.READ,
    "addLegalRosterEntry": operations.ROSTER_WRITE,
    "endLegalRosterEntry": operations.ROSTER_WRITE,
    "addLegalTemplate": operations.TEMPLATE_WRITE,
    "retireLegalTemplate": operations.TEMPLATE_WRITE,
    "reviseLegalTemplate": operations.TEMPLATE_WRITE,
    "assignLegalConsultation": operations.ASSIGN,
    "assignNextLegalConsultation": operations.ASSIGN,
    "closeLegalConsultation": operations.CLOSE,
    "declareLegalConflict": operations.DECLARE_CONFLICT,
    "giveLegalOpinion": operations.GIVE_OPINION,
    "liftLegalConflict": operations.LIFT_CONFLICT,
    "nameLegalParty": operations.NAME_PARTY,
    "recordLegalConflict": operations.RECORD_CONFLICT,
    "referToLegalDesk": operations.REFER,
    "releaseLegalConsultation": operations.RELEASE,
    "returnLegalConsultation": operations.RETURN,
    "screenLegalAid": operations.SCREEN_AID,
    "takeLegalConsultation": operations.TAKE,
}
"""What its root fields ask for."""

CONTRIBUTION = GraphQLContribution(
    queries=(LegalQueries,),
    mutations=(
        AddLegalRosterEntryMutation,
        AddLegalTemplateMutation,
        AssignLegalConsultationMutation,
        AssignNextLegalConsultationMutation,
        CloseLegalConsultationMutation,
        DeclareLegalConflictMutation,
        EndLegalRosterEntryMutation,
        GiveLegalOpinionMutation,
        LiftLegalConflictMutation,
        NameLegalPartyMutation,
        RecordLegalConflictMutation,
        ReferToLegalDeskMutation,
        ReleaseLegalConsultationMutation,
        RetireLegalTemplateMutation,
        ReturnLegalConsultationMutation,
        ReviseLegalTemplateMutation,
        ScreenLegalAidMutation,
        TakeLegalConsultationMutation,
    ),
    subscriptions=(LegalSubscriptions,),
    extensions=(TypeExtension("Case", LegalCaseFields),),
    operations=OPERATIONS,
)
