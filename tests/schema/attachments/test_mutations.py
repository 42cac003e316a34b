"""Announcing and completing files through the schema."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from core.attachments.store import AttachmentStore, open_store
from core.codes.registry import load_codes
from schema.attachments.mutations.complete_attachment import CompleteAttachmentMutation
from schema.attachments.mutations.create_attachment_upload import CreateAttachmentUploadMutation
from schema.cases.mutations.register_case import RegisterCaseMutation
from schema.compose import build_schema
from schema.relay.ids import decode, encode
from schema.relay.node import NodeQueries
from tests.core.attachments.files import PNG, send
from tests.schema.conftest import Api
from tests.support.office import Office

ERRORS = "userErrors { code field }"
CREATE = f"""mutation($input: CreateAttachmentUploadInput!) {{ createAttachmentUpload(input: $input) {{
    attachmentId uploadUrl expiresAt {ERRORS} }} }}"""
COMPLETE = f"""mutation($input: CompleteAttachmentInput!) {{ completeAttachment(input: $input) {{
    attachmentId {ERRORS} }} }}"""
REGISTER = f"""mutation($input: RegisterCaseInput!) {{ registerCase(input: $input) {{
    case {{ attachments {{ id contentType size state }} }} {ERRORS} }} }}"""
MUTATIONS = (CreateAttachmentUploadMutation, CompleteAttachmentMutation, RegisterCaseMutation)


@pytest.fixture
async def desk(office: Office) -> Api:
    return Api(build_schema(queries=(NodeQueries,), mutations=MUTATIONS), office, await load_codes(office.read))


@pytest.fixture
def store(tmp_path: Path) -> AttachmentStore:
    return open_store(None, tmp_path)


async def create(desk: Api, role: str = "operator", **more: Any) -> dict[str, Any]:
    asked = {"kind": "IMAGE", "declaredType": "image/png", "size": len(PNG), **more}
    found: dict[str, Any] = (await desk.data(CREATE, role, input=asked))["createAttachmentUpload"]
    return found


async def complete(desk: Api, id_: str, role: str = "operator") -> dict[str, Any]:
    asked = {"attachmentId": id_, "sha256": hashlib.sha256(PNG).hexdigest(), "size": len(PNG)}
    found: dict[str, Any] = (await desk.data(COMPLETE, role, input=asked))["completeAttachment"]
    return found


async def test_a_file_is_announced_sent_completed_and_given_to_a_case(desk: Api, store: AttachmentStore) -> None:
    upload = await create(desk)
    assert (upload["userErrors"], upload["expiresAt"]) == ([], "2026-11-16T10:15:00.000+08:00")
    prefix, _, token = upload["uploadUrl"].rpartition("/")
    assert prefix == "/attachments"
    await send(desk.office, store, token, PNG)
    id_ = upload["attachmentId"]
    assert await complete(desk, id_) == {"attachmentId": id_, "userErrors": []}
    case = {"channel": "WEB", "kind": "COMPLAINT", "title": "x", "content": "x", "district": "370902"}
    done = (await desk.data(REGISTER, input={**case, "attachments": [id_]}))["registerCase"]
    assert done["case"]["attachments"] == [
        {"id": id_, "contentType": "image/png", "size": len(PNG), "state": "COMPLETE"}
    ]


async def test_a_service_needs_neither_key_nor_version(desk: Api) -> None:
    first, second = await create(desk, "intake_adapter"), await create(desk, "intake_adapter")
    assert first["attachmentId"] != second["attachmentId"]
    asked = decode(first["attachmentId"])
    assert asked is not None
    assert asked.code == "attachment"


@pytest.mark.parametrize(
    ("more", "role", "error"),
    [
        (
            {"declaredType": "text/html"},
            "operator",
            {"code": "CONTENT_TYPE_REFUSED", "field": ["input", "declaredType"]},
        ),
        ({"kind": "VOICE"}, "operator", {"code": "KIND_MISMATCH", "field": ["input", "kind"]}),
        ({"size": 0}, "operator", {"code": "ATTACHMENT_SIZE", "field": ["input", "size"]}),
        ({}, "auditor", {"code": "NOT_ALLOWED", "field": None}),
    ],
)
async def test_refusals_stand_in_user_errors(desk: Api, more: dict[str, Any], role: str, error: dict[str, Any]) -> None:
    assert await create(desk, role, **more) == {
        "attachmentId": None,
        "uploadUrl": None,
        "expiresAt": None,
        "userErrors": [error],
    }
    assert await desk.office.pool.fetchval("SELECT count(*) FROM attachment") == 0


async def test_what_has_not_arrived_is_not_complete(desk: Api) -> None:
    upload = await create(desk)
    error = {"code": "UPLOAD_MISSING", "field": ["input", "attachmentId"]}
    assert await complete(desk, upload["attachmentId"]) == {"attachmentId": None, "userErrors": [error]}


async def test_an_id_of_another_type_is_not_found(desk: Api) -> None:
    upload = await create(desk)
    asked = decode(upload["attachmentId"])
    assert asked is not None
    error = {"code": "NOT_FOUND", "field": ["input", "attachmentId"]}
    assert await complete(desk, encode("case", asked.key)) == {"attachmentId": None, "userErrors": [error]}
