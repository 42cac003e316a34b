"""What a statement binds for a viewer: computed once for the same grants and switches, not once a request."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from core.access.viewer import Viewer
from core.db.statement import Prepared
from schema.plan.latest import Latest
from schema.plan.together import Point, Together

Open = tuple[int, str]
"""A place among the statement's parameters that each request fills, by name."""


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """The parameters with the viewer's values, the places still open, and those who bind the same, if only `keys` are open.

    `keys` names the parameter that takes keys: one for a request alone.
    """

    values: Sequence[object]
    open: Sequence[Open]
    keys: str | None
    together: Together | None

    def filled(self, values: Mapping[str, object]) -> Sequence[object]:
        """All parameters of one request."""
        found = list(self.values)
        for at, name in self.open:
            found[at] = [values[name]] if name == self.keys else values[name]
        return found


class Bindings:
    """The statement's positional parameters, but for those of the request; remembered in `held`, which all plans share."""

    def __init__(self, statement: Prepared, point: Point | None, held: Latest[Bound]) -> None:
        self.statement, self._point, self._held = statement, point, held
        self._alike: Latest[Together] = Latest(ALIKE)

    def of(self, viewer: Viewer, values: Callable[[Viewer], Mapping[str, object]]) -> Bound:
        """What the viewer binds."""
        key = (self, viewer.id, viewer.standing.holding, viewer.matrix.switches.revision)
        found = self._held.get(key)
        if found is None:
            found = self._made(values(viewer))
            self._held.put(key, found)
        return found

    def _made(self, values: Mapping[str, object]) -> Bound:
        known, names = {**self.statement.defaults, **values}, self.statement.names
        bound = [known.get(name) for name in names]
        open_ = [(at, name) for at, name in enumerate(names) if name not in known]
        keys = None if self._point is None else self._point.keys
        return Bound(bound, open_, keys, self._together(bound, open_))

    def _together(self, bound: Sequence[object], open_: Sequence[Open]) -> Together | None:
        """One for all viewers who bind the same."""
        if self._point is None or [name for _, name in open_] != [self._point.keys]:
            return None
        alike = tuple(map(_hashable, bound))
        found = self._alike.get(alike)
        if found is None:
            found = Together(self.statement.sql, bound, open_[0][0], self._point.place)
            self._alike.put(alike, found)
        return found


ALIKE = 256
"""Different values of viewers who ask one plan for rows, of which those who bind the same are known."""


def _hashable(value: object) -> Hashable:
    return tuple(value) if isinstance(value, list) else value
