from uuid import UUID

import pytest

from core.attachments.queries import readable_attachment
from core.attachments.store import AttachmentStore
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase
from core.cases.states import Channel, Kind
from core.ids import new_id
from tests.core.attachments.files import PNG, announce, complete_file, send
from tests.support.office import Office


async def _of_a_case(office: Office, store: AttachmentStore, kind: Kind = Kind.HELP_REQUEST) -> UUID:
    id_ = await complete_file(office, store)
    case = RegisterCase(
        channel=Channel.PHONE, kind=kind, title="路灯不亮", content="x", district="370902", attachments=(id_,)
    )
    await office.run(register_case, "operator", case)
    return id_


async def _reads(office: Office, role: str, id_: UUID) -> bool:
    return await readable_attachment(office.read, office.viewer(role), id_) is not None


async def test_who_reaches_the_case_reaches_its_files(office: Office, store: AttachmentStore) -> None:
    id_ = await _of_a_case(office, store)
    row = await readable_attachment(office.read, office.viewer("reviewer"), id_)
    assert row is not None
    assert (row["id"], row["content_type"], row["size"]) == (id_, "image/png", len(PNG))


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        ("operator", True),
        ("county_officer", True),
        ("legal_desk", True),
        ("outsourced_operator", False),  # not theirs
        ("unit_liaison", False),  # not dispatched to them
        ("auditor", False),  # the facts, not the content
        ("developer", False),
        ("administrator", False),
    ],
)
async def test_the_policy_decides_who_reads(office: Office, store: AttachmentStore, role: str, reads: bool) -> None:
    assert await _reads(office, role, await _of_a_case(office, store)) is reads


async def test_files_are_kept_like_their_case(office: Office, store: AttachmentStore) -> None:
    id_ = await _of_a_case(office, store, Kind.REPORT)
    assert await _reads(office, "operator", id_)
    assert not await _reads(office, "legal_desk", id_)


async def test_what_is_not_complete_or_no_case_s_is_absent(office: Office, store: AttachmentStore) -> None:
    uploaded = await announce(office)
    await send(office, store, uploaded.token, PNG)
    free = await complete_file(office, store)
    assert [await _reads(office, "operator", id_) for id_ in (uploaded.id, free, new_id())] == [False] * 3
