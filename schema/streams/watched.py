"""Loaders for an answer that many are told: they note of which cases it tells."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.access.stand_in import StandIn
from schema.cases.types import Case
from schema.context import RequestContext
from schema.data import selects
from schema.data.loaders import Loaders
from schema.data.types import Declared, declared_of
from schema.events.types import CaseEvent


class WatchedLoaders(Loaders):
    """Those of a context whose viewer is a stand-in.

    Cases and events that are read by their own ids are read as far as they are withheld from nobody, and noted. Whatever
    else plug-ins may withhold is read for the account that stands for the others, which its witness notices.
    """

    async def _fetch(self, declared: Declared, statement: Any, keys: list[Any]) -> Sequence[Mapping[str, Any]]:
        viewer = self._context.viewer
        if not isinstance(viewer, StandIn) or not _by_own_ids(declared, statement, viewer):
            return await super()._fetch(declared, statement, keys)
        noted = viewer.witness.cases if declared is declared_of(Case) else viewer.witness.events
        noted.update(keys)
        with viewer.witness.reading():
            bound = selects.values(declared, viewer)
        return await self._context.read.fetch(statement, **bound, keys=keys)


def _by_own_ids(declared: Declared, statement: Any, viewer: StandIn) -> bool:
    if declared is not declared_of(Case) and declared is not declared_of(CaseEvent):
        return False
    operations = {field.allow or declared.allow for field in declared.contents}
    # A statement is written once for each shape, so that it can be recognised.
    return statement is selects.by_keys(declared, declared.key, viewer) or any(
        statement is selects.contents(declared, operation, viewer) for operation in operations
    )


def watched(context: RequestContext) -> RequestContext:
    """The same context, which notes what is read."""
    context.loaders = WatchedLoaders(context)
    return context
