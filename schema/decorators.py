"""Strawberry's decorators with a type: under `mypy --strict` its own, called with a description, count as untyped."""

from collections.abc import Callable
from typing import Any, TypeAlias

import strawberry
from strawberry.types.field import StrawberryField

from schema.gate.writes import WEIGHT, WRITE

Decorator: TypeAlias = Callable[[Callable[..., Any]], StrawberryField]


def field(description: str, *, deprecation_reason: str | None = None) -> Decorator:
    """A resolver as a field; the description's first line is English, the next the official Chinese term."""
    decorator: Decorator = strawberry.field(description=description, deprecation_reason=deprecation_reason)
    return decorator


def mutation(description: str, *, deprecation_reason: str | None = None, weight: int = WRITE) -> Decorator:
    """A resolver as a mutation. `weight` are the points of cost that its caller pays for what it writes, 10 µs of a core each."""
    decorator: Decorator = strawberry.mutation(
        description=description, deprecation_reason=deprecation_reason, metadata={WEIGHT: weight}
    )
    return decorator


def subscription(description: str, *, deprecation_reason: str | None = None) -> Decorator:
    """An asynchronous generator as a subscription."""
    decorator: Decorator = strawberry.subscription(description=description, deprecation_reason=deprecation_reason)
    return decorator
