from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from core.attachments.model import attachment
from core.attachments.store import AttachmentStore
from core.attachments.sweep import sweep
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase
from core.cases.states import Channel, Kind
from tests.core.attachments.files import PNG, announce, complete_file, send, stored_files
from tests.support.office import START, Office

IDS = select(attachment.c.id)


async def test_what_is_no_case_s_goes_with_its_object(office: Office, store: AttachmentStore, directory: Path) -> None:
    await announce(office)
    uploaded = await announce(office)
    await send(office, store, uploaded.token, PNG)
    await complete_file(office, store)
    kept = await complete_file(office, store)
    case = RegisterCase(
        channel=Channel.PHONE,
        kind=Kind.HELP_REQUEST,
        title="路灯不亮",
        content="x",
        district="370902",
        attachments=(kept,),
    )
    await office.run(register_case, "operator", case)

    assert await sweep(office.pool, store, START + timedelta(days=1)) == 3

    key = await office.read.fetch_value(select(attachment.c.storage_key))
    assert [row["id"] for row in await office.read.fetch(IDS)] == [kept]
    assert stored_files(directory) == [key.rpartition("/")[2]]


async def test_what_is_new_stays(office: Office, store: AttachmentStore) -> None:
    upload = await announce(office)
    assert await sweep(office.pool, store, START) == 0
    assert [row["id"] for row in await office.read.fetch(IDS)] == [upload.id]


async def test_a_row_stays_while_its_object_cannot_be_removed(
    office: Office, store: AttachmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = await announce(office)
    await send(office, store, upload.token, PNG)

    async def broken(_: str) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(store, "delete", broken)
        with pytest.raises(ConnectionError):
            await sweep(office.pool, store, START + timedelta(days=1))
    assert [row["id"] for row in await office.read.fetch(IDS)] == [upload.id]
    assert await sweep(office.pool, store, START + timedelta(days=1)) == 1
