"""The links of the blind indexes' keys, and which of them is written and looked for while one is being added."""

from typing import Final

from sqlalchemy import select

from core.db.read import Read
from core.keys.derivation import place_of
from core.keys.model import derivation_key, key_rotation
from core.sealing.blind_index import IndexChain, IndexLink
from core.sealing.envelope import Suite
from core.sealing.provider import KeyProvider

LEVEL: Final = "INDEXES"
ANNOUNCE, RELINK = "ANNOUNCE", "RELINK"
"""The steps: the new link is known to every process, but not written yet; it is written, and what is kept is brought under it."""

_PREFIX: Final = "index"
_LINKS = select(derivation_key).where(derivation_key.c.purpose.startswith(f"{_PREFIX}|", autoescape=True))
_STEP = select(key_rotation.c.step).where(key_rotation.c.level == LEVEL, key_rotation.c.ended_at.is_(None))


def purpose(number: int, suite: Suite) -> str:
    """What a link's key is kept as."""
    return f"{_PREFIX}|{number}|{suite.value}"


async def index_chain(read: Read, provider: KeyProvider) -> IndexChain:
    """The chain as it is used now. Raises RootKeyRefused, SealBroken."""
    links = []
    for row in await read.fetch(_LINKS):
        _, number, suite = row["purpose"].split("|")
        secret = await provider.unwrap(place_of(row["purpose"]), row["wrapped"])
        links.append(IndexLink(int(number), secret, Suite(int(suite))))
    links.sort(key=lambda link: link.number)
    last, step = len(links), await read.fetch_value(_STEP)
    return IndexChain(tuple(links), last - (step == ANNOUNCE), (last,) if step is None else (last - 1, last))
