"""`GET /exports/<id>`: the file for its requester alone, and the log has it first."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from core.access.viewer import Viewer
from core.attachments.store import AttachmentStore
from core.exports.envelope import decrypt
from core.ids import new_id
from schema.relay.ids import encode
from tests.core.audit.desk import accesses
from tests.core.exports.desk import OWN, asks, made, registered, requested, store
from tests.support.office import Office
from tests.web.http.answers import code
from web.auth.anonymous import anonymous
from web.exports import Exports
from web.http.codes import UNAUTHENTICATED
from web.http.headers import AnswerHeaders
from web.http.refusals import Refusal


@dataclass
class Site:
    """The route on a real database and store."""

    office: Office
    files: AttachmentStore
    client: httpx.AsyncClient

    async def get(self, id_: str, role: str | None = "city_lead", **more: str) -> httpx.Response:
        return await self.client.get(f"/exports/{id_}", headers={**({"x-role": role} if role else {}), **more})


@pytest.fixture
async def site(office: Office, tmp_path: Path) -> AsyncIterator[Site]:
    async def authenticate(request: Request) -> Viewer | Refusal:
        role = request.headers.get("x-role")
        if role == "bad token":
            return Refusal(UNAUTHENTICATED, 401)
        weak = request.headers.get("x-weak")
        if role:
            return replace(office.viewer(role), session=None) if weak else office.viewer(role)
        return anonymous(office.matrix, office.clock.now())

    files = store(tmp_path)
    endpoint = Exports(office.pool, office.services, files, authenticate=authenticate, charge=lambda *_: None)
    app = AnswerHeaders(Starlette(routes=[Route("/exports/{id}", endpoint)]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
        yield Site(office, files, client)


async def _requested(site: Site) -> UUID:
    await registered(site.office)
    return await requested(site.office, "city_lead", asks())


async def test_the_requester_gets_a_file_that_only_they_can_open(site: Site) -> None:
    id_ = await _requested(site)
    await made(site.office, site.files)

    answer = await site.get(encode("export", id_))

    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{id_}.hotline-export"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "路灯".encode() not in answer.content
    found, plain = decrypt(answer.content, OWN.private_bytes_raw())
    assert found == id_
    assert "路" in plain.decode()
    assert {row["act"] for row in await accesses(site.office)} == {"EXPORT"}


async def test_it_is_in_the_log_before_a_byte_is_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = await _requested(site)
    await made(site.office, site.files)
    before: list[int] = []
    opening = site.files.open_stream

    async def watched(key: str) -> object:
        before.append(len(await accesses(site.office)))
        return await opening(key)

    monkeypatch.setattr(site.files, "open_stream", watched)
    assert (await site.get(encode("export", id_))).status_code == 200
    assert before == [4]


async def test_nobody_else_is_told_that_it_is_there(site: Site) -> None:
    id_ = encode("export", await _requested(site))
    for role in ("auditor", "operator"):
        answer = await site.get(id_, role)
        assert (answer.status_code, code(answer)) == (404, "NOT_FOUND")
    for absent in (encode("export", new_id()), encode("case", new_id()), "x"):
        answer = await site.get(absent)
        assert (answer.status_code, code(answer)) == (404, "NOT_FOUND")
    assert [(await site.get(id_, role)).status_code for role in (None, "bad token")] == [401, 401]


async def test_it_is_told_when_it_is_not_ready_and_when_it_is_gone(site: Site) -> None:
    id_ = encode("export", await _requested(site))
    waiting = await site.get(id_)
    assert (waiting.status_code, code(waiting)) == (409, "EXPORT_NOT_READY")
    await made(site.office, site.files)
    site.office.clock.set(site.office.clock.now() + timedelta(days=1))
    gone = await site.get(id_)
    assert (gone.status_code, code(gone)) == (410, "EXPORT_GONE")


async def test_whoever_signed_in_weakly_is_told_how_to_sign_in_and_gets_no_byte(site: Site) -> None:
    id_ = await _requested(site)
    await made(site.office, site.files)

    answer = await site.get(encode("export", id_), **{"x-weak": "yes"})

    assert (answer.status_code, code(answer)) == (401, "STEP_UP_REQUIRED")
    told = 'Bearer error="insufficient_user_authentication", max_age="600"'
    assert answer.headers["www-authenticate"] == told
    assert await accesses(site.office) == []
