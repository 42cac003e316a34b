"""Setting passwords, and holding one against what is kept."""

from functools import cache
from typing import Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import bindparam, delete, select, true

from core.accounts.model import account
from core.accounts.sessions import end_sessions
from core.db.read import Read
from core.db.uow import UnitOfWork
from core.errors import ErrorCode, Refused, register
from core.passwords.model import password

SHORTEST: Final = 14
LONGEST: Final = 256
_KINDS = 3
_CLASSES = (str.islower, str.isupper, str.isdigit)

NOT_A_PERSON = register(
    ErrorCode("NOT_A_PERSON", "“{subject}”不是可用的个人账号。", "{subject} is no active account of a person.")
)
WEAK_PASSWORD = register(
    ErrorCode(
        "WEAK_PASSWORD",
        "口令须为 {shortest} 至 {longest} 个字符，含大写、小写、数字、其他字符中的三类，且不含账号名。",
        "A password has {shortest} to {longest} characters, of three kinds among capital and small letters, digits and others, "
        "and not the account's name.",
    )
)

_hasher = PasswordHasher()
_ACCOUNT = select(account.c.id).where(
    account.c.subject == bindparam("subject"), account.c.kind == "PERSON", account.c.active == true()
)
_KEPT = (
    select(account.c.id, password.c.hash)
    .join(password, password.c.account_id == account.c.id)
    .where(account.c.subject == bindparam("subject"), account.c.kind == "PERSON", account.c.active == true())
)
_REMOVE = delete(password).where(password.c.account_id == bindparam("of", type_=account.c.id.type))


async def set_password(uow: UnitOfWork, subject: str, new: str | None) -> None:
    """Give a person a password for emergencies, or take it away; what is open under the old one ends.

    Raises NOT_A_PERSON or WEAK_PASSWORD.
    """
    holder: UUID | None = await uow.fetch_value(_ACCOUNT, subject=subject)
    if holder is None:
        raise Refused(NOT_A_PERSON, subject=subject)
    if new is not None and not _strong(subject, new):
        raise Refused(WEAK_PASSWORD, shortest=SHORTEST, longest=LONGEST)
    await uow.execute(_REMOVE, of=holder)
    if new is not None:
        await uow.insert(password, [{"account_id": holder, "hash": _hasher.hash(new), "changed_at": uow.now}])
    await end_sessions(uow, subject)


async def kept_password(read: Read, subject: str) -> tuple[UUID | None, str]:
    """The account and the hash of its password; nobody and a hash that nothing matches where there is none."""
    row = await read.fetch_one(_KEPT, subject=subject)
    return (row["id"], row["hash"]) if row else (None, nobodys_hash())


@cache
def nobodys_hash() -> str:
    """What is held against who has no password; made once, before anybody asks: else the first to ask would tell by time."""
    return _hasher.hash("the password of nobody")


def matches(kept: str, given: str) -> bool:
    """Whether a password is the one of a hash: a twentieth of a second's work, whatever the answer is."""
    try:
        return _hasher.verify(kept, given)
    except (VerificationError, InvalidHashError):
        return False


def _strong(subject: str, new: str) -> bool:
    kinds = sum(any(map(one, new)) for one in _CLASSES) + any(not char.isalnum() for char in new)
    name = subject.partition(":")[2].lower()
    return SHORTEST <= len(new) <= LONGEST and kinds >= _KINDS and not (name and name in new.lower())
