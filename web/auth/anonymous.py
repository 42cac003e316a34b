"""Callers without a token: they may ask for their own case by its access code, and for nothing else."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionSetNode

from core.access.matrix import Matrix
from core.access.viewer import Viewer
from schema.gate.gate import Admitted, Gate, Introspector
from web.http.codes import UNAUTHENTICATED
from web.http.refusals import Refusal

OPEN_FIELDS = frozenset({"caseByAccessCode", "__typename"})
NOBODY = UUID(int=2**128 - 1)


def anonymous(matrix: Matrix, now: datetime) -> Viewer:
    """A viewer whom no grant opens anything."""
    return Viewer(NOBODY, "", (), matrix, now)


class Door(Gate):
    """The gate, which lets a viewer without an account pass to the open root fields only."""

    def admit(self, source: str, name: str | None, variables: Mapping[str, Any], viewer: Introspector) -> Admitted:
        """See Gate. Raises Refusal 401 when a caller without a token asks for any other root field."""
        admitted = super().admit(source, name, variables, viewer)
        is_nobody = isinstance(viewer, Viewer) and viewer.id == NOBODY
        if is_nobody and not OPEN_FIELDS.issuperset(_roots(admitted.document, admitted.operation.selection_set)):
            raise Refusal(UNAUTHENTICATED, 401)
        return admitted


def _roots(document: DocumentNode, selections: SelectionSetNode) -> Iterator[str]:
    """The names of the fields selected at the top, through fragments; a valid document has no cycle of them."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        elif isinstance(node, FragmentSpreadNode):
            yield from _roots(document, fragments[node.name.value].selection_set)
        else:
            yield from _roots(document, node.selection_set)  # type: ignore[attr-defined]
