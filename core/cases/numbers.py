"""Case numbers, drawn from the sequence in blocks: unique, not gapless, so that a registration need not ask for one."""

from collections import deque
from dataclasses import dataclass, field

from sqlalchemy import Integer, bindparam, func, select

from core.cases.model import case_number_sequence
from core.db.read import Read

BLOCK = 64
"""Numbers drawn at once. What a process has left when it ends is never given, as it is of a transaction that fails."""

_DRAW = select(func.nextval(case_number_sequence.name).label("number")).select_from(
    func.generate_series(1, bindparam("block", type_=Integer()))
)


@dataclass(slots=True)
class CaseNumbers:
    """Those a process has in stock; one per process."""

    _left: deque[int] = field(default_factory=deque)

    async def next(self, read: Read) -> int:
        """The next of the sequence that nobody else has."""
        if not self._left:
            self._left.extend([row["number"] for row in await read.fetch(_DRAW, block=BLOCK)])
        return self._left.popleft()
