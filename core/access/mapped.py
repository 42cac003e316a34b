"""To which operation everything that can be asked of the hotline belongs, where no declaration says so.

A field that is declared data names its operation itself, and a mutation named like an operation is that operation; plug-ins
map theirs in their contribution. Whatever is left stands here, and a test that walks schema, command line and routes fails
for what stands nowhere.
"""

from collections.abc import Mapping

from core.access.operations import Operation
from core.cases.verbs import Verb

ANYBODY = "anybody"
"""Answers with nothing but what the asker is, or has brought along."""
MACHINE = "machine"
"""Asks nobody's permission: whoever may start processes and read the root key on the host may do everything."""

_O = Operation

FIELDS: Mapping[str, tuple[str, ...]] = {
    "Query.viewer": (ANYBODY,),
    "Query.caseByAccessCode": (ANYBODY,),
    "Query.codes": (_O.CODE_READ,),
    "Query.categories": (_O.CODE_READ,),
    "Query.category": (_O.CODE_READ,),
    "Query.dispatchProposals": (_O.CATALOGUE_READ,),
    "Query.caseDispatchProposals": (_O.CATALOGUE_READ,),
    "Query.unitRates": (_O.RATE_READ,),
    "Query.search": (_O.SEARCH,),
    "Query.plugins": (_O.PLUGIN_READ,),
    "Query.dashboard": (_O.PLUGIN_READ,),
    "Query.workQueues": (_O.QUEUE_READ, _O.QUEUE_WRITE),
    "Query.queueEntries": (_O.QUEUE_READ,),
    "Query.queueDigest": (_O.QUEUE_READ,),
    "Query.exports": (_O.EXPORT_REQUEST, _O.EXPORT_APPROVE),
    "Mutation.requestExport": (_O.EXPORT_REQUEST,),
    "Mutation.approveExport": (_O.EXPORT_APPROVE,),
    "Mutation.refuseExport": (_O.EXPORT_APPROVE,),
    "Mutation.placeLegalHold": (_O.RETENTION_HOLD,),
    "Mutation.liftLegalHold": (_O.RETENTION_HOLD,),
    "Mutation.createAttachmentUpload": (_O.ATTACHMENT_WRITE,),
    "Mutation.completeAttachment": (_O.ATTACHMENT_WRITE,),
    "Mutation.reveal": (_O.REPORTER_REVEAL,),
    "Mutation.setDistrictPlugin": (_O.PLUGIN_WRITE,),
    "Mutation.openWorkQueue": (_O.QUEUE_WRITE,),
    "Mutation.changeWorkQueue": (_O.QUEUE_WRITE,),
    "Mutation.closeWorkQueue": (_O.QUEUE_WRITE,),
    "Mutation.ackQueue": (_O.QUEUE_ACK,),
    "Mutation.nackQueue": (_O.QUEUE_ACK,),
    "Mutation.unparkQueue": (_O.QUEUE_WRITE,),
    "Mutation.releaseQueueConsumer": (_O.QUEUE_WRITE,),
    "Subscription.workQueue": (_O.QUEUE_READ,),
    "Subscription.caseEvents": (_O.EVENT_READ,),
    "Subscription.myTasks": (_O.CASE_READ, _O.ASSIGNMENT_READ, _O.QUEUE_READ, _O.QUEUE_WRITE),
    "Subscription.deadlineAlerts": (_O.CLOCK_READ,),
}
"""Root fields by `Type.field`: any one of the operations opens it."""

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "serve": (MACHINE,),
    "token": (MACHINE,),
    "import": (Verb.REGISTER_CASE,),
    "explain": (_O.INTROSPECT,),
    "doctor": (MACHINE,),
    "db upgrade": (MACHINE,),
    "db check": (MACHINE,),
    "db roles": (MACHINE,),
    "db purge": (MACHINE,),
    "account list": (_O.ACCOUNT_READ,),
    "account add": (_O.ACCOUNT_WRITE,),
    "account grant": (_O.ACCOUNT_WRITE,),
    "account revoke": (_O.ACCOUNT_WRITE,),
    "account disable": (_O.ACCOUNT_WRITE,),
    "account enable": (_O.ACCOUNT_WRITE,),
    "account end-sessions": (_O.ACCOUNT_WRITE,),
    "account password": (_O.ACCOUNT_WRITE,),
    "key client": (_O.ACCOUNT_WRITE,),
    "key new": (_O.ACCOUNT_WRITE,),
    "key list": (_O.ACCOUNT_READ,),
    "key revoke": (_O.ACCOUNT_WRITE,),
    "calendar show": (_O.CALENDAR_READ,),
    "calendar import": (MACHINE,),
    "profile check": (_O.PROFILE_READ,),
    "profile explain": (_O.PROFILE_READ,),
    "plugins list": (_O.PLUGIN_READ,),
    "plugins check": (_O.PLUGIN_READ,),
    "plugins enable": (_O.PLUGIN_WRITE,),
    "plugins disable": (_O.PLUGIN_WRITE,),
    "plugins new": (MACHINE,),
    "plugins letters": (_O.PLUGIN_READ,),
    "plugins replay": (_O.PLUGIN_WRITE,),
    "schema export": (_O.INTROSPECT,),
    "audit verify": (MACHINE,),
    "audit prove": (MACHINE,),
    "audit check-proof": (MACHINE,),
    "audit who-saw": (MACHINE,),
    "audit key": (MACHINE,),
    "keys list": (MACHINE,),
    "keys status": (MACHINE,),
    "keys rotate-root": (MACHINE,),
    "keys rotate-cases": (MACHINE,),
    "keys rotate-indexes": (MACHINE,),
    "keys shred": (MACHINE,),
    "keys seal-text": (MACHINE,),
    "keys seal-files": (MACHINE,),
    "retention plan": (MACHINE,),
    "retention run": (MACHINE,),
    "retention hold": (_O.RETENTION_HOLD,),
    "retention lift": (_O.RETENTION_HOLD,),
    "export key": (ANYBODY,),
    "export open": (ANYBODY,),
    "export whose": (MACHINE,),
}
"""What a command does, as an operation. It is done on the host and asks nobody: see MACHINE. Those of plug-ins, too, are
the machine's: what they are handed is a transaction, and no viewer."""

ROUTES: Mapping[str, tuple[str, ...]] = {
    "/graphql": (),
    "/graphql/stream": (),
    "/attachments/{token}": (_O.ATTACHMENT_READ, _O.ATTACHMENT_WRITE),
    "/exports/{id}": (_O.EXPORT_REQUEST,),
    "/token": (ANYBODY,),
    "/break-glass": (ANYBODY,),
    "/schema.graphql": (_O.INTROSPECT,),
    "/health/live": (ANYBODY,),
    "/health/ready": (ANYBODY,),
    "/metrics": (MACHINE,),
}
"""What is served over HTTP; `/graphql` and its stream are as the fields asked for."""
