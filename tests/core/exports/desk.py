"""Cases to take out, and somebody with a key who asks for them."""

import csv
import io
from base64 import b64encode
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from core.attachments.store import AttachmentStore, open_store
from core.cases.commands.correct_case import correct_case
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import CorrectCase, RegisterCase, ReporterDetails
from core.cases.states import Channel, Kind, Secrecy
from core.db.read import Row
from core.db.uow import unit_of_work
from core.exports.columns import ExportColumn
from core.exports.envelope import decrypt
from core.exports.hand_out import handed_out
from core.exports.make import make_next
from core.exports.mark import without_signs
from core.exports.request import RequestExport, request_export
from core.exports.rows import Filter
from tests.support.office import Office

OWN = X25519PrivateKey.generate()
PUBLIC = b64encode(OWN.public_key().public_bytes_raw()).decode()
ALL = tuple(ExportColumn)


def store(tmp_path: Path) -> AttachmentStore:
    """Where files lie."""
    return open_store(None, tmp_path / "files")


async def registered(
    office: Office,
    title: str = "路灯不亮",
    kind: Kind = Kind.HELP_REQUEST,
    district: str = "370902",
    *,
    private: bool = False,
) -> UUID:
    """A case of 张三丰, whose number is 13853812345."""
    who = ReporterDetails(name="张三丰", phone="13853812345")
    case = RegisterCase(
        channel=Channel.PHONE, kind=kind, title=title, content="昨晚起", district=district, reporter=who,
        secrecy=Secrecy.PRIVACY if private else None,
    )  # fmt: skip
    return UUID(str((await office.run(register_case, "operator", case)).case_id))


def asks(*columns: ExportColumn, **more: Any) -> RequestExport:
    """For these columns of all cases."""
    wanted = {"purpose": "STATISTICS", "public_key": PUBLIC, "filter": Filter(), **more}
    return RequestExport(columns=columns or ALL, **wanted)


async def requested(office: Office, role: str, asked: RequestExport) -> UUID:
    """The export's id."""
    return UUID(str(await office.run(request_export, role, asked)))


async def made(office: Office, files: AttachmentStore) -> None:
    """Everything that waits."""
    while await make_next(office.pool, office.services, files, office.matrix):
        pass


async def fetched(office: Office, role: str, id_: UUID) -> Row:
    """As the address answers; committed."""
    row: Row = await office.run(handed_out, role, id_)
    return row


async def opened(office: Office, files: AttachmentStore, id_: UUID) -> str:
    """What is in the file, as the recipient reads it."""
    key = await office.pool.fetchval("select storage_key from export where id = $1", id_)
    file = b"".join([piece async for piece in await files.open_stream(key)])
    found, plain = decrypt(file, OWN.private_bytes_raw())
    assert found == id_
    return plain.decode("utf-8-sig")


def rows(text: str) -> list[dict[str, str]]:
    """The cases in a file by their headings, without signs."""
    lines = list(csv.reader(io.StringIO(without_signs(text), newline="")))
    assert lines[0] == lines[-1]
    return [dict(zip(lines[1], line, strict=True)) for line in lines[2:-1]]


async def kept_closer(office: Office, case: UUID, secrecy: Secrecy) -> None:
    """The case is corrected to another class."""
    async with unit_of_work(office.pool, office.services) as uow:
        await correct_case(uow, office.viewer("operator"), CorrectCase(case_id=case, secrecy=secrecy, reason="更正"))
