"""In which order plug-ins are loaded."""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter


class Circle(Exception):
    """Plug-ins that require one another; the message names them."""


def load_order(requires: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Every plug-in after those it requires, and otherwise in the order given. Raises Circle."""
    sorter = TopologicalSorter(requires)
    try:
        sorter.prepare()
    except CycleError as error:
        raise Circle(" requires ".join(reversed(error.args[1]))) from None
    places = {name: place for place, name in enumerate(requires)}
    ready: list[str] = []
    order: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=places.__getitem__)
        order.append(ready.pop(0))
        sorter.done(order[-1])
    return tuple(order)
