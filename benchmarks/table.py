"""The figures of a run as a Markdown table, each beside its aim."""

from collections import defaultdict
from statistics import median
from typing import Any

AIMS: dict[str, dict[str, float]] = {
    "Q1": {"postgraphile": 4.0, "mercurius": 3.5, "limit": 0.9},
    "Q2": {"postgraphile": 3.0, "mercurius": 2.5, "limit": 0.9},
    "Q3": {"postgraphile": 1.8},
    "Q4": {"postgraphile": 50.0},
    "M1": {"postgraphile": 1.8, "limit": 0.85},
}


def table(results: list[dict[str, Any]], cases: int) -> str:
    """Medians of the rounds with least and greatest; ratios are taken round by round."""
    works = list(dict.fromkeys(one["work"] for one in results))
    lines = [
        f"{cases:,} cases; medians of {1 + max((one['round'] for one in results), default=0)} rounds (least–greatest).", "",
        "| work | server | requests/s | p50 ms | p99 ms | CPU µs: server | database | ours ÷ it | aim |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for work in works:
        by_server: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for one in results:
            if one["work"] == work:
                by_server[one["server"]].append(one)
        ours = by_server.get("ours", [])
        for server, rounds in by_server.items():
            lines.append(_line(work, server, rounds, ours))
    return "\n".join(lines) + "\n"


def _line(work: str, server: str, rounds: list[dict[str, Any]], ours: list[dict[str, Any]]) -> str:
    ratios = [mine["rate"] / its["rate"] for mine, its in zip(ours, rounds, strict=False)] if server != "ours" else []
    aim = AIMS.get(work, {}).get(server)
    cells = [
        work, server, _spread([one["rate"] for one in rounds], ".0f"), f"{median(one['p50'] for one in rounds):.2f}",
        f"{median(one['p99'] for one in rounds):.2f}", f"{median(one['server_us'] for one in rounds):.0f}",
        f"{median(one['database_us'] for one in rounds):.0f}", _spread(ratios, ".2f") if ratios else "",
        f"≥ {aim:g}" if aim and ratios else "",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _spread(numbers: list[float], form: str) -> str:
    return f"{median(numbers):{form}} ({min(numbers):{form}}–{max(numbers):{form}})"
