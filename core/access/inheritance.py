"""Checks of the lines by which roles inherit from groups."""

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from core.access.errors import Fault

_DEEPEST = 9
"""Casbin follows ten links at most and then answers no, without a word."""

_Link = tuple[int, str, str]
"""Line, role, group."""


def inheritance_faults(links: Sequence[_Link]) -> Iterator[Fault]:
    """A role that inherits from itself, or over more steps than Casbin follows."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for _, role, group in links:
        sorter.add(role, group)
    try:
        groups_first = tuple(sorter.static_order())
    except CycleError as error:
        yield _circle(links, error.args[1])
    else:
        yield from _too_deep(links, groups_first)


def _circle(links: Sequence[_Link], circle: Sequence[str]) -> Fault:
    number = max(line for line, role, group in links if role in circle and group in circle)
    return Fault(number, f"{circle[0]} inherits from itself", "remove one link of the circle")


def _too_deep(links: Sequence[_Link], groups_first: Sequence[str]) -> Iterator[Fault]:
    depth = dict.fromkeys(groups_first, 0)
    for name in groups_first:
        above = [depth[group] + 1 for _, role, group in links if role == name]
        depth[name] = max(above, default=0)
    for line, role, _ in links:
        if depth[role] > _DEEPEST:
            yield Fault(line, f"{role} inherits over {depth[role]} steps", f"keep to {_DEEPEST}")
