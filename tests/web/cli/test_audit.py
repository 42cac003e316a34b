"""`hotline audit`, from its arguments to its exit code."""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from core.audit.reveal import ReporterField, Reveal, reveal
from core.audit.sign import sign_head
from core.events.sequence import step
from core.sealing.provider import LocalKeyProvider
from tests.core.audit.desk import register
from tests.support.office import ROOT_KEY, Office, open_office
from web.audit import head_signer, sinks
from web.cli import audit
from web.cli.opening import settings
from web.problems import Halt


@pytest.fixture
def environment(own_office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    """An office's database and root key as those every command uses."""
    (tmp_path / "root.key").write_text(b64encode(ROOT_KEY).decode())
    (tmp_path / "root.key").chmod(0o600)
    (tmp_path / "plugins.toml").write_text("api = 1\n")
    monkeypatch.setenv("HOTLINE_PLUGINS_TOML", str(tmp_path / "plugins.toml"))
    monkeypatch.setenv("HOTLINE_DATABASE_URL", own_office.dsn)
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))
    monkeypatch.setenv("HOTLINE_ROOT_KEY_FILE", str(tmp_path / "root.key"))
    return own_office


def run(*arguments: str) -> Result:
    app = typer.Typer()
    audit.register(app)
    return CliRunner().invoke(app, ["audit", *arguments])


def on(dsn: str, work: Callable[[Office], Awaitable[Any]]) -> Any:
    async def working() -> Any:
        async with open_office(dsn) as office:
            return await work(office)

    return asyncio.run(working())


async def a_reveal(office: Office) -> tuple[str, str]:
    """Of a case's telephone number, signed; the case's number and the event's id."""
    case_id = await register(office)
    await office.run(reveal, "operator", Reveal(case_id, ReporterField.PHONE, "CONTACT"))
    while await step(office.pool):
        pass
    read = settings()
    head = await sign_head(office.pool, office.services, head_signer(read, LocalKeyProvider(ROOT_KEY)))
    assert head is not None
    for sink in sinks(read).values():
        await sink.take(head)
    number = await office.pool.fetchval("select case_no from case_file")
    return number, str(await office.pool.fetchval("select id from access_event"))


def test_a_sound_log_is_sound_and_one_that_was_rewound_is_not(environment: Office, tmp_path: Path) -> None:
    on(environment.dsn, a_reveal)
    anchors = str(tmp_path / "heads")

    assert run("verify").exit_code == 0
    sound = run("verify", "--anchors", anchors)
    assert (sound.exit_code, sound.stdout) == (0, "The log is sound, and the one of 1 signed heads.\n")

    async def rewind(office: Office) -> None:
        await office.pool.execute(
            "delete from event_log; update sequencer set last_pos = 0, chain = ''; delete from signed_head"
        )

    on(environment.dsn, rewind)
    assert run("verify").exit_code == 0
    found = run("verify", "--anchors", anchors)
    assert (found.exit_code, found.stdout) == (1, "position 1: the log is shorter than it was\n")


def test_a_proof_is_written_and_added_up_elsewhere(environment: Office, tmp_path: Path) -> None:
    _, event = on(environment.dsn, a_reveal)
    key, file = run("key").stdout.strip(), tmp_path / "proof.json"

    assert run("prove", event, "--to", str(file)).exit_code == 0
    added = run("check-proof", str(file), "--key", key)
    assert added.exit_code == 0
    assert added.stdout.startswith("Proved: it stood in the log of ")

    file.write_text(file.read_text().replace("CONTACT", "CALL_UP"))
    refused = run("check-proof", str(file), "--key", key)
    assert isinstance(refused.exception, Halt)
    assert "does not add up" in str(refused.exception)


def test_who_saw_a_case_is_told_with_who_could_have(environment: Office) -> None:
    number, _ = on(environment.dsn, a_reveal)

    told = run("who-saw", number, "--field", "reporter.phone", "--could").stdout.splitlines()

    assert told[0].split("\t")[1:] == ["REVEAL", "d:operator", told[0].split("\t")[3], "reporter.phone", "CONTACT"]
    assert {line.split("\t")[3] for line in told[1:]} == {"operator", "callback_officer", "city_lead"}
    assert run("who-saw", number, "--field", "reporter.name").stdout == ""


def test_what_is_not_there_is_told_in_one_message(environment: Office, tmp_path: Path) -> None:
    assert "There is no case" in str(run("who-saw", "TA1").exception)
    assert "cannot be read" in str(run("verify", "--anchors", str(tmp_path / "none")).exception)
