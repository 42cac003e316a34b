"""The enterprise desk (涉企服务专席, Art. 17)."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import Table

from core.api import (
    PLUGIN_API,
    CaseEvent,
    CaseState,
    CaseView,
    CodeRow,
    Command,
    DeadlineGrant,
    ErrorCode,
    Manifest,
    Meaning,
    NewEvent,
    Panel,
    Read,
    Services,
    UnitOfWork,
    Veto,
    hook,
)
from plugins.enterprise_desk import (
    coordination,
    deadlines,
    errors,
    feedback_clock,
    follow_ups,
    identification,
    measure_file,
    panels,
)
from plugins.enterprise_desk.codes import code_rows
from plugins.enterprise_desk.operations import MEANINGS
from plugins.enterprise_desk.schema.contribution import CONTRIBUTION
from plugins.enterprise_desk.settings import EnterpriseDeskSettings
from plugins.enterprise_desk.switched import settings_of
from plugins.enterprise_desk.tables import TABLES
from schema.api import GraphQLContribution

manifest = Manifest(
    name=errors.PLUGIN,
    version="1.0",
    api=PLUGIN_API,
    title_zh="涉企服务专席",
    title_en="Enterprise desk",
    article="17",
    settings=EnterpriseDeskSettings,
    listens=feedback_clock.STARTS | feedback_clock.MEETS,
)


@hook
def tables() -> Sequence[Table]:
    """See tables.py."""
    return TABLES


@hook
def codes() -> Sequence[CodeRow]:
    """See codes.csv."""
    return tuple(code_rows())


@hook
def operations() -> Mapping[str, Meaning]:
    """See operations.py."""
    return MEANINGS


@hook
def access_policies() -> str:
    """See policy.csv."""
    return Path(__file__).with_name("policy.csv").read_text("utf-8")


@hook
def error_codes() -> Sequence[ErrorCode]:
    """See errors.py."""
    return errors.ALL


@hook
def dashboard_panels() -> Sequence[Panel]:
    """See panels.py."""
    return (panels.PANEL,)


@hook
def cli_commands() -> Sequence[Command]:
    """See measure_file.py."""
    return (measure_file.COMMAND,)


@hook
def graphql_contribution() -> GraphQLContribution:
    """See schema/."""
    return CONTRIBUTION


@hook
async def propose_deadline(case: CaseView, kind: str, services: Services) -> DeadlineGrant | None:
    """The "2" and the "15" of "2115"."""
    return deadlines.grant(case, kind, settings_of(services, case.gate))


@hook
async def check_transitions(cases: Sequence[CaseView], verbs: Sequence[str], read: Read) -> Sequence[Veto]:
    """No case is closed while its departments still confer."""
    return await coordination.vetoes(cases, verbs, read)


@hook
async def during_case_event(event: CaseEvent, case: CaseView, uow: UnitOfWork) -> Sequence[NewEvent]:
    """Recognise a caller, plan a visit, end a coordination: with the very command."""
    if not case.enterprise:
        return ()
    if event.type == "registerCase":
        return await identification.recognise(uow, case)
    if event.type in coordination.CLOSING and case.state is CaseState.CLOSED:
        return await follow_ups.plan(uow, case)
    if event.type == "reopenWithNewFacts":
        await follow_ups.drop(uow, case)
    if event.type in coordination.ENDING:
        return await coordination.end_with(uow, case)
    return ()


@hook
async def after_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
    """The "1" of "2115": start its clock with the dispatch, end it with the approved reply."""
    if event.type in feedback_clock.STARTS:
        await feedback_clock.start(uow, event.case_id, event.occurred_at)
    elif event.body.get("to") == CaseState.PENDING_CALLBACK:
        await feedback_clock.meet(uow, event.case_id)


@hook
async def each_minute(uow: UnitOfWork) -> None:
    """Raise visits that are overdue."""
    await follow_ups.raise_overdue(uow)
