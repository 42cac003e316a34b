"""S3 where words leave by other ways than an answer: exports, commands, the log's record; and holes planted to be found."""

from pathlib import Path
from typing import Any

import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import true
from structlog.testing import capture_logs

from core.cases.commands.correct_case import correct_case
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import CorrectCase, RegisterCase, ReporterDetails
from core.cases.states import Channel, Kind, Secrecy
from core.codes.registry import load_codes
from core.errors import NotFound, Refused
from core.exports import rows as export_rows
from core.exports.envelope import NotOpened, decrypt
from core.exports.errors import EXPORT_EMPTY
from core.exports.hand_out import handed_out
from core.exports.mark import without_signs
from core.exports.request import approve_export
from schema.compose import build_schema
from tests.core.exports.desk import asks, made, opened, registered, requested, store
from tests.schema.conftest import Api
from tests.secrecy.test_canaries import Canary, heard, pages, sing
from tests.support.office import Office

SECRET = 5
ASKING = ("city_lead", "supervisor", "county_officer")


@pytest.fixture
async def canaries(office: Office) -> list[Canary]:
    return [canary for number in range(SECRET) for canary in await sing(office, number)]


async def taken_out(office: Office, files: Any, role: str) -> str:
    """The file of an export of everything, approved where it must be."""
    id_ = await requested(office, role, asks())
    if await office.pool.fetchval("select approval from export where id = $1", id_):
        await office.run(approve_export, "auditor", id_)
    await made(office, files)
    return without_signs(await opened(office, files, id_))


async def test_no_export_holds_a_word_of_a_secret_case(
    office: Office, canaries: list[Canary], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as logs:
        for role in ASKING:
            with pytest.raises(Refused) as refused:
                await requested(office, role, asks())
            assert refused.value.code is EXPORT_EMPTY
        await registered(office, title="路灯不亮")
        files = [await taken_out(office, store(tmp_path), role) for role in ASKING]

    assert all("路灯不亮" in file for file in files)
    for text in (*files, str(await recorded(office)), f"{logs} {caplog.text}"):
        assert not heard(text, canaries)


async def test_a_case_that_was_kept_closer_since_it_was_asked_for_is_not_in_the_file(
    office: Office, tmp_path: Path
) -> None:
    files = store(tmp_path)
    await registered(office, title="路灯不亮")
    case = await registered(office, title="金丝雀title00000雀")
    id_ = await requested(office, "city_lead", asks())
    kept = CorrectCase(case_id=case, secrecy=Secrecy.REPORTER_CONFIDENTIAL, reason="更正")
    await office.run(correct_case, "operator", kept)
    await made(office, files)
    file = without_signs(await opened(office, files, id_))

    assert "路灯不亮" in file
    assert "金丝雀" not in file


async def test_a_file_tells_its_requester_what_the_list_does_and_nobody_else_anything(
    office: Office, tmp_path: Path
) -> None:
    words = {
        field: Canary(f"金丝雀{field}00077雀", field, 0, dispatched=False)
        for field in ("title", "content", "place", "name", "address", "company")
    }
    said = {field: one.word for field, one in words.items()}
    who = ReporterDetails(name=said["name"], phone="13900000077", address=said["address"], company=said["company"])
    case = RegisterCase(
        channel=Channel.PHONE, kind=Kind.COMPLAINT, title=said["title"], content=said["content"], place=said["place"],
        district="370902", reporter=who,
    )  # fmt: skip
    await office.run(register_case, "operator", case)
    told = [*words.values(), Canary("13900000077", "phone", 0, dispatched=False)]
    api, files = Api(build_schema(), office, await load_codes(office.read)), store(tmp_path)
    for role in ASKING:
        file = await taken_out(office, files, role)
        assert {one.field for one in heard(file, told)} == {"title", "content", "place"}
        assert heard(file, told) <= heard(await pages(api, role), told)
    for one in await office.pool.fetch("select id, storage_key, requested_by from export"):
        kept = b"".join([piece async for piece in await files.open_stream(one["storage_key"])])
        assert not [canary for canary in told if canary.word.encode() in kept]
        with pytest.raises(NotOpened):
            decrypt(kept, X25519PrivateKey.generate().private_bytes_raw())
        for role in office.viewers.keys() - {next(r for r in ASKING if office.viewer(r).id == one["requested_by"])}:
            with pytest.raises(NotFound):
                await office.run(handed_out, role, one["id"])
    assert not heard(str(await recorded(office)), told)


async def recorded(office: Office) -> list[str]:
    """Every column of what is kept about exports, holds and who saw what."""
    tables = ("export", "legal_hold", "access_event", "case_event", "outbox", "idempotency")
    return [str(row[0]) for name in tables for row in await office.pool.fetch(f"select one::text from {name} one")]


async def test_what_is_recorded_of_secret_cases_holds_none_of_their_words(
    office: Office, canaries: list[Canary]
) -> None:
    found = await recorded(office)

    assert len(found) > SECRET
    assert not heard(str(found), canaries)


async def test_an_export_without_its_row_filter_would_be_found(
    office: Office, canaries: list[Canary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_rows, "row_filter", lambda *_: true())
    monkeypatch.setattr(export_rows, "HIGHEST", 3)

    assert heard(await taken_out(office, store(tmp_path), "city_lead"), canaries)


async def test_a_mask_that_shows_the_number_would_be_found(office: Office, canaries: list[Canary]) -> None:
    number = next(one for one in canaries if one.field == "phone" and one.secrecy == 2)
    api = Api(build_schema(), office, await load_codes(office.read))
    assert number not in heard(await pages(api, "operator"), canaries)

    await office.pool.execute("update reporter set phone_mask = $1", number.word)

    assert number in heard(await pages(api, "operator"), canaries)


def test_a_line_of_the_log_with_a_word_would_be_found() -> None:
    title = Canary("金丝雀title00007雀", "title", 2, dispatched=False)
    with capture_logs() as logs:
        structlog.get_logger("hotline").info("registered", title=title.word)

    assert heard(str(logs), [title]) == {title}
