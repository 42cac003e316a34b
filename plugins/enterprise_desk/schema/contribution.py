"""Everything the desk adds to the schema."""

from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.schema.case_fields import EnterpriseCaseFields
from plugins.enterprise_desk.schema.mutations.add_enterprise_measure import AddEnterpriseMeasureMutation
from plugins.enterprise_desk.schema.mutations.change_enterprise import ChangeEnterpriseMutation
from plugins.enterprise_desk.schema.mutations.complete_enterprise_task import CompleteEnterpriseTaskMutation
from plugins.enterprise_desk.schema.mutations.conclude_enterprise_coordination import (
    ConcludeEnterpriseCoordinationMutation,
)
from plugins.enterprise_desk.schema.mutations.give_enterprise_opinion import GiveEnterpriseOpinionMutation
from plugins.enterprise_desk.schema.mutations.give_enterprise_task import GiveEnterpriseTaskMutation
from plugins.enterprise_desk.schema.mutations.hand_over_enterprise_coordination import (
    HandOverEnterpriseCoordinationMutation,
)
from plugins.enterprise_desk.schema.mutations.identify_enterprise import IdentifyEnterpriseMutation
from plugins.enterprise_desk.schema.mutations.open_enterprise_coordination import OpenEnterpriseCoordinationMutation
from plugins.enterprise_desk.schema.mutations.record_enterprise_feedback import RecordEnterpriseFeedbackMutation
from plugins.enterprise_desk.schema.mutations.record_enterprise_follow_up import RecordEnterpriseFollowUpMutation
from plugins.enterprise_desk.schema.mutations.register_enterprise import RegisterEnterpriseMutation
from plugins.enterprise_desk.schema.mutations.revise_enterprise_measure import ReviseEnterpriseMeasureMutation
from plugins.enterprise_desk.schema.mutations.withdraw_enterprise_measure import WithdrawEnterpriseMeasureMutation
from plugins.enterprise_desk.schema.queries import EnterpriseQueries
from plugins.enterprise_desk.schema.statistics import EnterpriseStatisticsQueries
from schema.api import GraphQLContribution, TypeExtension

OPERATIONS = {
    "enterpriseFollowUps": Operation.FOLLOW_UP_READ,
    "enterpriseStatistics": Operation.STATISTICS_READ,
    "registerEnterprise": Operation.ENTERPRISE_WRITE,
    "changeEnterprise": Operation.ENTERPRISE_WRITE,
    "identifyEnterprise": Operation.IDENTIFY,
    "recordEnterpriseFeedback": Operation.RECORD_FEEDBACK,
    "addEnterpriseMeasure": Operation.MEASURE_WRITE,
    "reviseEnterpriseMeasure": Operation.MEASURE_WRITE,
    "withdrawEnterpriseMeasure": Operation.MEASURE_WRITE,
    "openEnterpriseCoordination": Operation.COORDINATION_OPEN,
    "giveEnterpriseTask": Operation.COORDINATION_LEAD,
    "completeEnterpriseTask": Operation.COORDINATION_ANSWER,
    "giveEnterpriseOpinion": Operation.COORDINATION_ANSWER,
    "handOverEnterpriseCoordination": Operation.COORDINATION_OPEN,
    "concludeEnterpriseCoordination": Operation.COORDINATION_CONCLUDE,
    "recordEnterpriseFollowUp": Operation.FOLLOW_UP_RECORD,
}
"""What its root fields ask for."""

CONTRIBUTION = GraphQLContribution(
    queries=(EnterpriseQueries, EnterpriseStatisticsQueries),
    mutations=(
        RegisterEnterpriseMutation,
        ChangeEnterpriseMutation,
        IdentifyEnterpriseMutation,
        RecordEnterpriseFeedbackMutation,
        AddEnterpriseMeasureMutation,
        ReviseEnterpriseMeasureMutation,
        WithdrawEnterpriseMeasureMutation,
        OpenEnterpriseCoordinationMutation,
        GiveEnterpriseTaskMutation,
        CompleteEnterpriseTaskMutation,
        GiveEnterpriseOpinionMutation,
        HandOverEnterpriseCoordinationMutation,
        ConcludeEnterpriseCoordinationMutation,
        RecordEnterpriseFollowUpMutation,
    ),
    extensions=(TypeExtension("Case", EnterpriseCaseFields),),
    operations=OPERATIONS,
)
