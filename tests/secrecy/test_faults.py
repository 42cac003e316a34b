"""S3 where something breaks: an exception at whatever depth tells no word, neither to the caller nor to the log.

The log is the one that a process sets up. Each fault has words in its text, its notes, its arguments or in what lies behind
it, and the variables around it hold them, too. No spans are made: when they are, they are to be listened to here.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import asyncpg
import pytest
import structlog

from schema.relay.ids import encode
from tests.secrecy.crawl import LONG
from tests.secrecy.test_canaries import Canary, heard, sing
from tests.support.office import Office
from tests.web.auth.site import PERSON, Site
from web import logs

ROOT = Path(__file__).parents[2]
CORRECT = """mutation($id: ID!, $word: String!) {
  correctCase(input: { caseId: $id, reason: $word, urgency: NORMAL }) { case { title } userErrors { code message } } }"""
TEXTS = "title content corrections { reason } reporter { name }"
PLANNED = f"query($id: ID!) {{ case(by: {{ id: $id }}) {{ {TEXTS} }} }}"
RESOLVED = f"query($id: ID!) {{ case(by: {{ id: $id }}) {{ allowedActions {{ allowed }} {TEXTS} }} }}"
"""A read by a plan, and one by graphql-core."""


def chained(word: str) -> Exception:
    error = ValueError(word)
    error.__cause__ = KeyError(word)
    error.add_note(word)
    return error


def row(word: str) -> Exception:
    """As the database tells it: with all of the row."""
    error = asyncpg.CheckViolationError(f"new row of {word} violates a check")
    error.detail = f"Failing row contains ({word})."  # type: ignore[attr-defined]
    return error


FAULTS: tuple[Callable[[str], Exception], ...] = (
    chained,
    row,
    lambda word: UnicodeEncodeError("ascii", word, 0, 1, word),
    lambda word: ExceptionGroup(word, [ValueError(word), row(word)]),
    lambda word: TypeError({"title": word}),
)
DEPTHS = (
    ("web.auth.authenticate.load_viewer", "d:city_lead"),
    ("web.http.graphql.graphql_request", PERSON),
    ("schema.cases.mutations.correct_case.correct_case", PERSON),
    ("core.cases.commands.correct_case.visible_case", PERSON),
    ("core.cases.check.bounded", PERSON),
    ("core.cases.commands.correct_case.write", PERSON),
    ("core.sealing.keychain.KeyChain.case_key", PERSON),
    ("core.db.uow.UnitOfWork.commit", PERSON),
    ("asyncpg.connection.Connection._do_execute", PERSON),
    ("schema.plan.values.open_ schema.data.loaders.open_", PERSON),
    ("web.http.graphql.executed", PERSON),
)
"""Where it breaks, from the door to the database and back, and who asks: of PERSON the account is known.

Two at once where one would stand in for the other."""


def struck(word: str, make: Callable[[str], Exception]) -> Callable[..., NoReturn]:
    def fails(*given: object, **named: object) -> NoReturn:
        held = [word, given, named]
        raise make(str(held[0]))

    return fails


def chosen() -> Iterator[tuple[str, str, Callable[[str], Exception]]]:
    """In the long form every fault at every depth, else one at each, in turn."""
    for number, (place, subject) in enumerate(DEPTHS):
        for fault in FAULTS if LONG else (FAULTS[number % len(FAULTS)],):
            yield place, subject, fault


@pytest.mark.usefixtures("logged")
async def test_a_fault_tells_its_number_and_no_word(
    office: Office, site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    canaries = await sing(office, 0)
    case = encode("case", await office.pool.fetchval("select id from case_file"))
    word = canaries[0].word
    await asked(site, PERSON, [(PLANNED, {"id": case})])
    every = [(CORRECT, {"id": case, "word": word}), (PLANNED, {"id": case}), (RESOLVED, {"id": case})]
    logs.configure("debug")
    capsys.readouterr()
    for place, subject, fault in chosen():
        with monkeypatch.context() as patched:
            for one in place.split():
                patched.setattr(one, struck(word, fault))
            answers = await asked(site, subject, every)
        said = capsys.readouterr()
        lines = [json.loads(line) for line in said.err.splitlines()]
        faults = {one["error_id"] for one in lines if "error_id" in one}
        assert said.out == ""
        assert faults, f"nothing broke at {place}"
        assert any(one in answer for one in faults for answer in answers), place
        assert not heard(f"{answers} {said.err}", canaries), place


async def asked(site: Site, subject: str, documents: list[tuple[str, dict[str, str]]]) -> list[str]:
    """The errors that each is answered."""
    headers = {"authorization": f"Bearer {site.demonstration(subject)}"}
    found = []
    async with site.client() as client:
        for document, variables in documents:
            body = {"query": document, "variables": variables}
            answer = (await client.post("/graphql", json=body, headers=headers)).json()
            found.append(json.dumps(answer.get("errors"), ensure_ascii=False))
    return found


def test_there_is_nothing_that_makes_spans() -> None:
    locked = (ROOT / "requirements" / "serve.txt").read_text("utf-8")
    sources = [file for package in ("core", "schema", "plugins", "web") for file in (ROOT / package).rglob("*.py")]

    assert "opentelemetry" not in locked
    assert [file.name for file in sources if "opentelemetry" in file.read_text("utf-8")] == []


@pytest.mark.usefixtures("logged")
def test_without_redaction_the_words_of_a_fault_would_be_heard(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logs, "redacted", structlog.processors.format_exc_info)
    logs.configure("debug")
    words = [Canary(f"金丝雀title{number:05}雀", "title", 2, dispatched=False) for number in range(len(FAULTS))]
    for one, fault in zip(words, FAULTS, strict=True):
        try:
            struck(one.word, fault)()
        except Exception:
            structlog.get_logger("hotline.x").exception("fault")

    assert heard(capsys.readouterr().err, words) == set(words)
