"""`node` and `nodes`: any object by its global id, through the row filter of its type."""

import asyncio
from typing import Annotated

import strawberry

from core.errors import Refused
from schema.context import Info
from schema.data import fields as data
from schema.data.types import Record, declared_by_code
from schema.decorators import field
from schema.gate.codes import BAD_USER_INPUT
from schema.relay.ids import decode

MOST = 100


@strawberry.interface(description="An object with a global id.\n具有全局标识的对象")
class Node(Record):
    """What every type with a global id inherits."""

    id: strawberry.ID = data.global_id(description="Global id; opaque, and never reused.\n全局标识")


Ids = Annotated[
    list[strawberry.ID],
    strawberry.argument(description="At most 100; repeats are answered repeatedly.\n最多 100 个标识"),
]


@strawberry.type
class NodeQueries:
    """Root fields."""

    @field("The object with this id; null if there is none for you.\n按全局标识取对象")
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Global id.\n全局标识")]
    ) -> Node | None:
        """Null for malformed, unknown and hidden ids alike."""
        return await _find(info, id)

    @field("The objects with these ids, in their order.\n按多个全局标识取对象，保持顺序")
    async def nodes(self, info: Info, ids: Ids) -> list[Node | None]:
        """As `node`, for each id. Raises BAD_USER_INPUT for more than 100."""
        if len(ids) > MOST:
            raise Refused(BAD_USER_INPUT, field=("ids",), detail=f"ids has {len(ids)} entries, at most {MOST}")
        return list(await asyncio.gather(*(_find(info, one) for one in ids)))


async def _find(info: Info, id: str) -> Node | None:
    asked = decode(id)
    declared = declared_by_code(asked.code) if asked else None
    if asked is None or declared is None or not issubclass(declared.record, Node):
        return None
    if info.schema.get_type_by_name(declared.name) is None:  # of a plug-in that is not loaded
        return None
    return await data.by_id(info, declared.record, asked.key)
