"""`hotline retention`: what is kept how long, and the run that closes, anonymises and deletes."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from core.access.viewer import SYSTEM
from core.audit.who_saw import case_numbered
from core.cases.states import Secrecy
from core.clock import SHANGHAI
from core.db.uow import unit_of_work
from core.errors import Refused
from core.retention.hold import LiftLegalHold, PlaceLegalHold, lift_legal_hold, place_legal_hold
from core.retention.run import Planned, plan_of, run
from web.cli.opening import with_host
from web.host import Host
from web.problems import Halt

CaseNo = Annotated[str, typer.Argument(help="Number of the case.")]


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    group = typer.Typer(help="How long cases are kept, and as what.", no_args_is_help=True)
    for name, command in (("plan", _plan), ("run", _run), ("hold", _hold), ("lift", _lift)):
        group.command(name)(command)
    app.add_typer(group, name="retention")


def _plan() -> None:
    """What a run would do now, by which rule and on whose word. Nothing is changed."""
    _tell(with_host(lambda host: plan_of(host.read, host.services)))


def _run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and change nothing.")] = False,
) -> None:
    """Close, anonymise and delete what is due. A run that was cut off goes on where it was."""
    if dry_run:
        _plan()
        return
    for one in with_host(lambda host: run(host.pool, host.services, host.attachments)):
        kept = f", {one.kept} kept because something still refers to them" if one.kept else ""
        typer.echo(f"{one.clock}: {one.done} cases{kept}")


def _hold(
    case_no: CaseNo,
    reason: Annotated[str, typer.Option(help="What the case is kept for; sealed.")],
    until: Annotated[datetime | None, typer.Option(help="When the hold ends, local time; else when lifted.")] = None,
) -> None:
    """Keep a case for a proceeding: it is neither anonymised nor deleted."""
    ends = until.replace(tzinfo=SHANGHAI) if until else None

    async def holding(host: Host) -> None:
        case = await _found(host, case_no)
        async with unit_of_work(host.pool, host.services) as uow:
            await place_legal_hold(uow, SYSTEM, PlaceLegalHold(case_id=case, reason=reason, until=ends))

    _or_halt(lambda: with_host(holding))
    typer.echo(f"{case_no} is held.")


def _lift(case_no: CaseNo) -> None:
    """Lift the hold on a case: what is overdue goes at the next run."""

    async def lifting(host: Host) -> None:
        case = await _found(host, case_no)
        async with unit_of_work(host.pool, host.services) as uow:
            await lift_legal_hold(uow, SYSTEM, LiftLegalHold(case_id=case))

    _or_halt(lambda: with_host(lifting))
    typer.echo(f"{case_no} is held no longer.")


async def _found(host: Host, case_no: str) -> UUID:
    case = await case_numbered(host.read, case_no)
    if case is None:
        raise Halt(f"There is no case {case_no}.", "Look the number up again.")
    found: UUID = case["id"]
    return found


def _tell(planned: list[Planned]) -> None:
    if not planned:
        typer.echo("Nothing is due.")
    levels = {one.level: one.value for one in Secrecy}
    for one in planned:
        sort = f"{one.profile}/{one.rule}\t{one.kind}\t{levels[one.secrecy]}"
        typer.echo(f"{one.clock}\t{sort}\t{one.cases} cases, {one.held} held\t{one.source}")


def _or_halt(work: Callable[[], None]) -> None:
    try:
        work()
    except Refused as refusal:
        raise Halt(refusal.text("en"), "See docs/operations.md, How long cases are kept.") from None
