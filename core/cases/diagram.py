"""docs/life-cycle.md, made from the table: `python -m core.cases.diagram > docs/life-cycle.md`."""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files

from core.access.matrix import Matrix, load_matrix
from core.cases.life_cycle import BY_ITSELF, TRANSITIONS, Machine, Transition
from core.cases.states import LIVE, OPEN, AssignmentState, CaseState
from core.cases.transition import NOTHING_YET, Moves
from core.deadlines.kinds import ClockKind

_HEAD = """# The life cycle

Made from `core/cases/life_cycle.py` and `core/access/policy.csv`; write it anew with
`python -m core.cases.diagram > docs/life-cycle.md`. A verb is possible when the state, one of the viewer's grants and
every guard allow it; `allowedActions` answers from the same table.

"""
_NAMES = {CaseState: "open", AssignmentState: "live"}
_Edge = tuple[str, str, str]
"""From, to, by what."""


def page(matrix: Matrix) -> str:
    """The whole page."""
    parts = [
        _section("The case (诉求工单)", CaseState, OPEN, [*_of(Machine.CASE), *_taken_along()]),
        _section(
            "The assignment (承办任务)", AssignmentState, LIVE, [*_of(Machine.ASSIGNMENT), *_ended_with_the_case()]
        ),
        "## The verbs\n\n" + "\n".join(_table(matrix)) + "\n",
    ]
    return _HEAD + "\n".join(parts)


def _section(
    title: str, states: type[CaseState] | type[AssignmentState], group: frozenset[str], edges: Iterable[_Edge]
) -> str:
    """A diagram; states that share a way in or out are drawn inside one frame."""
    by_way: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for source, target, label in _framed(edges, group, _NAMES[states]):
        if source != target:
            by_way[source or "[*]", target].append(label)
    inside = [f"    state {_NAMES[states]} {{", *(f"        {state}" for state in states if state in group), "    }"]
    arrows = [f"    {source} --> {target} : {' / '.join(labels)}" for (source, target), labels in by_way.items()]
    return "\n".join([f"## {title}", "", "```mermaid", "stateDiagram-v2", *inside, *arrows, "```", ""])


def _framed(edges: Iterable[_Edge], group: frozenset[str], name: str) -> Iterator[_Edge]:
    """A label that leads from, or to, every state of the group leads from, or to, its frame."""
    by_label: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for source, target, label in edges:
        by_label[label].append((source, target))
    for label, ways in by_label.items():
        if {source for source, _ in ways} == group and len({target for _, target in ways}) == 1:
            yield name, ways[0][1], label
        elif {target for _, target in ways} == group:
            yield ways[0][0], name, label
        else:
            yield from ((source, target, label) for source, target in ways)


def _of(machine: Machine) -> Iterator[_Edge]:
    for one in TRANSITIONS:
        if one.machine is machine:
            yield from _edges(one.moves, one.verb)
    if machine is Machine.ASSIGNMENT:
        for label, moves in BY_ITSELF.items():
            yield from _edges(moves, label)


def _taken_along() -> Iterator[_Edge]:
    """Where an assignment's verb takes its case."""
    for one in TRANSITIONS:
        yield from _edges(one.case_moves, one.verb)


def _ended_with_the_case() -> Iterator[_Edge]:
    """Where a case's verb takes its assignments: what ends their handling cancels them, an unmerge restores them."""
    for state in sorted(LIVE):
        for one in TRANSITIONS:
            if one.machine is Machine.CASE and ClockKind.HANDLING in one.cancels:
                yield state, AssignmentState.CANCELLED, one.verb
            if one.machine is Machine.CASE and ClockKind.HANDLING in one.resumes:
                yield AssignmentState.CANCELLED, state, one.verb


def _edges(moves: Moves, label: str) -> Iterator[_Edge]:
    for source in sorted(moves):
        for target in sorted(moves[source]):
            yield source, target, label


def _table(matrix: Matrix) -> Iterator[str]:
    labels = _labels()
    yield "| verb | 动作 | on | from | who may | guards | clocks | Art. |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for one in TRANSITIONS:
        roles = sorted(role for role in matrix.roles if matrix.cell(role, one.verb))
        sources = sorted(source for source in one.moves if source != NOTHING_YET)
        cells = (one.verb, labels[one.verb], one.machine.lower(), _list(sources), _list(roles), _list(one.guards))
        yield f"| {' | '.join(cells)} | {_clocks(one)} | {one.article} |"


def _clocks(one: Transition) -> str:
    done = {
        "starts": one.starts,
        "stops": one.stops,
        "cancels": one.cancels,
        "pauses": one.pauses,
        "resumes": one.resumes,
    }
    return "; ".join(f"{what} {_list(kinds)}" for what, kinds in done.items() if kinds) or "–"


def _list(values: Iterable[str]) -> str:
    return ", ".join(values) or "–"


def _labels() -> dict[str, str]:
    text = (files("core.codes") / "core_codes.csv").read_text("utf-8")
    return {row["code"]: row["label_zh"] for row in csv.DictReader(text.splitlines()) if row["set"] == "verb"}


if __name__ == "__main__":
    sys.stdout.write(page(load_matrix()))
