"""Trees given as parents, and the paths derived from them: `/ta/370902/370902001`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from core.seed.table import SeedError


class Node(Protocol):
    """Anything with a code and the code of what is above it (None at a root)."""

    @property
    def code(self) -> str: ...
    @property
    def parent(self) -> str | None: ...


def paths(nodes: Iterable[Node]) -> dict[str, str]:
    """The path of every node by its code, parents before children in the result.

    Raises SeedError when a parent is missing or nodes are above each other.
    """
    parents = {node.code: node.parent for node in nodes}
    chains = {code: tuple(reversed(tuple(lineage(code, parents)))) for code in parents}
    return {code: "/" + "/".join(chain) for code, chain in sorted(chains.items(), key=lambda item: len(item[1]))}


def lineage(code: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """`code`, then what is above it, up to the root. Raises SeedError as `paths` does."""
    passed: set[str] = set()
    above: str | None = code
    while above is not None:
        if above not in parents:
            raise SeedError(f"{code} lies under {above}, which does not exist; add {above} or mend the parent")
        if above in passed:
            raise SeedError(f"{code} lies under itself by way of {above}; mend one of the parents")
        passed.add(above)
        yield above
        above = parents[above]
