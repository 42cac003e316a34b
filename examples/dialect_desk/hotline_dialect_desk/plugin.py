"""The dialect desk (方言专席): for callers whom the operator cannot follow."""

from collections.abc import Mapping, Sequence
from importlib.resources import files

from sqlalchemy import Table

from core.api import (
    PLUGIN_API,
    CaseView,
    CodeRow,
    ErrorCode,
    Manifest,
    Meaning,
    Panel,
    Read,
    Services,
    Veto,
    hook,
)
from schema.api import GraphQLContribution, TypeExtension

from .codes import CODES
from .errors import ERRORS
from .operations import ASKED_FOR, OPERATIONS
from .panels import PANELS
from .schema import DialectFields, DialectMutations, DialectQueries
from .settings import DialectDeskSettings
from .tables import request
from .veto import vetoes

manifest = Manifest(
    name="dialect_desk",
    version="1.0",
    api=PLUGIN_API,
    title_zh="方言专席",
    title_en="Dialect desk",
    article="17",
    settings=DialectDeskSettings,
)


@hook
def tables() -> Sequence[Table]:
    """One row per case that needs somebody."""
    return (request,)


@hook
def codes() -> Sequence[CodeRow]:
    """Languages and states."""
    return CODES


@hook
def operations() -> Mapping[str, Meaning]:
    """Asking, interpreting, seeing."""
    return OPERATIONS


@hook
def access_policies() -> str:
    """Who may, and a role of the desk's own."""
    return files(__package__).joinpath("policy.csv").read_text("utf-8")


@hook
def error_codes() -> Sequence[ErrorCode]:
    """What is refused."""
    return ERRORS


@hook
def dashboard_panels() -> Sequence[Panel]:
    """Who waits."""
    return PANELS


@hook
def graphql_contribution() -> GraphQLContribution:
    """The request of a case, all requests, and three mutations."""
    return GraphQLContribution(
        queries=(DialectQueries,),
        mutations=(DialectMutations,),
        extensions=(TypeExtension("Case", DialectFields),),
        operations=ASKED_FOR,
    )


@hook
async def check_transitions(
    cases: Sequence[CaseView], verbs: Sequence[str], read: Read, services: Services
) -> Sequence[Veto]:
    """A caller who was not heard is not answered."""
    return await vetoes(cases, verbs, read, services)
