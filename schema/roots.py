"""Every root field class of the core, one line per concept or mutation: what is not listed is not in the schema."""

from schema.assignments.mutations.accept_assignment import AcceptAssignmentMutation
from schema.assignments.mutations.approve_extension import ApproveExtensionMutation
from schema.assignments.mutations.approve_feedback import ApproveFeedbackMutation
from schema.assignments.mutations.approve_return import ApproveReturnMutation
from schema.assignments.mutations.fulfil_commitment import FulfilCommitmentMutation
from schema.assignments.mutations.log_contact import LogContactMutation
from schema.assignments.mutations.make_commitment import MakeCommitmentMutation
from schema.assignments.mutations.reassign import ReassignMutation
from schema.assignments.mutations.reject_extension import RejectExtensionMutation
from schema.assignments.mutations.reject_return import RejectReturnMutation
from schema.assignments.mutations.request_extension import RequestExtensionMutation
from schema.assignments.mutations.request_return import RequestReturnMutation
from schema.assignments.mutations.request_termination import RequestTerminationMutation
from schema.assignments.mutations.send_back_feedback import SendBackFeedbackMutation
from schema.assignments.mutations.shelve_assignment import ShelveAssignmentMutation
from schema.assignments.mutations.sub_dispatch import SubDispatchMutation
from schema.assignments.mutations.submit_feedback import SubmitFeedbackMutation
from schema.assignments.mutations.unshelve_assignment import UnshelveAssignmentMutation
from schema.assignments.queries import AssignmentQueries
from schema.attachments.mutations.complete_attachment import CompleteAttachmentMutation
from schema.attachments.mutations.create_attachment_upload import CreateAttachmentUploadMutation
from schema.audit.mutations.reveal import RevealMutation
from schema.cases.mutations.accept_case import AcceptCaseMutation
from schema.cases.mutations.answer_case import AnswerCaseMutation
from schema.cases.mutations.approve_termination import ApproveTerminationMutation
from schema.cases.mutations.close_unreasonable import CloseUnreasonableMutation
from schema.cases.mutations.correct_case import CorrectCaseMutation
from schema.cases.mutations.dispatch_case import DispatchCaseMutation
from schema.cases.mutations.divert_case import DivertCaseMutation
from schema.cases.mutations.merge_cases import MergeCasesMutation
from schema.cases.mutations.object_to_diversion import ObjectToDiversionMutation
from schema.cases.mutations.order_redo import OrderRedoMutation
from schema.cases.mutations.record_callback import RecordCallbackMutation
from schema.cases.mutations.register_case import RegisterCaseMutation
from schema.cases.mutations.reject_termination import RejectTerminationMutation
from schema.cases.mutations.reopen_with_new_facts import ReopenWithNewFactsMutation
from schema.cases.mutations.request_adjudication import RequestAdjudicationMutation
from schema.cases.mutations.request_information import RequestInformationMutation
from schema.cases.mutations.rule_and_dispatch import RuleAndDispatchMutation
from schema.cases.mutations.supply_information import SupplyInformationMutation
from schema.cases.mutations.unmerge_case import UnmergeCaseMutation
from schema.cases.mutations.withdraw_case import WithdrawCaseMutation
from schema.cases.queries import CaseQueries
from schema.catalogue.queries import CatalogueQueries
from schema.codes.queries import CodeQueries
from schema.counters.queries import CounterQueries
from schema.deadlines.queries import DeadlineQueries
from schema.deadlines.subscriptions import DeadlineSubscriptions
from schema.districts.queries import DistrictQueries
from schema.events.subscriptions import CaseEventSubscriptions
from schema.exports.mutations.approve_export import ApproveExportMutation
from schema.exports.mutations.refuse_export import RefuseExportMutation
from schema.exports.mutations.request_export import RequestExportMutation
from schema.exports.queries import ExportQueries
from schema.plugins.mutations.set_district_plugin import SetDistrictPluginMutation
from schema.plugins.queries import PluginQueries
from schema.queues.mutations.ack_queue import AckQueueMutation
from schema.queues.mutations.change_work_queue import ChangeWorkQueueMutation
from schema.queues.mutations.close_work_queue import CloseWorkQueueMutation
from schema.queues.mutations.nack_queue import NackQueueMutation
from schema.queues.mutations.open_work_queue import OpenWorkQueueMutation
from schema.queues.mutations.release_queue_consumer import ReleaseQueueConsumerMutation
from schema.queues.mutations.unpark_queue import UnparkQueueMutation
from schema.queues.queries import QueueQueries
from schema.queues.subscriptions import QueueSubscriptions
from schema.ratings.queries import RatingQueries
from schema.relay.node import NodeQueries
from schema.reporters.queries import ReporterQueries
from schema.retention.mutations.lift_legal_hold import LiftLegalHoldMutation
from schema.retention.mutations.place_legal_hold import PlaceLegalHoldMutation
from schema.search.queries import SearchQueries
from schema.tasks.subscriptions import TaskSubscriptions
from schema.units.queries import UnitQueries
from schema.viewer.queries import ViewerQueries

