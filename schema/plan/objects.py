"""Values a function computed: lists, codes and other plain objects, whose fields are read as they are."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLList, GraphQLObjectType, GraphQLOutputType, get_nullable_type, is_leaf_type

from core.codes.registry import CodeEntry
from schema.codes.labels import Code
from schema.context import RequestContext
from schema.plan.leaves import leaf, required
from schema.plan.reasons import Reason, Unplannable
from schema.plan.selection import Selected
from schema.plan.writer import Writer, braces

_CODE = {"set": "{}.set", "code": "{}.code", "label": "{}.label(c.language)", "owner": "{}.owner"}


def shown(writer: Writer, selected: Selected, type_: GraphQLOutputType, value: str) -> str:
    """The Python that makes JSON of the computed `value`; null stays null, or is refused."""
    inner: Any = get_nullable_type(type_)
    if is_leaf_type(inner):
        return leaf(writer, type_, value)
    name = f"v{writer.number()}"
    if isinstance(inner, GraphQLList):
        item = f"i{writer.number()}"
        made = f"[{shown(writer, selected, inner.of_type, item)} for {item} in {name}]"
    else:
        made = _object(writer, selected, inner, name)
    return required(writer, type_, f"(None if ({name} := {value}) is None else {made})")


def _object(writer: Writer, selected: Selected, type_: GraphQLObjectType, name: str) -> str:
    return braces([_field(writer, one, type_, name) for one in writer.selections.below(selected, type_)])


def _field(writer: Writer, one: Selected | str, type_: GraphQLObjectType, name: str) -> tuple[str, str]:
    if isinstance(one, str):
        return one, repr(type_.name)
    if one.definition.base_resolver is not None or one.declaration is not None:
        raise Unplannable(Reason.RESOLVER, one.place)
    return one.key, shown(writer, one, one.field.type, f"{name}.{one.definition.python_name}")


def code(writer: Writer, selected: Selected, set_: str, value: str) -> str:
    """The Python that makes a code's JSON, with its label in the request's language; a null code is null."""
    name, fields = f"e{writer.number()}", _fields(writer, selected)
    found = value if _known(fields) else f"{writer.named(entry, 'entry')}(c, {set_!r}, {value})"
    return f"(None if ({name} := {found}) is None else {_code(fields, name)})"


def codes(writer: Writer, selected: Selected, set_: str, value: str) -> str:
    """The same for an array of codes."""
    name, fields = f"e{writer.number()}", _fields(writer, selected)
    found = value if _known(fields) else f"{writer.named(entries, 'entries')}(c, {set_!r}, {value})"
    made = f"[{_code(fields, name)} for {name} in {found}]"
    return f"(None if {value} is None else {made})"


def _fields(writer: Writer, selected: Selected) -> Sequence[Selected | str]:
    type_ = writer.types[Code.__name__]
    assert isinstance(type_, GraphQLObjectType)
    return writer.selections.below(selected, type_)


def _known(fields: Sequence[Selected | str]) -> bool:
    """Whether nothing is asked of the code but itself, which the row has."""
    return all(isinstance(one, str) or one.node.name.value == "code" for one in fields)


def _code(fields: Sequence[Selected | str], name: str) -> str:
    told = {**_CODE, "code": "{}"} if _known(fields) else _CODE
    return braces(
        [
            (one, repr(Code.__name__)) if isinstance(one, str) else (one.key, told[one.node.name.value].format(name))
            for one in fields
        ]
    )


def entry(c: RequestContext, set_: str, code: str | None) -> CodeEntry | None:
    """The code's entry; null for none."""
    return None if code is None else c.codes.entry(set_, code)


def entries(c: RequestContext, set_: str, codes: list[str]) -> list[CodeEntry]:
    """The entries of several."""
    return [c.codes.entry(set_, one) for one in codes]
