"""Whether the log is still the one whose heads were signed.

From inside the database, whoever holds it can write another history and link it anew. A head that was signed and taken
elsewhere before shows that: the log must still hold its link.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import BigInteger, any_, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.audit.heads import NoHead, SignedHead, read_head
from core.audit.model import signed_head
from core.db.read import Read
from core.events.model import event_log, log_anchor, sequencer
from core.events.verify import verify

BATCH = 5_000

_AT = any_(bindparam("at", type_=ARRAY(BigInteger())))
_LINKS = (
    select(event_log.c.pos, event_log.c.chain)
    .where(event_log.c.pos == _AT)
    .union_all(select(log_anchor.c.pos, log_anchor.c.chain).where(log_anchor.c.pos == _AT))
)
_ENDS = select(
    sequencer.c.last_pos, select(func.coalesce(func.max(log_anchor.c.pos), 0)).scalar_subquery().label("cut")
).where(sequencer.c.name == literal_column("'main'"))
_KEPT = select(signed_head.c.text).order_by(signed_head.c.number)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something is not as it was: in the log from `first` on, `until` at the latest; None where only heads are wrong."""

    what: str
    first: int | None = None
    until: int | None = None


def heads_of(lines: Iterable[str]) -> tuple[list[SignedHead], list[Finding]]:
    """The heads of lines in whatever order, the same one twice counted once; and lines that are none."""
    heads: dict[str, SignedHead] = {}
    findings = []
    for at, line in enumerate(lines, start=1):
        if line.strip():
            try:
                head = read_head(line)
            except NoHead as fault:
                findings.append(Finding(f"line {at} is no signed head: {fault}"))
            else:
                heads[head.text] = head
    return sorted(heads.values(), key=lambda head: (head.number, head.text)), findings


async def kept_heads(read: Read) -> list[str]:
    """The lines the database itself has kept; whoever holds it can take some away, but make none."""
    return [row["text"] for row in await read.fetch(_KEPT)]


async def check(read: Read, lines: Iterable[str], key: str) -> list[Finding]:
    """Everything that is wrong with the log, and with these lines, each by itself; empty when all is sound."""
    broken = await verify(read)
    findings = [] if broken is None else [Finding("the chain of the log is broken", broken, broken)]
    heads, odd = heads_of(lines)
    genuine = [head for head in heads if head.genuine(key)]
    odd += [Finding(f"head {head.number} was not signed with this key") for head in heads if not head.genuine(key)]
    return [*findings, *odd, *_sequence(genuine), *await _history(read, genuine)]


def _sequence(heads: Sequence[SignedHead]) -> Iterable[Finding]:
    for before, head in pairwise(heads):
        if head.number == before.number:
            yield Finding(f"there are two heads {head.number}")
        elif head.number != before.number + 1:
            yield Finding(f"heads {before.number + 1} to {head.number - 1} are missing")
        elif head.previous != before.digest or head.pos < before.pos:
            yield Finding(f"head {head.number} does not follow head {before.number}")


async def _history(read: Read, heads: Sequence[SignedHead]) -> list[Finding]:
    """The first head that this log does not hold: what came before the one that it holds is as it was."""
    ends = await read.fetch_one(_ENDS)
    assert ends is not None, "the migrations make the sequencer's row"
    sound = ends["cut"]
    for at in range(0, len(heads), BATCH):
        part = [head for head in heads[at : at + BATCH] if head.pos >= ends["cut"]]
        links = {row["pos"]: row["chain"] for row in await read.fetch(_LINKS, at=[head.pos for head in part])}
        for head in part:
            if head.pos > ends["last_pos"]:
                return [Finding("the log is shorter than it was", sound + 1, ends["last_pos"] + 1)]
            if head.pos and links.get(head.pos, b"").hex() != head.chain:
                return [Finding(f"the log is not the one of head {head.number}", sound + 1, head.pos)]
            sound = max(sound, head.pos)
    return []