QUERIES: tuple[type, ...] = (
    NodeQueries,
    ViewerQueries,
    CodeQueries,
    DistrictQueries,
    UnitQueries,
    CatalogueQueries,
    CaseQueries,
    AssignmentQueries,
    CounterQueries,
    DeadlineQueries,
    RatingQueries,
    SearchQueries,
    ReporterQueries,
    PluginQueries,
    QueueQueries,
    ExportQueries,
)
MUTATIONS: tuple[type, ...] = (
    RegisterCaseMutation,
    RequestInformationMutation,
    SupplyInformationMutation,
    AnswerCaseMutation,
    DivertCaseMutation,
    ObjectToDiversionMutation,
    AcceptCaseMutation,
    DispatchCaseMutation,
    RequestAdjudicationMutation,
    RuleAndDispatchMutation,
    MergeCasesMutation,
    UnmergeCaseMutation,
    AcceptAssignmentMutation,
    RequestReturnMutation,
    ApproveReturnMutation,
    RejectReturnMutation,
    ReassignMutation,
    SubDispatchMutation,
    LogContactMutation,
    RequestExtensionMutation,
    ApproveExtensionMutation,
    RejectExtensionMutation,
    ShelveAssignmentMutation,
    UnshelveAssignmentMutation,
    SubmitFeedbackMutation,
    SendBackFeedbackMutation,
    ApproveFeedbackMutation,
    RecordCallbackMutation,
    OrderRedoMutation,
    CloseUnreasonableMutation,
    RequestTerminationMutation,
    ApproveTerminationMutation,
    RejectTerminationMutation,
    MakeCommitmentMutation,
    FulfilCommitmentMutation,
    WithdrawCaseMutation,
    ReopenWithNewFactsMutation,
    CorrectCaseMutation,
    CreateAttachmentUploadMutation,
    CompleteAttachmentMutation,
    RevealMutation,
    PlaceLegalHoldMutation,
    LiftLegalHoldMutation,
    RequestExportMutation,
    ApproveExportMutation,
    RefuseExportMutation,
    SetDistrictPluginMutation,
    OpenWorkQueueMutation,
    ChangeWorkQueueMutation,
    CloseWorkQueueMutation,
    AckQueueMutation,
    NackQueueMutation,
    UnparkQueueMutation,
    ReleaseQueueConsumerMutation,
)
SUBSCRIPTIONS: tuple[type, ...] = (
    QueueSubscriptions,
    CaseEventSubscriptions,
    TaskSubscriptions,
    DeadlineSubscriptions,
)
TYPES: tuple[type, ...] = ()
"""Types that no root field reaches, for instance those found by `node` alone."""
