"""Everything of the core that a plug-in may use; PLUGIN_API counts its versions.

Nothing is defined here. What a name means stands where it is defined; this page is the list.
"""

from core.access.columns import case_columns, columns_of_part, columns_through_case
from core.access.operations import Meaning
from core.access.predicate import ScopeColumns, Target, allows, row_filter
from core.access.viewer import SYSTEM, Viewer
from core.accounts.model import account, role_grant
from core.assignments.model import assignment
from core.cases.begin import visible_case
from core.cases.change import Change
from core.cases.facts import AssignmentFacts, CaseFacts
from core.cases.inputs import OnAssignment, OnCase
from core.cases.model import case_file
from core.cases.outcome import Outcome
from core.cases.queries import case_facts
from core.cases.states import AssignmentState, CaseState, Channel, Kind, Role, Secrecy, Urgency
from core.cases.write import write
from core.catalogue.propose import Proposal, Proposals
from core.clock import SHANGHAI
from core.codes.model import category, code
from core.db.base import instant, metadata, row_id, sealed, within
from core.db.uow import Read, Row, UnitOfWork
from core.deadlines.budget import Budget, Mode
from core.deadlines.kinds import ClockKind
from core.deadlines.model import clock
from core.districts.model import district
from core.errors import ErrorCode, NotAllowed, NotFound, Refused, Stale, VersionMoved
from core.events.consequence import Consequence
from core.events.model import case_event
from core.events.record import NewEvent
from core.ids import new_id
from core.plugin.answers import CodeRow, Command, DeadlineGrant, Health, Panel, PanelRequest, PanelRow, Veto
from core.plugin.hookspecs import hook
from core.plugin.manifest import API as PLUGIN_API
from core.plugin.manifest import Manifest, Settings
from core.plugin.views import CaseEvent, CaseView
from core.services import Services
from core.units.model import liaison_officer, unit

__all__ = [
    "PLUGIN_API", "SHANGHAI", "SYSTEM", "AssignmentFacts", "AssignmentState", "Budget", "CaseEvent", "CaseFacts",
    "CaseState", "CaseView", "Change", "Channel", "ClockKind", "CodeRow", "Command", "Consequence", "DeadlineGrant",
    "ErrorCode", "Health", "Kind", "Manifest", "Meaning", "Mode", "NewEvent", "NotAllowed", "NotFound", "OnAssignment",
    "OnCase", "Outcome", "Panel", "PanelRequest", "PanelRow", "Proposal", "Proposals", "Read", "Refused", "Role", "Row",
    "ScopeColumns", "Secrecy", "Services", "Settings", "Stale", "Target", "UnitOfWork", "Urgency", "VersionMoved", "Veto",
    "Viewer", "account", "allows", "assignment", "case_columns", "case_event", "case_facts", "case_file", "category",
    "clock", "code", "columns_of_part", "columns_through_case", "district", "hook", "instant", "liaison_officer",
    "metadata", "new_id", "role_grant", "row_filter", "row_id", "sealed", "unit", "visible_case", "within", "write",
]  # fmt: skip
