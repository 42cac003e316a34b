"""The ordinary resolvers of declared root fields."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter, Signature
from typing import Annotated, Any

import strawberry

from core.errors import Refused
from schema.context import Info
from schema.data.conditions import REQUIRED, Argument
from schema.data.declarations import FoundField, IdField, NodeField, PagesField
from schema.data.types import Declared, Record, declared_as, declared_by_code
from schema.gate.codes import BAD_USER_INPUT
from schema.relay.ids import GlobalId, decode
from schema.relay.listed import WINDOW, listed
from schema.relay.pages import page
from schema.relay.windows import After, Before, First, Last

MOST = 100
"""Ids that may be asked for at once."""

_WINDOW: Mapping[str, Any] = dict(zip(WINDOW, (First, After, Last, Before), strict=True))
_INFO = Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=Info)

_NODE_ID = Argument(name="id", type=strawberry.ID, description="Global id.\n全局标识", default=REQUIRED)
_NODE_IDS = Argument(
    name="ids",
    type=list[strawberry.ID],
    description="At most 100; repeats are answered repeatedly.\n最多 100 个标识",
    default=REQUIRED,
)


def found_resolver(declaration: FoundField) -> Callable[..., Any]:
    """One row by the declaration's argument."""
    target, argument = declaration.target, declaration.argument

    async def resolve(info: Info, **given: Any) -> Record | None:
        found = declaration.key(given[argument.name])
        if found is None:
            return None
        column, value = found
        return await info.context.loaders.one(declared_as(target), column).load(value)

    return signed(resolve, [argument])


def pages_resolver(declaration: PagesField) -> Callable[..., Any]:
    """A page of rows."""

    async def resolve(info: Info, **given: Any) -> Any:
        asked = listed(declaration, given)
        declared = declared_as(declaration.target)
        return await page(
            info, declared.record, asked.order, asked.window, where=asked.where(),
            places=asked.places(declared, info.context.viewer), values=asked.values(), bound_to=asked.bound_to,
        )  # fmt: skip

    window = [Argument(name=name, type=kind, description="") for name, kind in _WINDOW.items()]
    return signed(resolve, [*declaration.arguments, *window])


def node_resolver(declaration: NodeField) -> Callable[..., Any]:
    """Any object by its id; null for malformed, unknown and hidden ids alike."""

    async def several(info: Info, ids: Sequence[str]) -> list[Record | None]:
        return list(await asyncio.gather(*(_node(info, one) for one in bounded(ids))))

    async def single(info: Info, id: str) -> Record | None:
        return await _node(info, id)

    return signed(several, [_NODE_IDS]) if declaration.several else signed(single, [_NODE_ID])


def bounded(ids: Sequence[str]) -> Sequence[str]:
    """The ids. Raises BAD_USER_INPUT for too many."""
    if len(ids) > MOST:
        raise Refused(BAD_USER_INPUT, field=("ids",), detail=f"ids has {len(ids)} entries, at most {MOST}")
    return ids


def named(schema: Any, id: str) -> tuple[Declared, GlobalId] | None:
    """The type an id names, if it is one of this schema's and has global ids, and the id taken apart."""
    asked = decode(id)
    declared = declared_by_code(asked.code) if asked else None
    if asked is None or declared is None or not isinstance(declared.fields.get("id"), IdField):
        return None
    # None where the type is of a plug-in that is not loaded
    return (declared, asked) if schema.get_type_by_name(declared.name) is not None else None


async def _node(info: Info, id: str) -> Record | None:
    found = named(info.schema, id)
    if found is None:
        return None
    declared, asked = found
    return await info.context.loaders.one(declared).load(asked.key)


def signed(resolve: Callable[..., Any], arguments: Sequence[Argument]) -> Callable[..., Any]:
    """The same function with the parameters Strawberry shall read."""
    parameters = [
        Parameter(one.name, Parameter.KEYWORD_ONLY, default=one.default, annotation=_annotation(one))
        for one in arguments
    ]
    resolve.__signature__ = Signature([_INFO, *parameters])  # type: ignore[attr-defined]
    return resolve


def _annotation(one: Argument) -> Any:
    return Annotated[one.type, strawberry.argument(description=one.description)] if one.description else one.type
