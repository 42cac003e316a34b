"""How much of a list is asked for: Relay's four arguments, and the orders a list may have."""

from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, TypeVar

import strawberry
from sqlalchemy import Column

from core.errors import Refused
from schema.gate.codes import BAD_USER_INPUT

PAGE, LARGEST = 20, 100

T = TypeVar("T")

First: TypeAlias = Annotated[
    int | None,
    strawberry.argument(
        description="How many from the front, 1 to 100; 20 if `last` is absent too.\n从前取的条数（1–100，默认 20）"
    ),
]
After: TypeAlias = Annotated[str | None, strawberry.argument(description="Begin behind this cursor.\n从该游标之后开始")]
Last: TypeAlias = Annotated[
    int | None,
    strawberry.argument(description="How many from the back, 1 to 100; not with `first`.\n从后取的条数（1–100）"),
]
Before: TypeAlias = Annotated[str | None, strawberry.argument(description="End before this cursor.\n到该游标之前为止")]


@dataclass(frozen=True, slots=True)
class Order:
    """Columns in one direction; the last is the type's key, so that the order is total.

    Null in a nullable column counts as greater than every value, as PostgreSQL's indexes have it.
    """

    columns: tuple[Column[Any], ...]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """`size` objects behind `after` and before `before`, counted from the front or, `backward`, from the back."""

    size: int
    after: str | None
    before: str | None
    backward: bool

    @classmethod
    def of(cls, first: int | None, after: str | None, last: int | None, before: str | None) -> "Window":
        """From the arguments, given or not. Raises BAD_USER_INPUT for `first` with `last`, or a size not in 1 to 100."""
        first, last = given(first), given(last)
        if first is not None and last is not None:
            raise Refused(BAD_USER_INPUT, field=("last",), detail="first and last exclude each other; give one of them")
        name, size = ("first", first) if last is None else ("last", last)
        size = PAGE if size is None else size
        if not 1 <= size <= LARGEST:
            raise Refused(BAD_USER_INPUT, field=(name,), detail=f"{name} is {size}; give 1 to {LARGEST}")
        return cls(size, given(after), given(before), backward=last is not None)


def given(value: T | None) -> T | None:
    """The value of an optional argument or input field; None also where it was left out."""
    return None if value is strawberry.UNSET else value
