"""`hotline calendar show` and `hotline calendar import`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from core.db.uow import unit_of_work
from core.deadlines.day import Day, DayKind
from core.deadlines.import_year import import_year
from core.deadlines.notice import read_notice, read_table
from core.deadlines.proposal import Change, Proposal, difference
from core.deadlines.workdays import WorkDays
from web.cli.opening import with_host
from web.host import Host
from web.problems import Halt

_LARGEST = 1 << 20
_KINDS = {
    DayKind.WORKDAY: "worked",
    DayKind.MAKE_UP: "worked to make up",
    DayKind.WEEKEND: "weekend",
    DayKind.HOLIDAY: "free",
}


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    group = typer.Typer(help="The working calendar.", no_args_is_help=True)
    group.command("show")(_show)
    group.command("import")(_import)
    app.add_typer(group, name="calendar")


def _show(year: Annotated[int, typer.Argument(help="Such as 2026.")]) -> None:
    """List what is arranged for a year's dates."""
    typer.echo("\n".join(with_host(lambda host: _listed(host, year))))


async def _listed(host: Host, year: int) -> list[str]:
    workdays = host.services.workdays
    if not workdays.first.year <= year <= workdays.last.year:
        known = f"{workdays.first.year} to {workdays.last.year}"
        raise Halt(f"The calendar does not reach {year}.", f"Choose a year from {known}.")
    return list(_lines(workdays, year))


def _lines(workdays: WorkDays, year: int) -> Iterable[str]:
    days = [day for date, day in workdays.days.items() if date.year == year]
    official = year in workdays.official_years
    status = "as published" if official else "provisional: its notice has not been imported"
    yield f"{year}, {status}: {sum(day.working for day in days)} working days of {len(days)}"
    yield from (_told(day) for day in days if day.name or day.kind is DayKind.MAKE_UP)


def _told(day: Day) -> str:
    return f"  {day.date} {day.date:%a}  {_KINDS[day.kind]:<17} {day.name}".rstrip()


def _import(
    file: Annotated[Path, typer.Argument(help="The notice's text in UTF-8, or a table date,kind,name (.csv).")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Write it; without this only the difference is shown.")
    ] = False,
    notice: Annotated[str | None, typer.Option(help="The notice's number, such as 国办发明电〔2026〕7号.")] = None,
    year: Annotated[int | None, typer.Option(help="The year, where the file does not say it.")] = None,
) -> None:
    """Import the State Council's notice of a year: first shown as a difference, written with --apply."""
    proposal = _proposal(file, _read(file), year)
    for line in with_host(lambda host: _imported(host, proposal, notice or file.name, apply=apply)):
        typer.echo(line)


def _read(file: Path) -> str:
    content = file.read_bytes()
    if len(content) > _LARGEST:
        raise Halt(f"{file} is larger than a notice can be.", "Give the text of one notice.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Halt(f"{file}: byte {error.start} is not UTF-8.", "Save the file in UTF-8.") from None


def _proposal(file: Path, text: str, year: int | None) -> Proposal:
    if file.suffix.lower() != ".csv":
        return read_notice(text, year)
    if year is None:
        raise Halt(f"{file} is a table and does not say its year.", "Add --year, such as --year 2027.")
    return read_table(text, year)


async def _imported(host: Host, proposal: Proposal, notice: str, *, apply: bool) -> list[str]:
    changes = difference(host.services.workdays, proposal)
    told = [f"{proposal.year}: {len(changes)} dates change", *map(_change, changes)]
    if not apply:
        return [*told, "Nothing was written. Repeat with --apply to write it."]
    async with unit_of_work(host.pool, host.services) as uow:
        moved = await import_year(uow, proposal, notice)
    return [*told, f"Written: {proposal.year} is official now. {moved} open deadlines were reckoned again."]


def _change(change: Change) -> str:
    before, after = change.before, change.after
    was = f"{_KINDS[before.kind]} {before.name}".strip()
    return f"  {after.date} {after.date:%a}  {was} -> {_KINDS[after.kind]} {after.name}".rstrip()
