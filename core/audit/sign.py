"""Signing the log's head every minute, whichever process comes first."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import literal_column, select

from core.audit.heads import HeadSigner, SignedHead, read_head
from core.audit.model import signed_head
from core.db.uow import unit_of_work
from core.events.model import sequencer
from core.services import Services

EVERY: Final = timedelta(seconds=60)

_LAST = select(signed_head.c.text, signed_head.c.at).order_by(signed_head.c.number.desc()).limit(1)
_HEAD = select(sequencer.c.last_pos, sequencer.c.chain).where(sequencer.c.name == literal_column("'main'"))


async def sign_head(pool: Any, services: Services, signer: HeadSigner) -> SignedHead | None:
    """Sign and keep the head, unless that was done within the last minute; None then.

    A log that has not grown is signed too: that nothing was added is told as well.
    """
    async with unit_of_work(pool, services) as uow:
        last, head = await uow.fetch_one(_LAST), await uow.fetch_one(_HEAD)
        assert head is not None, "the migrations make the sequencer's row"
        if last is not None and uow.now < last["at"] + EVERY:
            return None
        signed = signer.sign(read_head(last["text"]) if last else None, head["last_pos"], head["chain"], uow.now)
        row = {"number": signed.number, "pos": signed.pos, "text": signed.text, "at": uow.now}
        return signed if await uow.insert_new(signed_head, row) else None  # another process was first
