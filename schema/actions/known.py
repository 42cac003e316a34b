"""What one request knows of the cases whose actions it asks for: their facts, and what plug-ins have against them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from strawberry.dataloader import DataLoader

from core.cases.facts import CaseFacts
from core.cases.life_cycle import TRANSITIONS
from core.cases.queries import case_facts
from core.cases.vetoes import HOOK, refusal
from core.cases.view import case_view
from core.errors import Refused
from schema.context import RequestContext

MOST = 20
"""Cases whose vetoes one request is told; further ones are shown without, and a command asks in any case."""

_VERBS = tuple(transition.verb.value for transition in TRANSITIONS if transition.sources)


@dataclass(frozen=True, slots=True)
class Known:
    """A case, and the first veto on each verb; None where the plug-ins were not asked."""

    facts: CaseFacts
    vetoes: Mapping[str, Refused] | None


def known(context: RequestContext) -> DataLoader[UUID, Known]:
    """The cases of this request by id."""
    return context.loaders.of("actions", _Reader(context).load)


class _Reader:
    def __init__(self, context: RequestContext) -> None:
        self._context, self._left = context, MOST

    async def load(self, ids: list[UUID]) -> list[Known]:
        facts = await asyncio.gather(*(case_facts(self._context.read, id_) for id_ in ids))
        run = self._context.services.plugins.run
        concerned = [one for one in facts if run.has(HOOK, one.row["gate"])]
        asked, unasked = concerned[: self._left], {one.id for one in concerned[self._left :]}
        self._left -= len(asked)
        vetoes = await self._vetoes(asked)
        return [Known(one, None if one.id in unasked else vetoes.get(one.id, {})) for one in facts]

    async def _vetoes(self, facts: Sequence[CaseFacts]) -> dict[UUID, dict[str, Refused]]:
        if not facts:
            return {}
        context, found = self._context, dict[UUID, dict[str, Refused]]()
        views = [case_view(one) for one in facts]
        run = context.services.plugins.run
        for vetoed in await run.vetoes(views, _VERBS, context.viewer, context.read, context.services):
            found.setdefault(vetoed.veto.case_id, {}).setdefault(vetoed.veto.verb, refusal(vetoed))
        return found
