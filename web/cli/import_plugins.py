"""What `hotline import` prints of plug-ins: with which it was run, and what each did."""

from collections.abc import Iterator, Mapping

from core.replay.deeds import Calls, Deeds
from core.replay.report import Report


def told_plugins(report: Report) -> Iterator[str]:
    """Lines for the report's end."""
    if not report.plugins:
        yield "Run without plug-ins."
    for one in report.plugins:
        yield f"Run with {one.plugin} {one.version}, on in {one.districts} districts:"
        yield from (f"  {line}" for line in _lines(one))


def _lines(one: Deeds) -> Iterator[str]:
    yield f"hooks called: {', '.join(_called(hook, calls) for hook, calls in one.hooks.items()) or 'none'}"
    yield f"rows made: {_rows(one)}"
    yield f"on these cases: events {_counted(one.events)}; clocks {_counted(one.clocks)}"
    yield f"effects: {one.waiting} still to be done, {one.dead} given up"


def _called(hook: str, calls: Calls) -> str:
    return f"{hook} {calls.called}" + (f" ({calls.failed} FAILED)" if calls.failed else "")


def _rows(one: Deeds) -> str:
    made = {name.removeprefix(f"{one.plugin}_"): rows for name, rows in one.made.items() if rows}
    return f"{_counted(made)}; in {len(one.made) - len(made)} tables none"


def _counted(of: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in of.items()) or "none"
