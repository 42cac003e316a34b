import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import structlog
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Scope

from core.access.viewer import Viewer
from core.attachments.commands import complete_attachment
from core.attachments.content import LIMITS, ContentKind
from core.attachments.model import attachment
from core.attachments.store import AttachmentStore, open_store
from core.attachments.token import new_token
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase
from core.cases.states import Channel, Kind
from schema.relay.ids import encode
from tests.core.attachments.files import PNG, announce, completion, stored_files, stored_path
from tests.core.audit.desk import accesses
from tests.support.office import Office
from tests.web.http.answers import code
from tests.web.http.serving import serving
from web.attachments import Attachments
from web.auth.anonymous import anonymous
from web.http.codes import UNAUTHENTICATED
from web.http.headers import AnswerHeaders
from web.http.refusals import Refusal

TOO_MANY = LIMITS[ContentKind.IMAGE] + 1


@dataclass
class Site:
    """The route on a real database and store; `role` names who is signed in."""

    office: Office
    store: AttachmentStore
    directory: Path
    endpoint: Attachments
    app: ASGIApp
    client: httpx.AsyncClient

    async def put(self, token: str, content: bytes | AsyncIterator[bytes] = PNG) -> httpx.Response:
        return await self.client.put(f"/attachments/{token}", content=content)

    async def get(self, id_: str, role: str | None = "operator") -> httpx.Response:
        return await self.client.get(f"/attachments/{id_}", headers={"x-role": role} if role else {})

    async def states(self) -> list[str]:
        return [row["state"] for row in await self.office.read.fetch(select(attachment.c.state))]


