"""How a plug-in's own act on a case begins: beside the life cycle, so the state stays, but with a version and events."""

from core.access.operations import owner_of
from core.access.predicate import allows
from core.access.viewer import Viewer
from core.cases import decide
from core.cases.begin import profile_of, visible_case
from core.cases.change import Change
from core.cases.errors import CASE_FROZEN
from core.cases.inputs.subject import OnCase
from core.cases.moved import case_moved
from core.db.uow import UnitOfWork
from core.errors import NotAllowed, Refused
from core.plugin.errors import PLUGIN_DISABLED


async def beside(uow: UnitOfWork, actor: Viewer, operation: str, on: OnCase) -> Change:
    """Begin `operation` (`tourism/refer`) on a case; it is the type of the first event that `write` records.

    Raises NotFound, PLUGIN_DISABLED where the plug-in is off in the case's district, NotAllowed, or Stale.
    """
    facts = await visible_case(uow, actor, on.case_id, "caseId")
    plugin = owner_of(operation) or ""
    if not uow.services.plugins.switches.on(plugin, facts.row["gate"]):
        raise Refused(PLUGIN_DISABLED, plugin=plugin)
    if not allows(actor, operation, decide.target(facts)):
        raise NotAllowed(operation)
    if facts.row["frozen_at"] is not None:
        raise Refused(CASE_FROZEN)
    if on.expected_version is not None and on.expected_version != facts.version:
        raise await case_moved(uow, facts.id, facts.version, on.expected_version)
    return Change(uow, actor.id, operation, facts, profile_of(uow, facts))
