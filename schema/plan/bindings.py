"""What a statement binds for a viewer: computed once for the same grants and switches, not once a request."""

from collections.abc import Callable, Mapping, Sequence

from core.access.viewer import Viewer
from core.db.statement import Prepared
from schema.plan.latest import Latest

VIEWERS = 256
"""Viewers whose values one plan remembers."""

Open = tuple[int, str]
"""A place among the statement's parameters that each request fills, by name."""


class Bindings:
    """The statement's positional parameters, but for those of the request."""

    def __init__(self, statement: Prepared | None) -> None:
        self._statement = statement
        self._known: Latest[tuple[Sequence[object], Sequence[Open]]] = Latest(VIEWERS)

    def of(
        self, viewer: Viewer, values: Callable[[Viewer], Mapping[str, object]]
    ) -> tuple[Sequence[object], Sequence[Open]]:
        """The parameters with the viewer's values, and the places that are still open."""
        held = tuple(grant for grant in viewer.grants if grant.holds(viewer.now))
        key = (viewer.id, held, viewer.matrix.switches.revision)
        found = self._known.get(key)
        if found is None:
            found = self._filled(values(viewer))
            self._known.put(key, found)
        return found

    def _filled(self, values: Mapping[str, object]) -> tuple[Sequence[object], Sequence[Open]]:
        assert self._statement is not None
        known = {**self._statement.defaults, **values}
        names = self._statement.names
        return [known.get(name) for name in names], [(at, name) for at, name in enumerate(names) if name not in known]
