"""Every hook of the domain, by the one name it has in code, in `plugins/HOOKS.md` and in the tests.

Registration hooks are plain functions. The host calls them once while it loads, one plug-in after the other, so that a
failure has an owner: `on_failure` decides whether it stops the start or only leaves the plug-in out.

Run-time hooks are coroutines and are called by `core.plugin.runner` alone, which knows in which district a plug-in is on,
cuts what takes too long, and keeps one plug-in's failure from the others and from the core. The semantics is named in
brackets: collect, first, veto, in transaction, notify.

A hook is a function of the plug-in's `plugin` module marked with `@hook`. It names the arguments it wants; those it does
not name are not passed.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import pluggy
from sqlalchemy import ColumnElement, Table

from core.access.operations import Meaning
from core.access.viewer import Viewer
from core.catalogue.propose import Proposals
from core.db.read import Read
from core.db.uow import UnitOfWork
from core.errors import ErrorCode
from core.events.record import NewEvent
from core.plugin.answers import CodeRow, Command, DeadlineGrant, Health, Panel, Veto
from core.plugin.views import CaseEvent, CaseView

if TYPE_CHECKING:
    from core.services import Services

PROJECT = "hotline"
spec = pluggy.HookspecMarker(PROJECT)
hook = pluggy.HookimplMarker(PROJECT)


# Registration


@spec
def tables() -> Sequence[Table]:
    """The plug-in's tables, named `<plugin>_…`, on the core's metadata; they may refer to core tables, never the reverse."""
    raise NotImplementedError


@spec
def codes() -> Sequence[CodeRow]:
    """Codes for open vocabularies; the plug-in is recorded as their owner."""
    raise NotImplementedError


@spec
def operations() -> Mapping[str, Meaning]:
    """Operations that can be granted, each named `<plugin>/…`, with their meaning."""
    raise NotImplementedError


@spec
def access_policies() -> str:
    """Policy lines in the form of `core/access/policy.csv`; they grant operations of this plug-in only."""
    raise NotImplementedError


@spec
def error_codes() -> Sequence[ErrorCode]:
    """The codes the plug-in refuses with, each named `<PLUGIN>_…` and with `plugin` set."""
    raise NotImplementedError


@spec
def dashboard_panels() -> Sequence[Panel]:
    """Panels of the dashboard."""
    raise NotImplementedError


@spec
def cli_commands() -> Sequence[Command]:
    """Commands under `hotline <plugin>`."""
    raise NotImplementedError


@spec
def case_filter(case_id: ColumnElement[UUID], viewer_id: ColumnElement[UUID]) -> ColumnElement[bool] | None:
    """[collect, all must hold; failure hides] Which cases a viewer may know of, besides what the policy says.

    A condition over the id of a case and the id of the viewer's account; it is asked of cases in districts where the
    plug-in is on, in every list, count, search and look-up. A failure hides the cases of those districts.
    """
    raise NotImplementedError


# Run time


@spec
async def startup(services: "Services") -> None:
    """[on_failure] The database is open and nothing is served yet."""


@spec
async def shutdown() -> None:
    """[notify] Nothing is served any more."""


@spec
async def district_enabled(district: str, uow: UnitOfWork) -> None:
    """[in transaction] The plug-in is being switched on in a district (six digits): make what it needs there."""


@spec
async def district_disabled(district: str, uow: UnitOfWork) -> None:
    """[in transaction] It is being switched off; raise Refused to say why it cannot be."""


@spec
async def check_transitions(
    cases: Sequence[CaseView], verbs: Sequence[str], actor: Viewer, read: Read, services: "Services"
) -> Sequence[Veto]:
    """[veto] What must not happen: one call for a command (one case, one verb) or for a page of at most 20 cases.

    Every plug-in is asked, and the first veto is told. A failure is a veto with PLUGIN_FAILED.
    """
    raise NotImplementedError


@spec
async def route_case(case: CaseView, read: Read, services: "Services") -> Proposals | None:
    """[first] Who should handle the case, best first, with why. A failure is logged and the next is asked.

    The core's own implementation, last of all, asks the dispatch catalogue.
    """


@spec
async def propose_deadline(case: CaseView, kind: str, read: Read, services: "Services") -> DeadlineGrant | None:
    """[first] The budget of a clock of this kind that starts now. A failure is logged and the next is asked.

    The core's own implementation, last of all, reads the case's policy profile.
    """


@spec
async def during_case_event(event: CaseEvent, case: CaseView, uow: UnitOfWork) -> Sequence[NewEvent] | None:
    """[in transaction] A command is writing an event: write rows of your own with it, and answer events of your own.

    `case` is as the command leaves it. It is called for the events of commands, not for what timers do. It calls no core
    command. A failure undoes the command.
    """


@spec
async def after_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
    """[notify] An event of a type the manifest listens to has happened, in the order of the log.

    Whatever it writes through `uow`, core commands included, is done exactly once. A failure is tried again with growing
    pauses; the case's later events wait for it; after the last try it becomes a dead letter that an operator can replay.
    """


@spec
async def each_minute(uow: UnitOfWork) -> None:
    """[notify] Once a minute, in one process of the deployment."""


@spec
async def health(read: Read, services: "Services") -> Health | None:
    """[collect] How the plug-in is."""
