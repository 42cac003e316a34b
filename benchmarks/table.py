"""The figures of a run as Markdown tables, each beside its aim."""

from collections.abc import Sequence
from statistics import median
from typing import Any

AIMS: dict[str, dict[str, float]] = {
    "Q1": {"postgraphile": 4.0, "mercurius": 3.5, "limit": 0.9},
    "Q2": {"postgraphile": 3.0, "mercurius": 2.5, "limit": 0.9},
    "Q3": {"postgraphile": 1.8},
    "Q4": {"postgraphile": 50.0},
    "M1": {"postgraphile": 1.8, "limit": 0.85},
}
AIM_PLUGINS, AIM_GROWTH = 0.95, 0.8

Rounds = Sequence[dict[str, Any]]


def table(results: Rounds, cases: int) -> str:
    """Medians of the rounds with least and greatest; ratios are taken round by round."""
    here = [one for one in results if "," not in one["server"]]
    lines = [
        f"{cases:,} cases; medians of {_rounds(results)} rounds (least–greatest).", "",
        "| work | server | requests/s | p50 ms | p99 ms | CPU µs: server | database | ours ÷ it | aim |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for work in _each(here, "work"):
        ours = _of(here, work, "ours")
        for server in sorted(_each(here, "server"), key=_PLACES.index):
            its = _of(here, work, server)
            if its:
                aim = AIM_PLUGINS if server == "core alone" else AIMS.get(work, {}).get(server)
                lines.append(_line([work, server], its, [] if server == "ours" else _ratios(ours, its), aim))
    return "\n".join(lines) + "\n"


_PLACES = ("ours", "core alone", "limit", "postgraphile", "mercurius")


def growth_table(results: Rounds, cases: int) -> str:
    """The same works in larger cities, as shares of what the run's own city allows."""
    larger = [one for one in results if "," in one["server"]]
    if not larger:
        return "Growth: not run.\n"
    lines = [
        f"| work | cases | requests/s | p50 ms | p99 ms | CPU µs: server | database | of that at {cases:,} | aim |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for work in _each(larger, "work"):
        ours = _of(results, work, "ours")
        lines += [_line([work, f"{cases:,}"], ours, [], None)] if ours else []
        for server in _each(larger, "server"):
            its = _of(larger, work, server)
            lines.append(
                _line([work, server.split(", ")[1].removesuffix(" cases")], its, _ratios(its, ours), AIM_GROWTH)
            )
    return "\n".join(lines) + "\n"


def _each(results: Rounds, what: str) -> list[str]:
    return list(dict.fromkeys(one[what] for one in results))


def _rounds(results: Rounds) -> int:
    return 1 + max((one["round"] for one in results), default=0)


def _of(results: Rounds, work: str, server: str) -> Rounds:
    return [one for one in results if (one["work"], one["server"]) == (work, server)]


def _ratios(upper: Rounds, lower: Rounds) -> list[float]:
    rates = {one["round"]: one["rate"] for one in lower}
    return [one["rate"] / rates[one["round"]] for one in upper if rates.get(one["round"])]


def _line(names: list[str], rounds: Rounds, ratios: list[float], aim: float | None) -> str:
    def middle(what: str, form: str) -> str:
        return f"{median(one[what] for one in rounds):{form}}"

    cells = [
        *names, _spread([one["rate"] for one in rounds], ".0f"), middle("p50", ".2f"), middle("p99", ".2f"),
        middle("server_us", ".0f"), middle("database_us", ".0f"), _spread(ratios, ".2f") if ratios else "",
        f"≥ {aim:g}" if aim and ratios else "",
    ]  # fmt: skip
    errors = sum(one["errors"] for one in rounds)
    return f"| {' | '.join(cells)} |" + (f" **{errors} errors**" if errors else "")


def _spread(numbers: list[float], form: str) -> str:
    return f"{median(numbers):{form}} ({min(numbers):{form}}–{max(numbers):{form}})"
