"""The legal desk (法律服务专席, Art. 17): consultations by lawyers on duty, beside ordinary handling."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import ColumnElement, Table, not_

from core.api import (
    CaseEvent,
    CaseView,
    CodeRow,
    Command,
    ErrorCode,
    Health,
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
from plugins.legal_desk import codes as vocabulary
from plugins.legal_desk import effects, errors, vetoes
from plugins.legal_desk import health as condition
from plugins.legal_desk.begin import NAME
from plugins.legal_desk.conflicts import conflicted, know_companies
from plugins.legal_desk.console import COMMANDS
from plugins.legal_desk.operations import OPERATIONS
from plugins.legal_desk.panels import PANELS
from plugins.legal_desk.schema.contribution import CONTRIBUTION
from plugins.legal_desk.settings import LegalDeskSettings
from plugins.legal_desk.tables import TABLES
from schema.api import GraphQLContribution

manifest = Manifest(
    name=NAME,
    version="1.0",
    api=1,
    title_zh="法律服务专席",
    title_en="Legal desk",
    article="17",
    settings=LegalDeskSettings,
    listens=effects.SORTED,
)


@hook
def tables() -> Sequence[Table]:
    """See the specification."""
    return TABLES


@hook
def codes() -> Sequence[CodeRow]:
    """See the specification."""
    return tuple(vocabulary.rows())


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
    return errors.CODES


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
def case_filter(case_id: ColumnElement[UUID], viewer_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """A lawyer with a conflict of interest knows nothing of the case."""
    return not_(conflicted(case_id, viewer_id))


@hook
async def check_transitions(
    cases: Sequence[CaseView], verbs: Sequence[str], read: Read, services: Services
) -> Sequence[Veto]:
    """A case is not ended over the head of its lawyer."""
    return await vetoes.held(cases, verbs, read, services)


@hook
async def during_case_event(event: CaseEvent, case: CaseView, uow: UnitOfWork) -> Sequence[NewEvent]:
    """A consultation keeps step with its case."""
    return await effects.in_step(event, case, uow)


@hook
async def after_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
    """A case of a legal category comes to the desk by itself."""
    await effects.refer_by_category(event, uow)


@hook
async def each_minute(uow: UnitOfWork) -> None:
    """Companies that were named before reporters' companies were sealed are known again by their index."""
    await know_companies(uow)


@hook
async def health(read: Read, services: Services) -> Health:
    """Whether somebody is on duty wherever somebody should be."""
    return await condition.health(read, services)
