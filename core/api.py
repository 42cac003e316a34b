"""Everything of the core that a plug-in may use; PLUGIN_API counts its versions.

Nothing is defined here. What a name means stands where it is defined; this page is the list.
"""

from core.access.columns import case_columns, columns_of_part, columns_through_case
from core.access.load import load_viewer
from core.access.operations import Meaning
from core.access.predicate import ScopeColumns, Target, allows, row_filter
from core.access.viewer import SYSTEM, Viewer
from core.access.withholding import CaseRef
from core.accounts.model import account, role_grant
from core.assignments.model import assignment, feedback, return_request
from core.attachments.model import attachment
from core.cases import check
from core.cases.begin import visible_case
from core.cases.beside import beside
from core.cases.change import Change
from core.cases.commands.accept_assignment import accept_assignment
from core.cases.commands.accept_case import accept_case
from core.cases.commands.answer_case import answer_case
from core.cases.commands.approve_extension import approve_extension
from core.cases.commands.approve_feedback import approve_feedback
from core.cases.commands.approve_return import approve_return
from core.cases.commands.approve_termination import approve_termination
from core.cases.commands.close_unreasonable import close_unreasonable
from core.cases.commands.correct_case import correct_case
from core.cases.commands.dispatch_case import dispatch_case
from core.cases.commands.divert_case import divert_case
from core.cases.commands.fulfil_commitment import fulfil_commitment
from core.cases.commands.log_contact import log_contact
from core.cases.commands.make_commitment import make_commitment
from core.cases.commands.merge_cases import merge_cases
from core.cases.commands.object_to_diversion import object_to_diversion
from core.cases.commands.order_redo import order_redo
from core.cases.commands.reassign import reassign
from core.cases.commands.record_callback import record_callback
from core.cases.commands.register_case import register_case
from core.cases.commands.reject_extension import reject_extension
from core.cases.commands.reject_return import reject_return
from core.cases.commands.reject_termination import reject_termination
from core.cases.commands.reopen_with_new_facts import reopen_with_new_facts
from core.cases.commands.request_adjudication import request_adjudication
from core.cases.commands.request_extension import request_extension
from core.cases.commands.request_information import request_information
from core.cases.commands.request_return import request_return
from core.cases.commands.request_termination import request_termination
from core.cases.commands.rule_and_dispatch import rule_and_dispatch
from core.cases.commands.send_back_feedback import send_back_feedback
from core.cases.commands.shelve_assignment import shelve_assignment
from core.cases.commands.sub_dispatch import sub_dispatch
from core.cases.commands.submit_feedback import submit_feedback
from core.cases.commands.supply_information import supply_information
from core.cases.commands.unmerge_case import unmerge_case
from core.cases.commands.unshelve_assignment import unshelve_assignment
from core.cases.commands.withdraw_case import withdraw_case
from core.cases.facts import AssignmentFacts, CaseFacts
from core.cases.inputs.callback import CloseUnreasonable, OrderRedo, RecordCallback
from core.cases.inputs.dispatch import (
    DispatchCase,
    DispatchTarget,
    Reassign,
    RequestAdjudication,
    RuleAndDispatch,
    SubDispatch,
)
from core.cases.inputs.extension import ApproveExtension, RejectExtension, RequestExtension
from core.cases.inputs.feedback import ApproveFeedback, SendBackFeedback, SubmitFeedback
from core.cases.inputs.handling import (
    AcceptAssignment,
    FulfilCommitment,
    LogContact,
    MakeCommitment,
    ShelveAssignment,
    UnshelveAssignment,
)
from core.cases.inputs.intake import (
    AnswerCase,
    CorrectCase,
    RegisterCase,
    ReporterDetails,
    RequestInformation,
    SupplyInformation,
    WithdrawCase,
)
from core.cases.inputs.returns import ApproveReturn, RejectReturn, RequestReturn
from core.cases.inputs.subject import OnAssignment, OnCase
from core.cases.inputs.termination import ApproveTermination, RejectTermination, RequestTermination
from core.cases.inputs.triage import (
    AcceptCase,
    DivertCase,
    MergeCases,
    ObjectToDiversion,
    ReopenWithNewFacts,
    UnmergeCase,
)
from core.cases.model import case_file, reporter
from core.cases.outcome import Outcome
from core.cases.queries import case_facts
from core.cases.states import (
    ENDED,
    AssignmentState,
    CaseState,
    Channel,
    Kind,
    Resolution,
    Role,
    Satisfaction,
    Secrecy,
    TerminationGround,
    TriageExit,
    Urgency,
)
from core.cases.verbs import Verb
from core.cases.view import case_view, case_view_of
from core.cases.write import write
from core.catalogue.propose import Proposal, Proposals, propose
from core.clock import SHANGHAI
from core.codes.model import category, code
from core.db.base import PERSONAL, instant, metadata, row_id, sealed, within, words
from core.db.read import Read, Row
from core.db.uow import UnitOfWork, unit_of_work
from core.deadlines.budget import Budget, Mode
from core.deadlines.kinds import ClockKind
from core.deadlines.model import clock
from core.districts.model import district
from core.errors import ErrorCode, NotAllowed, NotFound, Refused, Stale, StaleDetail, VersionMoved
from core.events.consequence import Consequence
from core.events.model import case_event
from core.events.open_queue import OpenWorkQueue, open_work_queue
from core.events.record import NewEvent
from core.ids import new_id
from core.plugin.answers import CodeRow, Command, DeadlineGrant, Health, Panel, PanelRequest, PanelRow, Veto
from core.plugin.errors import PLUGIN_DISABLED
from core.plugin.hookspecs import hook
from core.plugin.manifest import API as PLUGIN_API
from core.plugin.manifest import Manifest, Settings
from core.plugin.views import CaseEvent, CaseView
from core.sealing import normal
from core.sealing.blind_index import IndexKeys
from core.sealing.columns import SealedField, sealed_columns
from core.sealing.envelope import SealBroken
from core.sealing.fields import open_
from core.sealing.keychain import CaseKey, month_of
from core.sealing.masks import MaskKind, mask
from core.services import Services
from core.units.model import liaison_officer, unit

