"""The keys of files: each has its own, which is kept sealed with its case's, so that it goes when that does.

Until a file is a case's, its key is kept sealed with one that hangs below the month's for this file alone (`own_key`). When it
is given to a case, its key is sealed anew, and its bytes stay as they are; so they do when the case's key is rotated.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from core.db.read import Row
from core.sealing.envelope import SealBroken, SealingKey, new_secret, open_bytes, seal_bytes
from core.sealing.fields import FieldRef
from core.sealing.keychain import CaseKey, KeyChain, month_of

PLAIN, SEALED = 0, 1
"""How the bytes of a file lie in the store: as they came, before files were sealed; by `core.sealing.stream`."""

KEY: Final = "attachment.key"
CONTENT: Final = "attachment.content"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A fresh key, and the columns that keep it while the file is no case's."""

    key: SealingKey = field(repr=False)
    own_key: bytes = field(repr=False)
    key_sealed: bytes = field(repr=False)


def content_place(attachment_id: UUID) -> str:
    """What the bytes of a file are bound to."""
    return FieldRef(CONTENT, attachment_id).place


async def new_key(keys: KeyChain, attachment_id: UUID, now: datetime) -> NewKey:
    """A key for a file that is about to arrive."""
    own, secret = await keys.new_case_key(month_of(now)), new_secret()
    return NewKey(keys.key_of(secret), own.wrapped, _kept(own, attachment_id, secret))


async def key_of(keys: KeyChain, row: Row) -> SealingKey | None:
    """The key of a file, by `id`, `own_key`, `key_sealed` and, where it is a case's, `case_key`; None if it has none yet.

    Raises SealBroken; CASE_SHREDDED where the case's key has been destroyed.
    """
    secret = await _secret(keys, row)
    return None if secret is None else keys.key_of(secret)


async def kept_by_case(keys: KeyChain, row: Row, case_key: CaseKey) -> bytes | None:
    """`key_sealed` of a file that is given to the case of this key. Raises SealBroken."""
    secret = await _secret(keys, row)
    return None if secret is None else _kept(case_key, row["id"], secret)


def kept_new(case_key: CaseKey, attachment_id: UUID) -> bytes:
    """`key_sealed` of a fresh key, for a file that is a case's and has none."""
    return _kept(case_key, attachment_id, new_secret())


async def _secret(keys: KeyChain, row: Row) -> bytes | None:
    sealed, place = row["key_sealed"], FieldRef(KEY, row["id"]).place
    if sealed is None:
        return None
    wrapped = row["own_key"] if row["own_key"] is not None else row["case_key"]
    if wrapped is None:
        raise SealBroken(place)
    above = await keys.case_key(wrapped)
    return open_bytes(above.opening(sealed), place, sealed)


def _kept(above: CaseKey, attachment_id: UUID, secret: bytes) -> bytes:
    return seal_bytes(above.key, FieldRef(KEY, attachment_id).place, secret)
