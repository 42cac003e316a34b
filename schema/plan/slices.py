"""A page cut from the rows that were read for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from schema.data.types import Declared
from schema.plan.request import Request
from schema.relay.cursors import CursorBox
from schema.relay.pages import Bound
from schema.relay.windows import Order, Window

Record = Sequence[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Slicing:
    """How a list is cut: known when the plan is made."""

    declared: Declared
    order: Order
    window: Window
    after: bool
    before: bool


class Slice:
    """The rows shown, whether the list goes on at either end, and the cursors of its rows."""

    def __init__(self, c: Request, found: Sequence[Record], how: Slicing, bound: Bound) -> None:
        self._key, self._how, self._bound = c.signing_key, how, bound
        size, backward = how.window.size, how.window.backward
        more = len(found) > size
        self.rows = found[:size][::-1] if backward else found[:size]
        self.next = how.before if backward else more
        self.previous = more if backward else how.after

    def cursor(self, values: Sequence[Any]) -> str:
        """The cursor of the row with these values in the order's columns."""
        return self._box.make(values)

    @cached_property
    def _box(self) -> CursorBox:
        return CursorBox(self._key, self._bound.binding, self._how.order.columns)


sliced = Slice