__all__ = [
    "ENDED", "PERSONAL", "PLUGIN_API", "PLUGIN_DISABLED", "SHANGHAI", "SYSTEM", "AcceptAssignment", "AcceptCase", "AnswerCase",
    "ApproveExtension", "ApproveFeedback", "ApproveReturn", "ApproveTermination", "AssignmentFacts", "AssignmentState",
    "Budget", "CaseEvent", "CaseFacts", "CaseKey", "CaseRef", "CaseState", "CaseView", "Change", "Channel", "ClockKind",
    "CloseUnreasonable", "CodeRow", "Command", "Consequence", "CorrectCase", "DeadlineGrant", "DispatchCase",
    "DispatchTarget", "DivertCase", "ErrorCode", "FulfilCommitment", "Health", "IndexKeys", "Kind", "LogContact",
    "MakeCommitment", "Manifest", "MaskKind", "Meaning", "MergeCases", "Mode", "NewEvent", "NotAllowed", "NotFound",
    "ObjectToDiversion", "OnAssignment", "OnCase", "OpenWorkQueue", "OrderRedo", "Outcome", "Panel", "PanelRequest",
    "PanelRow", "Proposal", "Proposals", "Read", "Reassign", "RecordCallback", "Refused", "RegisterCase",
    "RejectExtension", "RejectReturn", "RejectTermination", "ReopenWithNewFacts", "ReporterDetails",
    "RequestAdjudication", "RequestExtension", "RequestInformation", "RequestReturn", "RequestTermination",
    "Resolution", "Role", "Row", "RuleAndDispatch", "Satisfaction", "ScopeColumns", "SealBroken", "SealedField",
    "Secrecy", "SendBackFeedback", "Services", "Settings", "ShelveAssignment", "Stale", "StaleDetail", "SubDispatch",
    "SubmitFeedback", "SupplyInformation", "Target", "TerminationGround", "TriageExit", "UnitOfWork", "UnmergeCase",
    "UnshelveAssignment", "Urgency", "Verb", "VersionMoved", "Veto", "Viewer", "WithdrawCase", "accept_assignment",
    "accept_case", "account", "allows", "answer_case", "approve_extension", "approve_feedback", "approve_return",
    "approve_termination", "assignment", "attachment", "beside", "case_columns", "case_event", "case_facts",
    "case_file", "case_view", "case_view_of", "category", "check", "clock", "close_unreasonable", "code",
    "columns_of_part", "columns_through_case", "correct_case", "dispatch_case", "district", "divert_case", "feedback",
    "fulfil_commitment", "hook", "instant", "liaison_officer", "load_viewer", "log_contact", "make_commitment", "mask",
    "merge_cases", "metadata", "month_of", "new_id", "normal", "object_to_diversion", "open_", "open_work_queue",
    "order_redo", "propose", "reassign", "record_callback", "register_case", "reject_extension", "reject_return",
    "reject_termination", "reopen_with_new_facts", "reporter", "request_adjudication", "request_extension",
    "request_information", "request_return", "request_termination", "return_request", "role_grant", "row_filter",
    "row_id", "rule_and_dispatch", "sealed", "sealed_columns", "send_back_feedback", "shelve_assignment",
    "sub_dispatch", "submit_feedback", "supply_information", "unit", "unit_of_work", "unmerge_case",
    "unshelve_assignment", "visible_case", "withdraw_case", "within", "words", "write",
]  # fmt: skip
