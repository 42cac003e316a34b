"""What the inputs of mutations share."""

from typing import Protocol, TypeVar

import strawberry

Given_co = TypeVar("Given_co", covariant=True)


class CommandInput(Protocol[Given_co]):
    """A mutation's input: it knows the command's own input, and may carry the caller's idempotency key."""

    @property
    def idempotency_key(self) -> str | None:
        """The caller's key; unset or None if there is none."""

    def command(self) -> Given_co:
        """The command's input. Raises Refused, naming the field, for ids and values that cannot be meant."""


@strawberry.input
class Idempotent:
    """Inherited by inputs of mutations that make something."""

    idempotency_key: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same key with the same input is done once and answered again for 7 days.\n幂等键（7 天内有效）",
    )


@strawberry.input
class Versioned(Idempotent):
    """Inherited by inputs of mutations that change something the caller has read."""

    expected_version: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="The `version` of the object the mutation acts on, as the caller read it.\n调用方所见的版本号",
    )
