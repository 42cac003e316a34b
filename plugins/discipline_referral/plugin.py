"""discipline_referral (问题线索移送): what Art. 21 obliges the agency to hand to the discipline organ of the same level."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import Table

from core.api import (
    PLUGIN_API,
    CaseEvent,
    CodeRow,
    Command,
    ErrorCode,
    Health,
    Manifest,
    Meaning,
    Panel,
    Read,
    UnitOfWork,
    hook,
)
from plugins.discipline_referral import audit, suggestions
from plugins.discipline_referral.codes import code_rows
from plugins.discipline_referral.console import COMMANDS
from plugins.discipline_referral.errors import ERRORS
from plugins.discipline_referral.operations import MEANINGS, PLUGIN
from plugins.discipline_referral.panels import PANEL
from plugins.discipline_referral.schema.contribution import CONTRIBUTION
from plugins.discipline_referral.settings import DisciplineSettings
from plugins.discipline_referral.tables import TABLES
from schema.api import GraphQLContribution

manifest = Manifest(
    name=PLUGIN,
    version="1.0",
    api=PLUGIN_API,
    title_zh="问题线索移送",
    title_en="Discipline referral",
    article="21",
    settings=DisciplineSettings,
    listens=frozenset(suggestions.TRIGGERS),
)


@hook
def tables() -> Sequence[Table]:
    """See core.plugin.hookspecs."""
    return TABLES


@hook
def codes() -> Sequence[CodeRow]:
    """See core.plugin.hookspecs."""
    return code_rows()


@hook
def operations() -> Mapping[str, Meaning]:
    """See core.plugin.hookspecs."""
    return MEANINGS


@hook
def access_policies() -> str:
    """See core.plugin.hookspecs."""
    return Path(__file__).with_name("policy.csv").read_text("utf-8")


@hook
def error_codes() -> Sequence[ErrorCode]:
    """See core.plugin.hookspecs."""
    return ERRORS


@hook
def dashboard_panels() -> Sequence[Panel]:
    """See core.plugin.hookspecs."""
    return (PANEL,)


@hook
def cli_commands() -> Sequence[Command]:
    """See core.plugin.hookspecs."""
    return COMMANDS


@hook
def graphql_contribution() -> GraphQLContribution:
    """See schema.hookspecs."""
    return CONTRIBUTION


@hook
async def after_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
    """See core.plugin.hookspecs."""
    await suggestions.propose(event, uow)


@hook
async def health(read: Read) -> Health:
    """See core.plugin.hookspecs: the end of the audit's chain is looked at, the whole of it by `verify-audit`."""
    if await audit.head_fits(read):
        return Health("ok")
    return Health(
        "failed", "the audit's chain does not end in its last entry; run `hotline discipline_referral verify-audit`"
    )
