"""`hotline discipline_referral …`: for whoever runs the machine on the agency's behalf."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import bindparam, select

from core.api import Command, NotFound, Read, Refused, Row, SealBroken, UnitOfWork, open_
from plugins.discipline_referral import audit, bundle, evidence
from plugins.discipline_referral.errors import AUDIT_BROKEN, EVIDENCE_DIFFERS, NO_EVIDENCE
from plugins.discipline_referral.sealed import BUNDLE
from plugins.discipline_referral.states import Act
from plugins.discipline_referral.tables import audit as audit_table
from plugins.discipline_referral.tables import referral
from schema.api import expect

_REFERRAL = select(referral).where(referral.c.id == bindparam("referral_id"))
_COLLECTED = select(audit_table.c.body).where(
    audit_table.c.referral_id == bindparam("referral_id"), audit_table.c.act == Act.COLLECT_EVIDENCE.value
)

File = Annotated[Path | None, typer.Argument(help="an exported bundle; the stored one without it")]


async def verify(uow: UnitOfWork, referral: str, file: File = None) -> Sequence[str]:
    """Check the newest bundle of a referral, or the exported FILE, against the manifest and the root that were sealed.

    Raises Refused: EVIDENCE_DIFFERS, naming what differs.
    """
    kept = await _newest(uow, await _found(uow, referral))
    named = await compare(uow, kept, None if file is None else await asyncio.to_thread(file.read_bytes))
    if named:
        raise Refused(EVIDENCE_DIFFERS, differences=", ".join(named))
    return [f"{kept['entries']} entries as they were sealed; root {kept['root'].hex()}"]


async def export(uow: UnitOfWork, referral: str) -> Sequence[str]:
    """Print the newest bundle of a referral, for the organ. Puts the export on record."""
    row = await _found(uow, referral)
    kept = await _newest(uow, row)
    document = await _document(uow, row, kept)
    body = {"bundle": str(kept["id"]), "root": kept["root"].hex()}
    await audit.record(uow, [audit.Entry(row["id"], row["version"], Act.EXPORT, None, body)])
    return [document]


async def verify_audit(uow: UnitOfWork) -> Sequence[str]:
    """Recompute the audit's chain. Raises Refused: AUDIT_BROKEN, naming the first position that does not follow."""
    broken = await audit.verify(uow)
    if broken is not None:
        raise Refused(AUDIT_BROKEN, position=broken)
    length, chain = await audit.end(uow)
    return [f"{length} entries, unbroken; keep this elsewhere: {length} {chain.hex()}"]


async def compare(uow: UnitOfWork, kept: Row, exported: bytes | None = None) -> list[str]:
    """What of a bundle, or of an export of it, is not as it was sealed; empty when all is."""
    row = await uow.fetch_one(_REFERRAL, referral_id=kept["referral_id"])
    assert row is not None, "the bundle refers to it"
    about = {"bundle": kept["id"], "referral": row["id"], "collectedAt": kept["at"], "collectedBy": kept["by"]}
    try:
        stored = (await _document(uow, row, kept)).encode()
    except SealBroken:
        return ["bundle: the seal is broken"]
    given = stored if exported is None else exported.removesuffix(b"\n")
    named = bundle.differences(given, kept["root"], about)
    return [*named, *await _against_audit(uow, kept), *_counted(stored, kept)]


async def _against_audit(read: Read, kept: Row) -> list[str]:
    told = [one["body"] for one in await read.fetch(_COLLECTED, referral_id=kept["referral_id"])]
    pinned = {"bundle": str(kept["id"]), "root": kept["root"].hex()}
    known = any(pinned.items() <= body.items() for body in told)
    return [] if known else ["root: not the one in the audit"]


def _counted(document: bytes, kept: Row) -> list[str]:
    return [] if bundle.size(document) == kept["entries"] else ["entries: not as many as told"]


async def _found(read: Read, text: str) -> Row:
    row = await read.fetch_one(_REFERRAL, referral_id=_key(text))
    if row is None:
        raise NotFound(field=("referral",))
    return row


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return expect(text, "discipline_referral", "referral")


async def _newest(read: Read, row: Row) -> Row:
    found = await evidence.newest(read, row["id"])
    if found is None:
        raise Refused(NO_EVIDENCE)
    return found


async def _document(uow: UnitOfWork, row: Row, kept: Row) -> str:
    key = await uow.services.keys.case_key(row["case_key"])
    return open_(key, BUNDLE.ref(kept["id"]), kept["bundle_sealed"])


COMMANDS = (
    Command("verify", "check a referral's sealed evidence, or an exported FILE, and name what differs", verify),
    Command("bundle", "print a referral's sealed evidence for the organ; put on record", export),
    Command("verify-audit", "recompute the chain of the plug-in's audit", verify_audit),
)