@pytest.fixture
async def site(office: Office, tmp_path: Path) -> AsyncIterator[Site]:
    async def authenticate(request: Request) -> Viewer | Refusal:
        role = request.headers.get("x-role")
        if role == "bad token":
            return Refusal(UNAUTHENTICATED, 401)
        return office.viewer(role) if role else anonymous(office.matrix, office.clock.now())

    directory = tmp_path / "attachments"
    store = open_store(None, directory)
    endpoint = Attachments(
        office.pool, office.services, store, authenticate=authenticate, charge=lambda *_: None, patience=0.2
    )
    app = AnswerHeaders(Starlette(routes=[Route("/attachments/{token}", endpoint)]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
        yield Site(office, store, directory, endpoint, app, client)


async def _of_a_case(site: Site, content: bytes = PNG) -> UUID:
    upload = await announce(site.office)
    assert (await site.put(upload.token, content)).status_code == 201
    await site.office.run(complete_attachment, "operator", completion(upload.id, content))
    case = RegisterCase(
        channel=Channel.WEB, kind=Kind.REPORT, title="x", content="x", district="370902", attachments=(upload.id,)
    )
    await site.office.run(register_case, "operator", case)
    return upload.id


async def test_a_file_goes_up_once_and_comes_down_as_it_was(site: Site) -> None:
    id_ = await _of_a_case(site)
    answer = await site.get(encode("attachment", id_))
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-length"] == str(len(PNG))
    assert answer.headers["content-disposition"] == f'attachment; filename="{id_}.png"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "private, no-store"


LONG = PNG + b"370902199001011234" * 50_000


async def test_a_file_that_breaks_on_its_way_ends_as_no_whole_file(site: Site) -> None:
    id_ = await _of_a_case(site, LONG)
    path = stored_path(site.directory)
    stored, last = path.read_bytes(), 17 + 13 * (65_536 + 16)
    assert last < len(stored) < last + 65_536
    broken = {
        "altered": stored[:-1] + bytes([stored[-1] ^ 1]),
        "cut off": stored[:-1],
        "cut off between two chunks": stored[:last],
        "gone on with": stored + stored[last:],
    }
    with structlog.testing.capture_logs() as logs:
        async with serving(site.app) as url, httpx.AsyncClient(headers={"x-role": "operator"}) as client:
            for how, content in broken.items():
                path.write_bytes(content)
                got = bytearray()
                with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
                    await _taken(client, f"{url}/attachments/{encode('attachment', id_)}", got)
                assert (how, LONG.startswith(got), 0 < len(got) < len(LONG)) == (how, True, True)
    assert [(line["event"], line["attachment"]) for line in logs] == [("attachment does not open", str(id_))] * 4


async def _taken(client: httpx.AsyncClient, url: str, got: bytearray) -> None:
    async with client.stream("GET", url) as answer:
        assert (answer.status_code, answer.headers["content-length"]) == (200, str(len(LONG)))
        async for piece in answer.aiter_raw():
            got += piece


async def test_a_file_that_does_not_open_at_all_is_a_fault_of_ours(site: Site) -> None:
    id_ = await _of_a_case(site)
    path = stored_path(site.directory)
    path.write_bytes(path.read_bytes()[:-1])

    with structlog.testing.capture_logs():
        answer = await site.get(encode("attachment", id_))
    assert (answer.status_code, code(answer)) == (500, "INTERNAL_SERVER_ERROR")


async def test_a_file_lies_sealed_in_the_store(site: Site) -> None:
    id_ = await _of_a_case(site, LONG)
    assert b"370902199001011234" not in stored_path(site.directory).read_bytes()
    assert (await site.get(encode("attachment", id_))).content == LONG


async def test_whoever_takes_a_file_is_in_the_log(site: Site) -> None:
    id_ = await _of_a_case(site)
    assert (await site.get(encode("attachment", id_), "developer")).status_code == 404
    assert await accesses(site.office) == []

    await site.get(encode("attachment", id_))

    (entered,) = await accesses(site.office)
    assert (entered["act"], entered["actors"]) == ("DOWNLOAD", [str(site.office.viewer("operator").id)])
    assert entered["seen"] == {"attachment.content": [str(id_)]}
    assert entered["case_id"] == await site.office.pool.fetchval("select id from case_file")


async def test_the_sender_learns_what_arrived(site: Site) -> None:
    answer = await site.put((await announce(site.office)).token)
    assert answer.status_code == 201
    assert answer.json() == {"size": len(PNG), "sha256": hashlib.sha256(PNG).hexdigest()}


async def test_a_token_works_once(site: Site) -> None:
    upload = await announce(site.office)
    await site.put(upload.token)
    again = await site.put(upload.token)
    assert (again.status_code, code(again)) == (409, "UPLOAD_USED")


async def test_an_expired_token_is_gone(site: Site) -> None:
    upload = await announce(site.office)
    site.office.clock.set(upload.expires_at + timedelta(seconds=1))
    answer = await site.put(upload.token)
    assert (answer.status_code, code(answer)) == (410, "UPLOAD_EXPIRED")


async def test_an_unknown_token_is_not_found(site: Site) -> None:
    answer = await site.put(new_token((await announce(site.office)).id))
    assert (answer.status_code, code(answer)) == (404, "UPLOAD_NOT_FOUND")


async def _megabytes(sent: list[int], count: int) -> AsyncIterator[bytes]:
    for number in range(count):
        sent.append(number)
        yield bytes(1 << 20)


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_file_beyond_the_limit_is_refused_with_nothing_left(site: Site, chunked: bool) -> None:
    upload = await announce(site.office)
    answer = await site.put(upload.token, _megabytes([], 21) if chunked else bytes(TOO_MANY))
    assert (answer.status_code, code(answer)) == (413, "ATTACHMENT_TOO_LARGE")
    assert str(LIMITS[ContentKind.IMAGE]) in answer.text
    assert answer.headers["connection"] == "close"
    assert stored_files(site.directory) == []
    assert (await site.put(upload.token)).status_code == 201


async def test_a_sender_who_stalls_is_told(site: Site) -> None:
    upload = await announce(site.office)

    async def stalling() -> AsyncIterator[bytes]:
        yield PNG
        await asyncio.sleep(5)
        yield PNG

    answer = await site.put(upload.token, stalling())
    assert (answer.status_code, code(answer)) == (408, "UPLOAD_STALLED")
    assert stored_files(site.directory) == []


async def test_a_sender_who_leaves_leaves_nothing(site: Site) -> None:
    upload = await announce(site.office)
    messages: list[Message] = [
        {"type": "http.request", "body": PNG, "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "http", "method": "PUT", "path": "/", "headers": [], "path_params": {"token": upload.token},
    }  # fmt: skip
    await site.endpoint(scope, receive, send)
    assert sent == []
    assert (stored_files(site.directory), await site.states()) == ([], ["AWAITING_UPLOAD"])
    assert (await site.put(upload.token)).status_code == 201


async def _until(site: Site, *, claimed: bool) -> None:
    key = select(attachment.c.storage_key)
    while (await site.office.read.fetch_value(key) is not None) is not claimed:  # noqa: ASYNC110 - the database has no event for it
        await asyncio.sleep(0.01)


async def test_a_connection_that_breaks_in_the_middle_leaves_nothing(site: Site) -> None:
    upload = await announce(site.office)
    async with serving(site.app) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(url).port)
        head = f"PUT /attachments/{upload.token} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
        writer.write(head.encode() + PNG)
        await writer.drain()
        async with asyncio.timeout(5):
            await _until(site, claimed=True)
            writer.close()
            await _until(site, claimed=False)
        assert await reader.read() == b""
    assert (stored_files(site.directory), await site.states()) == ([], ["AWAITING_UPLOAD"])


async def test_many_senders_at_once_leave_one_file(site: Site) -> None:
    upload = await announce(site.office)
    answers = await asyncio.gather(*(site.put(upload.token, PNG + bytes([n])) for n in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert len(stored_files(site.directory)) == 1


@pytest.mark.parametrize(
    ("name", "role"),
    [
        (lambda id_: encode("attachment", id_), "legal_desk"),
        (lambda id_: encode("case", id_), "operator"),
        (str, "operator"),
        (lambda _: encode("attachment", UUID(int=1)), "operator"),
    ],
    ids=["not cleared for the case", "another type", "not a global id", "absent"],
)
async def test_absent_and_invisible_files_are_told_alike(site: Site, name: Callable[[UUID], str], role: str) -> None:
    answer = await site.get(name(await _of_a_case(site)), role)
    assert (answer.status_code, code(answer)) == (404, "NOT_FOUND")


@pytest.mark.parametrize("role", [None, "bad token"])
async def test_nobody_reads_without_signing_in(site: Site, role: str | None) -> None:
    answer = await site.get(encode("attachment", await _of_a_case(site)), role)
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH"])
async def test_other_methods_are_refused(site: Site, method: str) -> None:
    answer = await site.client.request(method, "/attachments/x")
    assert (answer.status_code, code(answer), answer.headers["allow"]) == (405, "METHOD_NOT_ALLOWED", "GET, PUT")


async def test_a_fault_is_masked_and_leaves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = await announce(site.office)

    async def broken(*_: object) -> None:
        raise OSError("/secret/place")

    with monkeypatch.context() as patched, structlog.testing.capture_logs():
        patched.setattr(site.store, "put", broken)
        answer = await site.put(upload.token)
    assert (answer.status_code, code(answer)) == (500, "INTERNAL_SERVER_ERROR")
    assert "/secret/place" not in answer.text
    assert (await site.put(upload.token)).status_code == 201


async def test_refusals_speak_the_caller_s_language(site: Site) -> None:
    answer = await site.client.put("/attachments/x", headers={"accept-language": "en"})
    assert answer.json()["errors"][0]["message"] == "There is no such upload address; create a new upload."
