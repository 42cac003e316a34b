"""Utility queues (公用事业, Art. 18): water, power, gas, heat and telecom, around the clock."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import Table

from core.api import (
    CaseEvent,
    CaseView,
    CodeRow,
    Command,
    Consequence,
    DeadlineGrant,
    ErrorCode,
    Health,
    Manifest,
    Meaning,
    NewEvent,
    Panel,
    Proposals,
    Read,
    Services,
    UnitOfWork,
    case_view_of,
    hook,
)
from plugins.utility_queues import deadlines, gathering, routing, tickets
from plugins.utility_queues import health as condition
from plugins.utility_queues.codes import CODES
from plugins.utility_queues.console import COMMANDS
from plugins.utility_queues.errors import ERRORS
from plugins.utility_queues.operations import OPERATIONS, Operation
from plugins.utility_queues.panels import PANELS
from plugins.utility_queues.schema.contribution import CONTRIBUTION
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.sweep import sweep
from plugins.utility_queues.tables import TABLES
from plugins.utility_queues.vocabulary import PLUGIN
from schema.api import GraphQLContribution

manifest = Manifest(
    name=PLUGIN,
    version="1.0",
    api=1,
    title_zh="公用事业工单队列",
    title_en="Utility queues",
    article="18",
    settings=UtilityQueuesSettings,
    listens=frozenset({Operation.MATCH_OUTAGE.value, Consequence.DEEMED_ACCEPTED.value}),
)


@hook
def tables() -> Sequence[Table]:
    """See the specification."""
    return TABLES


@hook
def codes() -> Sequence[CodeRow]:
    """See the specification."""
    return CODES


@hook
def operations() -> Mapping[str, Meaning]:
    """See the specification."""
    return OPERATIONS


@hook
def access_policies() -> str:
    """See the specification."""
    return Path(__file__).with_name("policy.csv").read_text("utf-8")


@hook
def error_codes() -> Sequence[ErrorCode]:
    """See the specification."""
    return ERRORS


@hook
def dashboard_panels() -> Sequence[Panel]:
    """See the specification."""
    return PANELS


@hook
def cli_commands() -> Sequence[Command]:
    """See the specification."""
    return COMMANDS


@hook
def graphql_contribution() -> GraphQLContribution:
    """See the specification."""
    return CONTRIBUTION


@hook
async def district_enabled(district: str, uow: UnitOfWork) -> None:
    """Companies find the work they were given while it was off."""
    await tickets.make_missing(uow, [district])
    await tickets.mend(uow, [district])


@hook
async def route_case(case: CaseView, read: Read, services: Services) -> Proposals | None:
    """The company that serves the place."""
    return await routing.route(case, read, services)


@hook
async def propose_deadline(case: CaseView, kind: str, services: Services) -> DeadlineGrant | None:
    """Around the clock."""
    return deadlines.grant(case, kind, services)


@hook
async def during_case_event(event: CaseEvent, case: CaseView, uow: UnitOfWork) -> Sequence[NewEvent]:
    """Tickets keep step with the case, and an outage that explains it is noted."""
    await tickets.follow(event, case, uow)
    noted = await gathering.note(event, case, uow)
    return [] if noted is None else [noted]


@hook
async def after_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
    """What an outage explains is gathered; a part that is deemed accepted is in hand."""
    if event.type == Operation.MATCH_OUTAGE:
        await gathering.gather(uow, event.case_id)
    else:
        await tickets.follow(event, await case_view_of(uow, event.case_id), uow)


@hook
async def each_minute(uow: UnitOfWork) -> None:
    """Escalations and gap alarms."""
    await sweep(uow)


@hook
async def health(read: Read) -> Health:
    """See the specification."""
    return await condition.health(read)
