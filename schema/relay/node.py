"""`node` and `nodes`: any object by its global id, through the row filter of its type."""

import strawberry

from schema.data import fields as data
from schema.data.types import Record


@strawberry.interface(description="An object with a global id.\n具有全局标识的对象")
class Node(Record):
    """What every type with a global id inherits."""

    id: strawberry.ID = data.global_id(description="Global id; opaque, and never reused.\n全局标识")


@strawberry.type
class NodeQueries:
    """Root fields. Null for malformed, unknown and hidden ids alike."""

    node: Node | None = data.node(
        description="The object with this id; null if there is none for you.\n按全局标识取对象"
    )
    nodes: list[Node | None] = data.node(
        several=True, description="The objects with these ids, in their order.\n按多个全局标识取对象，保持顺序"
    )
