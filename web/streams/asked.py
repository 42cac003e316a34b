"""What of a subscription decides the answers to its events, beside the feed it follows."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import orjson
from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, Node, OperationDefinitionNode, VariableNode

from schema.gate.gate import Admitted


def asked(admitted: Admitted, variables: Mapping[str, Any], language: str) -> Hashable:
    """The document, the operation's name, the language, and the variables that count behind the root field's arguments.

    Those arguments choose the feed: clients who come back with different cursors ask for the same from then on.
    """
    counting = {name: variables[name] for name in _used(admitted.document, admitted.name) if name in variables}
    return admitted.source, admitted.name, language, orjson.dumps(counting, option=orjson.OPT_SORT_KEYS)


def _used(document: DocumentNode, name: str | None) -> set[str]:
    found: set[str] = set()
    for one in document.definitions:
        if isinstance(one, FragmentDefinitionNode):
            found.update(_below(one))
        elif isinstance(one, OperationDefinitionNode) and (name is None or (one.name and one.name.value == name)):
            for part in one.selection_set.selections:
                found.update(_behind_arguments(part))
    return found


def _behind_arguments(part: Node) -> Iterator[str]:
    for key in part.keys:
        if not (isinstance(part, FieldNode) and key == "arguments"):
            yield from _of(getattr(part, key, None))


def _below(node: Node) -> Iterator[str]:
    if isinstance(node, VariableNode):
        yield node.name.value
    for key in node.keys:
        yield from _of(getattr(node, key, None))


def _of(value: object) -> Iterator[str]:
    if isinstance(value, Node):
        yield from _below(value)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _of(one)
