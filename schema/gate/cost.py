"""What an operation costs with the page sizes of one request."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from graphql import OperationDefinitionNode

from schema.gate.measure import Measure, Walk
from schema.gate.paging import page_sizes

Cost = Callable[[Mapping[str, Any]], int]
_REMEMBERED = 64


def cost(walk: Walk, node: OperationDefinitionNode, measure: Measure) -> Cost:
    """The cost of `node` as a function of a request's variables; `measure` is what `walk` found without them.

    The document is walked again only for page sizes it has not had lately.
    """
    names = sorted(measure.page_variables)
    if not names:
        return lambda _: measure.cost

    @lru_cache(_REMEMBERED)
    def walked(sizes: tuple[int | None, ...]) -> int:
        return walk.again(dict(zip(names, sizes, strict=True))).operation(node).cost

    return lambda variables: walked(page_sizes(node, names, variables))
