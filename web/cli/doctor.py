"""`hotline doctor`: whether everything that must be true of the data is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import func, select

from core.attachments.examine import examine_files
from core.counters.count import recount as recount_all
from core.db.connection import open_pool
from core.db.lineages import core_lineage, current
from core.db.read import Read
from core.doctor.examine import RULES, STEPS, examine_data, inspections, size
from core.doctor.invariant import Finding
from core.office import read_profiles
from core.retention.night import last_night
from core.retention.run import plan
from core.tables import CORE
from web.cli.opening import with_database, with_host
from web.host import Host
from web.problems import Halt

FOUND = 1


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("doctor")(_doctor)


def _doctor(
    data: Annotated[
        bool, typer.Option("--data", help="Check the city's data as shipped, and list what has no source.")
    ] = False,
    files: Annotated[
        bool,
        typer.Option("--files", help="Read every attachment to its end: is it there, does it open, is it unaltered?"),
    ] = False,
    recount: Annotated[bool, typer.Option("--recount", help="First count all cases and assignments anew.")] = False,
) -> None:
    """Examine the database beside the running server; exit code 1 if anything is wrong."""
    if data:
        _data()
        return
    if files:
        _files()
        return
    if recount:
        with_database(_recounted)
    began = monotonic()
    found, counts, retention = with_database(_examined)
    if found:
        _show(found)
        typer.echo(retention)
        raise typer.Exit(FOUND)
    rows = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    typer.echo(f"clean: {len(RULES)} invariants hold on {rows} ({monotonic() - began:.1f} s)")
    typer.echo(retention)


async def _recounted(dsn: str) -> None:
    await _refuse_other_tables(dsn)
    async with await open_pool(dsn, size=1) as pool:
        await recount_all(pool, await pool.fetchval("select clock_timestamp()"))


async def _examined(dsn: str) -> tuple[list[Finding], dict[str, int], str]:
    await _refuse_other_tables(dsn)
    async with await open_pool(dsn, size=1) as pool:
        counts = await size(pool)
        return await _inspected(pool), counts, await _retention(Read(pool))


async def _retention(read: Read) -> str:
    """What is late is no fault of the data: it is told, and does not change how the examination ends."""
    now = await read.fetch_value(select(func.clock_timestamp()))
    night, counts = await last_night(read), Counter[str]()
    worked = f"the last night's work was {night['mode']} on {night['day']}" if night else "no night has been worked"
    for one in await plan(read, await read_profiles(read), CORE, now):
        counts[one.clock] += one.cases
    due = ", ".join(f"{clock} {count:,}" for clock, count in counts.items() if count)
    return f"retention: {f'due are {due} cases' if due else 'nothing is due'}; {worked}"


async def _inspected(pool: Any) -> list[Finding]:
    found: list[Finding] = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("examining", total=STEPS)
        async for step in inspections(pool):
            found += step.findings
            progress.update(task, advance=1, description=step.name)
    return found


async def _refuse_other_tables(dsn: str) -> None:
    lineage = core_lineage()
    at, head = await current(dsn, lineage), lineage.head()
    if at != head:
        raise Halt(
            f"The database is at {at or 'no revision'}, this version examines {head}.", "Run `hotline db upgrade`."
        )


def _show(found: Sequence[Finding]) -> None:
    console = _console()
    rows = [(one.rule.name, one.rule.why, one.subject, one.note) for one in found]
    console.print(_table(f"{len(found)} findings", ("invariant", "why", "row", "what is wrong"), rows))
    for rule in dict.fromkeys(one.rule for one in found):
        console.print(f"{rule.name}: {rule.zh} {rule.en}")


def _data() -> None:
    wrong, unsourced = examine_data()
    console = _console()
    facts = [(one.subject, one.text) for one in unsourced]
    console.print(_table(f"{len(facts)} facts without a source", ("fact", "why it is there"), facts))
    if wrong:
        broken = [(one.rule, one.subject, one.text) for one in wrong]
        console.print(_table(f"{len(broken)} findings", ("rule", "where", "mend"), broken))
        raise typer.Exit(FOUND)
    typer.echo("clean: the city's data breaks no rule")


def _files() -> None:
    async def examined(host: Host) -> tuple[int, list[Finding]]:
        told = [one async for one in examine_files(host.read, host.services.keys, host.attachments)]
        return len(told), [one for one in told if one is not None]

    count, found = with_host(examined)
    if found:
        _show(found)
        raise typer.Exit(FOUND)
    typer.echo(f"clean: {count:,} files are what was received")


def _console() -> Console:
    """As wide as the terminal; wide enough for whole lines where there is none."""
    return Console(width=None if Console().is_terminal else 200, markup=False, highlight=False)


def _table(title: str, columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Table:
    table = Table(title=title)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table
