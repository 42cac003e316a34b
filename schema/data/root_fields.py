"""Root fields that only read."""

from collections.abc import Callable
from typing import Any

from schema.data.conditions import Argument
from schema.data.declarations import Found, FoundField, NodeField, PagesField
from schema.data.resolvers import field_of
from schema.relay.rooted import found_resolver, node_resolver, pages_resolver
from schema.relay.windows import Order


def found(target: str, argument: Argument, *, key: Callable[[Any], Found], description: str) -> Any:
    """A root field: the row that `key` finds by the argument's value: a unique column and what it holds, or None."""
    return field_of(FoundField(target=target, argument=argument, key=key), description, found_resolver)


def pages(target: str, *, order: Order, arguments: tuple[Argument, ...] = (), description: str) -> Any:
    """A root field of type `Connection[...] | None`: the rows the arguments demand, in `order` unless one says another."""
    return field_of(PagesField(target=target, order=order, arguments=arguments), description, pages_resolver)


def node(*, several: bool = False, description: str) -> Any:
    """A root field: an object of any type by its global id, or several by theirs."""
    return field_of(NodeField(several=several), description, node_resolver)
