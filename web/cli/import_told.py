"""What `hotline import` prints at the end."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table

from core.replay.rejects import Reason
from core.replay.report import Report
from core.replay.run import Run
from core.replay.shares import Share
from core.replay.source import Source
from web.cli.import_plugins import told_plugins


def told(source: Source, run: Run, report: Report, rejects: Path) -> Iterator[RenderableType]:
    """The counts, the states, the shares under every profile, and whether the database agrees."""
    rejected = sum(report.rejected.values())
    yield (
        f"{report.rows} rows read: {report.cases} cases ({run.imported} imported now, {run.already_there} already there), "
        f"{rejected} rejected, {report.lost} lost."
    )
    if source.unused:
        yield f"Columns not taken over: {', '.join(source.unused)}."
    yield from (f"  {count} rejected: {name}, {Reason[name].en}" for name, count in report.rejected.items())
    refused = Counter(one.detail for one in run.refused)
    yield from (f"  {count} refused by a command: {code}" for code, count in sorted(refused.items()))
    if run.overtaken:
        yield f"{run.overtaken} steps left out: their cases have gone on past them since an earlier import."
    if rejected or run.refused:
        yield f"Rows that stayed out, with reasons: {rejects}"
    yield f"{run.steps} steps and {run.timers} timers in {run.seconds:.1f} s: {_rate(run)} cases per second."
    yield "States reached: " + ", ".join(f"{state} {count}" for state, count in report.states.items())
    yield _table(report)
    yield (
        "By the profiles, from the file: plug-ins have no say in this table. "
        "On time: HANDLING runs from dispatch (submitted_at) and is stopped by the reply; an act at the due instant is in time. "
        "All due: answered or past due. Not due: neither, and in no denominator."
    )
    verdict = "agree" if report.agrees else f"DIFFER: {_counts(report.clocks)}"
    yield f"The database's own clocks ({report.profile}) {verdict}."
    yield from (f"Not compared, for {name} timed them: {_counts(share)}." for name, share in report.timed.items())
    yield from told_plugins(report)


def _rate(run: Run) -> str:
    return f"{run.imported / run.seconds:.1f}" if run.seconds else "0.0"


def _table(report: Report) -> Table:
    table = Table("profile", "on time, answered", "on time, all due", "late", "past due", "not due")
    for name, share in sorted(report.shares.items(), key=lambda one: (one[0] != report.profile, one[0])):
        table.add_row(
            name, _share(share, share.answered), _share(share, share.due), str(share.late), str(share.overdue),
            str(share.running),
        )  # fmt: skip
    return table


def _counts(share: Share) -> str:
    return f"met {share.met}, late {share.late}, past due {share.overdue}, not yet due {share.running}"


def _share(share: Share, of: int) -> str:
    return f"{share.met}/{of} {share.met / of:.2%}" if of else "0/0"
