"""A `MonthKeyStore` without a database."""


class MemoryMonthKeys:
    """A MonthKeyStore of this process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    async def get(self, month: str) -> bytes | None:
        """See MonthKeyStore."""
        return self._kept.get(month)

    async def put(self, month: str, wrapped: bytes) -> bytes:
        """See MonthKeyStore."""
        return self._kept.setdefault(month, wrapped)
