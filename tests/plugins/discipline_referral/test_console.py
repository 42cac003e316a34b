"""The commands: what they print, what they find, and what they put on record."""

import os
import random
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from core.db.uow import unit_of_work
from core.errors import NotFound, Refused
from core.ids import new_id
from plugins.discipline_referral import console
from plugins.discipline_referral.bundle import make
from plugins.discipline_referral.sealed import BUNDLE, columns
from plugins.discipline_referral.states import Act, State
from schema.relay.ids import encode
from tests.plugins.discipline_referral.bureau import Bureau

TAMPERINGS = 10_000 if os.environ.get("HOTLINE_TEST_LONG") else 200
FORGERIES = {
    "root": "set_byte(root, {at} % 32, get_byte(root, {at} % 32) # {bits})",
    "bundle_sealed": (
        "set_byte(bundle_sealed, {at} % length(bundle_sealed), get_byte(bundle_sealed, {at} % length(bundle_sealed)) # {bits})"
    ),
    "entries": "entries + {bits}",
    "by": "gen_random_uuid()",
    "at": "at + {bits} * interval '1 second'",
}


@pytest.fixture
async def sealed(bureau: Bureau) -> UUID:
    """A referral with its evidence."""
    return await bureau.brought(State.TRANSFERRED)


async def said(bureau: Bureau, command: Any, *given: Any) -> list[str]:
    async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
        return list(await command(uow, *given))


async def differences(bureau: Bureau, *given: Any) -> str:
    with pytest.raises(Refused) as refused:
        await said(bureau, console.verify, *given)
    assert refused.value.code.code == "DISCIPLINE_REFERRAL_EVIDENCE_DIFFERS"
    return str(refused.value.params["differences"])


async def exported(bureau: Bureau, referral: UUID, folder: Path) -> Path:
    file = folder / "bundle.json"
    (line,) = await said(bureau, console.export, str(referral))
    file.write_text(f"{line}\n", "utf-8")
    return file


async def test_stored_and_exported_evidence_is_as_it_was_sealed(bureau: Bureau, sealed: UUID, tmp_path: Path) -> None:
    file = await exported(bureau, sealed, tmp_path)

    (stored,) = await said(bureau, console.verify, encode("discipline_referral", sealed))
    (copied,) = await said(bureau, console.verify, str(sealed), file)

    assert stored == copied
    assert "root" in stored


async def test_an_export_is_on_record(bureau: Bureau, sealed: UUID, tmp_path: Path) -> None:
    await exported(bureau, sealed, tmp_path)

    row = await bureau.office.pool.fetchrow(
        "select act, actor from discipline_referral_audit order by pos desc limit 1"
    )
    assert tuple(row) == (Act.EXPORT, UUID(int=0))


async def test_every_forged_byte_of_an_export_is_found(bureau: Bureau, sealed: UUID, tmp_path: Path) -> None:
    file = await exported(bureau, sealed, tmp_path)
    original, rnd = file.read_bytes().removesuffix(b"\n"), random.Random(20)
    kept = await bureau.office.pool.fetchrow("select * from discipline_referral_evidence")
    async with bureau.desk.undone() as uow:
        for _ in range(TAMPERINGS):
            at, bits = rnd.randrange(len(original)), rnd.randrange(1, 256)
            forged = original[:at] + bytes((original[at] ^ bits,)) + original[at + 1 :]
            assert await console.compare(uow, kept, forged), (at, bits)


async def test_every_forged_field_of_the_row_is_found(bureau: Bureau, sealed: UUID) -> None:
    rnd = random.Random(21)
    for _ in range(TAMPERINGS):
        column = rnd.choice(sorted(FORGERIES))
        value = FORGERIES[column].format(at=rnd.randrange(10_000), bits=rnd.randrange(1, 256))
        async with bureau.desk.undone() as uow:
            connection: Any = uow._run
            await connection.execute(f"update discipline_referral_evidence set {column} = {value}")
            kept = await connection.fetchrow("select * from discipline_referral_evidence")
            assert await console.compare(uow, kept), (column, value)


async def test_evidence_sealed_anew_with_the_right_key_is_found_by_the_audit(bureau: Bureau, sealed: UUID) -> None:
    kept = await bureau.office.pool.fetchrow("select * from discipline_referral_evidence")
    about = {"bundle": kept["id"], "referral": sealed, "collectedAt": kept["at"], "collectedBy": kept["by"]}
    forged = make(about, {"case": {"bounces": 0}})
    async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
        key = await uow.services.keys.case_key((await bureau.row(sealed))["case_key"])
        texts = columns(uow, key, BUNDLE, kept["id"], forged.document.decode())
        await uow.update(
            console.evidence.evidence, {"id": kept["id"]}, {**texts, "root": forged.root, "entries": forged.entries}
        )

    assert await differences(bureau, str(sealed)) == "root: not the one in the audit"


async def test_what_differs_is_named(bureau: Bureau, sealed: UUID, tmp_path: Path) -> None:
    file = await exported(bureau, sealed, tmp_path)
    original = file.read_bytes()
    forged = original.replace(b'"case":{"bounces":0', b'"case":{"bounces":3')
    assert forged != original

    file.write_bytes(forged)

    assert await differences(bureau, str(sealed), file) == "entries/case: altered"


async def test_another_referral_s_bundle_is_not_this_one_s(bureau: Bureau, sealed: UUID, tmp_path: Path) -> None:
    other = await bureau.brought(State.TRANSFERRED)
    file = await exported(bureau, other, tmp_path)

    named = await differences(bureau, str(sealed), file)

    assert "manifest: altered" in named
    assert "about/referral: differs" in named


async def test_without_referral_or_evidence_it_says_so(bureau: Bureau) -> None:
    bare = await bureau.brought(State.SUGGESTED)
    with pytest.raises(NotFound):
        await said(bureau, console.verify, str(new_id()))
    with pytest.raises(NotFound):
        await said(bureau, console.verify, "no id")
    with pytest.raises(Refused) as refused:
        await said(bureau, console.export, str(bare))
    assert refused.value.code.code == "DISCIPLINE_REFERRAL_NO_EVIDENCE"


async def test_the_audit_s_end_is_told_or_where_it_breaks(bureau: Bureau, sealed: UUID) -> None:
    (line,) = await said(bureau, console.verify_audit)
    assert line.startswith("5 entries, unbroken")

    async with bureau.desk.undone() as uow:
        connection: Any = uow._run
        await connection.execute("set local session_replication_role = replica")
        await connection.execute("update discipline_referral_audit set act = 'x' where pos = 2")
        with pytest.raises(Refused) as refused:
            await console.verify_audit(uow)
    assert (refused.value.code.code, refused.value.params) == ("DISCIPLINE_REFERRAL_AUDIT_BROKEN", {"position": 2})


def test_the_commands_have_names_and_help() -> None:
    assert [one.name for one in console.COMMANDS] == ["verify", "bundle", "verify-audit"]
