"""All the plug-in adds to the schema."""

from plugins.discipline_referral.operations import Operation
from plugins.discipline_referral.schema.mutations.add_discipline_officer import AddDisciplineOfficerMutation
from plugins.discipline_referral.schema.mutations.approve_discipline_referral import ApproveDisciplineReferralMutation
from plugins.discipline_referral.schema.mutations.collect_discipline_evidence import CollectDisciplineEvidenceMutation
from plugins.discipline_referral.schema.mutations.record_discipline_outcome import RecordDisciplineOutcomeMutation
from plugins.discipline_referral.schema.mutations.record_discipline_receipt import RecordDisciplineReceiptMutation
from plugins.discipline_referral.schema.mutations.reject_discipline_referral import RejectDisciplineReferralMutation
from plugins.discipline_referral.schema.mutations.remove_discipline_officer import RemoveDisciplineOfficerMutation
from plugins.discipline_referral.schema.mutations.review_discipline_referral import ReviewDisciplineReferralMutation
from plugins.discipline_referral.schema.mutations.suggest_discipline_referral import SuggestDisciplineReferralMutation
from plugins.discipline_referral.schema.mutations.take_up_discipline_referral import TakeUpDisciplineReferralMutation
from plugins.discipline_referral.schema.mutations.transfer_discipline_referral import TransferDisciplineReferralMutation
from plugins.discipline_referral.schema.mutations.withdraw_discipline_referral import WithdrawDisciplineReferralMutation
from plugins.discipline_referral.schema.queries import DisciplineQueries
from plugins.discipline_referral.schema.types import DisciplineCaseFields
from schema.api import GraphQLContribution, TypeExtension

OPERATIONS = {
    "disciplineReferral": Operation.READ,
    "disciplineReferrals": Operation.READ,
    "suggestDisciplineReferral": Operation.SUGGEST,
    "takeUpDisciplineReferral": Operation.SUGGEST,
    "reviewDisciplineReferral": Operation.REVIEW,
    "approveDisciplineReferral": Operation.APPROVE,
    "rejectDisciplineReferral": Operation.REJECT,
    "withdrawDisciplineReferral": Operation.WITHDRAW,
    "collectDisciplineEvidence": Operation.COLLECT_EVIDENCE,
    "transferDisciplineReferral": Operation.TRANSFER,
    "recordDisciplineReceipt": Operation.RECORD_RECEIPT,
    "recordDisciplineOutcome": Operation.RECORD_OUTCOME,
    "addDisciplineOfficer": Operation.NAME_OFFICERS,
    "removeDisciplineOfficer": Operation.NAME_OFFICERS,
}
"""What its root fields ask for."""

CONTRIBUTION = GraphQLContribution(
    queries=(DisciplineQueries,),
    mutations=(
        SuggestDisciplineReferralMutation,
        TakeUpDisciplineReferralMutation,
        ReviewDisciplineReferralMutation,
        ApproveDisciplineReferralMutation,
        RejectDisciplineReferralMutation,
        WithdrawDisciplineReferralMutation,
        CollectDisciplineEvidenceMutation,
        TransferDisciplineReferralMutation,
        RecordDisciplineReceiptMutation,
        RecordDisciplineOutcomeMutation,
        AddDisciplineOfficerMutation,
        RemoveDisciplineOfficerMutation,
    ),
    extensions=(TypeExtension("Case", DisciplineCaseFields),),
    operations=OPERATIONS,
)
