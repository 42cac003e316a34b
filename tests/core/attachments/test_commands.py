import hashlib
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from core.attachments.commands import complete_attachment, create_attachment_upload
from core.attachments.content import LIMITS, ContentKind
from core.attachments.inputs import CreateAttachmentUpload
from core.attachments.model import attachment
from core.attachments.store import AttachmentStore
from core.errors import Refused
from tests.core.attachments.files import PNG, TEXT, announce, announced, complete_file, completion, send
from tests.support.office import START, Office

ROWS = select(attachment)


async def test_an_announced_file_waits_for_its_bytes(office: Office) -> None:
    upload = await announce(office)
    row = await office.read.fetch_one(ROWS)
    assert row is not None
    assert (row["id"], row["state"], row["case_id"]) == (upload.id, "AWAITING_UPLOAD", None)
    assert (row["token_until"] - START).total_seconds() == 15 * 60
    assert row["token_until"] == upload.expires_at


async def test_the_token_is_nowhere_in_the_database_and_in_no_log(office: Office) -> None:
    upload = await announce(office)
    row = await office.read.fetch_one(ROWS)
    assert row is not None
    assert upload.token not in str(dict(row))
    assert upload.token not in repr(upload)
    assert row["token_index"] != hashlib.sha256(upload.token.encode()).digest()[:16]


@pytest.mark.parametrize(
    ("input", "code", "field"),
    [
        (announced(type_="application/x-msdownload"), "CONTENT_TYPE_REFUSED", "declaredType"),
        (announced(type_=""), "CONTENT_TYPE_REFUSED", "declaredType"),
        (announced(kind=ContentKind.VOICE), "KIND_MISMATCH", "kind"),
        (announced(size=0), "ATTACHMENT_SIZE", "size"),
        (announced(size=LIMITS[ContentKind.IMAGE] + 1), "ATTACHMENT_SIZE", "size"),
    ],
    ids=["type not accepted", "no type", "another kind", "empty", "too large"],
)
async def test_what_would_be_refused_later_is_refused_at_once(
    office: Office, input: CreateAttachmentUpload, code: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        await announce(office, input)
    assert (refused.value.code.code, refused.value.field) == (code, ("input", field))
    assert await office.read.fetch(ROWS) == []


async def test_the_largest_file_can_be_announced(office: Office) -> None:
    await announce(office, announced(size=LIMITS[ContentKind.IMAGE]))


@pytest.mark.parametrize("role", ["developer", "auditor", "supervisor", "administrator"])
async def test_who_adds_nothing_to_cases_sends_no_files(office: Office, role: str) -> None:
    with pytest.raises(Refused) as refused:
        await office.run(create_attachment_upload, role, announced())
    assert refused.value.code.code == "NOT_ALLOWED"


async def test_a_file_that_is_what_it_was_said_to_be_is_complete(office: Office, store: AttachmentStore) -> None:
    id_ = await complete_file(office, store)
    row = await office.read.fetch_one(ROWS)
    assert row is not None
    assert (row["id"], row["state"], row["content_type"], row["size"]) == (id_, "COMPLETE", "image/png", len(PNG))
    assert (row["sha256"], row["completed_at"]) == (hashlib.sha256(PNG).digest(), START)


async def test_completing_twice_changes_nothing(office: Office, store: AttachmentStore) -> None:
    id_ = await complete_file(office, store)
    before = [dict(row) for row in await office.read.fetch(ROWS)]
    assert await office.run(complete_attachment, "operator", completion(id_, PNG)) == id_
    assert [dict(row) for row in await office.read.fetch(ROWS)] == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"size": len(PNG) + 1}, "UPLOAD_DAMAGED"),
        ({"sha256": hashlib.sha256(b"other").hexdigest()}, "UPLOAD_DAMAGED"),
        ({"sha256": "0" * 63}, "BAD_SHA256"),
        ({"sha256": "g" * 64}, "BAD_SHA256"),
    ],
    ids=["another size", "another digest", "too short", "no digits"],
)
async def test_a_file_that_arrived_otherwise_is_not_complete(
    office: Office, store: AttachmentStore, change: dict[str, object], code: str
) -> None:
    upload = await announce(office)
    await send(office, store, upload.token, PNG)
    with pytest.raises(Refused) as refused:
        await office.run(complete_attachment, "operator", replace(completion(upload.id, PNG), **change))  # type: ignore[arg-type]
    assert (refused.value.code.code, refused.value.field) == (code, ("input", "sha256"))
    assert await office.read.fetch_value(select(attachment.c.state)) == "UPLOADED"


@pytest.mark.parametrize(
    ("content", "code"),
    [(TEXT, "CONTENT_TYPE_MISMATCH"), (b"MZ\x90\x00\x03", "CONTENT_TYPE_REFUSED")],
    ids=["another accepted type", "a program"],
)
async def test_the_content_decides_what_a_file_is(
    office: Office, store: AttachmentStore, content: bytes, code: str
) -> None:
    upload = await announce(office)
    await send(office, store, upload.token, content)
    with pytest.raises(Refused) as refused:
        await office.run(complete_attachment, "operator", completion(upload.id, content))
    assert refused.value.code.code == code
    assert await office.read.fetch_value(select(attachment.c.state)) == "UPLOADED"


async def test_a_recording_in_the_container_of_films_is_a_recording(office: Office, store: AttachmentStore) -> None:
    film = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64)
    await complete_file(office, store, film, announced(ContentKind.VOICE, "audio/x-m4a; codecs=mp4a"))
    row = await office.read.fetch_one(ROWS)
    assert row is not None
    assert (row["declared_type"], row["content_type"]) == ("audio/mp4", "audio/mp4")


async def test_nothing_is_complete_before_it_is_sent(office: Office) -> None:
    upload = await announce(office)
    with pytest.raises(Refused) as refused:
        await office.run(complete_attachment, "operator", completion(upload.id, PNG))
    assert refused.value.code.code == "UPLOAD_MISSING"


@pytest.mark.parametrize("whose", ["another's", "nobody's"])
async def test_only_who_announced_a_file_completes_it(office: Office, store: AttachmentStore, whose: str) -> None:
    upload = await announce(office)
    await send(office, store, upload.token, PNG)
    wanted = upload.id if whose == "another's" else UUID(int=1)
    with pytest.raises(Refused) as refused:
        await office.run(complete_attachment, "city_lead", completion(wanted, PNG))
    assert (refused.value.code.code, refused.value.field) == ("NOT_FOUND", ("input", "attachmentId"))
