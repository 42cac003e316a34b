"""`hotline import FILE --replay`."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from core.clock import SHANGHAI
from core.replay.deeds import tally
from core.replay.moments import Window
from core.replay.rejects import write_rejects
from core.replay.report import Report, report
from core.replay.rules import fixed_rules
from core.replay.run import Run, replay
from core.replay.source import COLUMNS, Source, read_source
from web.cli.import_accounts import staff
from web.cli.import_told import told
from web.cli.opening import with_host
from web.host import Host
from web.problems import Halt

FOUND, STOPPED = 1, 130


@dataclass(frozen=True, slots=True)
class _Done:
    source: Source
    run: Run
    report: Report
    rejects: Path


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("import")(_import)


def _import(
    file: Annotated[Path, typer.Argument(help=f"Old messages as CSV in UTF-8 with the columns {', '.join(COLUMNS)}.")],
    replay: Annotated[bool, typer.Option("--replay", help="Replay them at their original times.")] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="Where rows that stay out are listed; else var/imports/FILE.rejects.csv.")
    ] = None,
) -> None:
    """Import old messages as cases, through the same commands the API uses; a second run imports nothing twice."""
    if not replay:
        raise Halt("Old messages are imported by replaying them at their original times.", "Add --replay.")
    console = Console(soft_wrap=True, highlight=False, markup=False)
    done = with_host(lambda host: _replayed(host, file, rejects, console))
    for one in told(done.source, done.run, done.report, done.rejects):
        console.print(one)
    if done.report.lost or not done.report.agrees or done.run.refused:
        raise typer.Exit(FOUND)


async def _replayed(host: Host, file: Path, rejects: Path | None, console: Console) -> _Done:
    rules, present = fixed_rules(), host.clock.now()
    source = read_source(file, Window(host.services.workdays.first, present))
    path = rejects or host.settings.var / "imports" / f"{file.stem}.rejects.csv"
    write_rejects(path, source.rejects)
    console.print("What the file does not say is supplied by fixed rules:")
    for statement in rules.statements():
        console.print(f"  {statement}")
    with _stopping() as stop, _bar(console) as bar:
        task = bar.add_task("", total=None)

        def progress(done: int, of: int, at: datetime) -> None:
            speed = f"{bar.tasks[task].speed or 0:.0f} steps/s"
            bar.update(task, completed=done, total=of, description=f"{at.astimezone(SHANGHAI):%Y-%m-%d} {speed}")

        acting = await staff(host.pool, host.services, host.matrix)
        began = await tally(host.read, host.plugins)
        run = await replay(host.pool, host.services, acting, rules, source, stop=stop.is_set, progress=progress)
    if not run.complete:
        console.print(f"Stopped after {run.steps} steps. Repeat the same command to go on from here.")
        raise typer.Exit(STOPPED)
    write_rejects(path, [*source.rejects, *run.refused])
    return _Done(source, run, await report(host.read, host.services, rules, source, present, began), path)


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)


@contextmanager
def _stopping() -> Iterator[asyncio.Event]:
    """Set by Ctrl-C or SIGTERM, so that the replay stops between two steps."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
