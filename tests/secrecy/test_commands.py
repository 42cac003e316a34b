"""S3 on the command line: whatever a command prints, logs and writes is looked through for words of cases.

commands.csv has a line for every command, those of plug-ins included, and says why it may or may not tell which words. A
command without a line fails here, and so does one that tells a word which its line does not name.
"""

import asyncio
import csv
import io
import json
import sys
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import WithdrawCase
from core.exports.mark import without_signs
from core.replay.source import COLUMNS
from core.retention.hold import LiftLegalHold, lift_legal_hold
from core.sealing.provider import LocalKeyProvider
from core.settings import Settings
from tests.core.exports.desk import OWN, asks, made, registered, requested, store
from tests.schema.test_mapped import commands
from tests.secrecy.crawl import LONG
from tests.secrecy.test_canaries import Canary, heard, sing
from tests.support.office import ROOT_KEY, Office, open_office
from tests.support.plugged import config_text, in_tree
from tests.web.auth.tokens import KEY
from tests.web.cli.inside import set_up
from tests.web.cli.test_audit import a_reveal
from web import host
from web.audit import head_signer
from web.cli.main import application, main
from web.cli.opening import settings
from web.plugins import plugins_of

ROOT = Path(__file__).parents[2]
FAULT = "a fault of ours"
SECRET = (0, 3, 4, 5)
"""Of the secret cases one is dispatched, one a discipline referral's, and two have ended, one of them long ago."""
ORDINARY = Canary("金丝雀title00090雀", "title", 0, dispatched=False)
PASSWORD = "金丝雀Password00091雀"
OTHERS = (PASSWORD, "张三丰", "13853812345", "370902199001011234")
"""What is told to commands, and what the reporters of ordinary cases are."""


@dataclass(frozen=True)
class Line:
    """A line of the table; `tells` are the fields whose words the command may tell, of cases that are no secret."""

    command: str
    when: str
    given: str
    ends: str
    tells: frozenset[str]
    why: str


def lines() -> list[Line]:
    text = Path(__file__).with_name("commands.csv").read_text("utf-8")
    return [Line(**{**row, "tells": frozenset(row["tells"].split())}) for row in csv.DictReader(text.splitlines())]


LINES = lines()


@pytest.fixture(autouse=True)
def process(logged: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """This one stays as it is, whatever `main` installs for its own."""
    monkeypatch.setattr("web.cli.main.install", lambda: None)
    monkeypatch.setattr("web.cli.main.signal.signal", lambda *_: None)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)


def test_every_command_has_its_line_and_every_line_a_reason() -> None:
    plugins = plugins_of(Settings.model_validate({"plugins_toml": ROOT / "plugins.toml"}))
    own = set(commands(typer.main.get_command(application())))
    theirs = {f"{one.name} {command.name}" for one, several in plugins.each("cli_commands") for command in several}

    assert {one.command for one in LINES} == own | theirs
    assert all(one.why for one in LINES)
    for one in LINES:
        if one.when == "never":
            assert (ROOT / one.why.partition(":")[0]).is_file(), f"{one.command}: name the test that listens to it"


@dataclass(frozen=True)
class Stage:
    """A database with cases of every kind, the words in them, and what is given to commands by its name in the table."""

    secret: list[Canary]
    given: Mapping[str, object]
    written: tuple[Path, ...]
    """Where commands write."""
    done: Path


async def cases(office: Office) -> tuple[list[Canary], dict[str, object]]:
    """Cases of every kind; their numbers, and the id of an event whose head is signed."""
    number, event = await a_reveal(office)
    await registered(office, title=ORDINARY.word)
    canaries = [canary for one in SECRET for canary in await sing(office, one)]
    rows = await office.pool.fetch("select id, case_no from case_file where secrecy > 1 order by registered_at, id")
    secret, due, ended = rows[0], rows[-2], rows[-1]
    for row in (due, ended):
        await office.run(withdraw_case, "operator", WithdrawCase(case_id=row["id"], reason=canaries[0].word))
    await office.run(lift_legal_hold, "city_lead", LiftLegalHold(case_id=due["id"]))
    await office.pool.execute("update case_file set closed_at = now() - interval '9 years' where id = $1", due["id"])
    named = {"ordinary_no": number, "event": event, "secret_no": secret["case_no"], "ended_no": ended["case_no"]}
    return canaries, {**named, "secret_id": secret["id"], "word": canaries[0].word}


async def export(office: Office, folder: Path) -> bytes:
    """A file that the city's lead may open."""
    files = store(folder / "var")
    id_ = await requested(office, "city_lead", asks())
    await made(office, files)
    key = await office.pool.fetchval("select storage_key from export where id = $1", id_)
    return b"".join([piece async for piece in await files.open_stream(key)])


def inputs(folder: Path, named: Mapping[str, object], file: bytes) -> dict[str, object]:
    """What people have when they run commands, full of words of cases."""
    word = named["word"]
    row = f"L-2,{word},{word},{word},,,"
    texts = {
        "document": f'query($no: String!) {{ case(by: {{ caseNo: $no }}) {{ id }} search(text: "{word}") {{ id }} }}',
        "leaked": f"{word}\n{named['secret_no']}",
        "messages": f"{','.join(COLUMNS)}\nL-1,{word},2019-10-14 10:00:00,{word},,,\n{word}，续行,{word}\n{row}\n",
        "jwks": json.dumps({"keys": [KEY.as_dict(private=False)]}),
        "private": b64encode(OWN.private_bytes_raw()).decode(),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "file").write_bytes(file)
    return {name: folder / name for name in (*texts, "file")}


@pytest.fixture
def stage(own_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    """With a root key that replaces the one by which the cases were sealed."""
    given, out, done = (tmp_path / name for name in ("given", "out", "done"))
    for one in (given, out, done):
        one.mkdir()

    async def making() -> tuple[list[Canary], dict[str, object]]:
        async with open_office(own_database) as office:
            set_up(office, monkeypatch, tmp_path)
            canaries, named = await cases(office)
            return canaries, named | inputs(given, named, await export(office, tmp_path))

    canaries, named = asyncio.run(making())
    (tmp_path / "new.key").write_text(b64encode(bytes(32)).decode())
    (tmp_path / "new.key").chmod(0o600)
    monkeypatch.setenv("HOTLINE_ROOT_KEY_FILE", str(tmp_path / "new.key"))
    monkeypatch.setenv("HOTLINE_ROOT_KEY_OLD_FILE", str(tmp_path / "root.key"))
    key = head_signer(settings(), LocalKeyProvider(ROOT_KEY)).key
    if LONG:
        (tmp_path / "plugins.toml").write_text(config_text(in_tree()))
    else:
        monkeypatch.setattr(host, "upgrade", nothing)
        monkeypatch.setattr(host, "load_all", nothing)
    places = {"out": out, "var": tmp_path, "proof": done / "proof.json", "key": key}
    variables = json.dumps({"no": named["word"]}, ensure_ascii=False)
    written = (out, tmp_path / "imports")
    return Stage(canaries, {**named, **places, "variables": variables}, written, done)


async def nothing(*_: object, **__: object) -> None:
    """The tables are there, and seeded."""


def test_no_command_tells_a_word_that_its_line_does_not_name(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    telling = set()
    for line in LINES:
        if line.when in ("always", "long" if LONG else ""):
            ended = run(line, stage.given, monkeypatch)
            said = capsys.readouterr()
            told = f"{said.out}{said.err}{written(stage.written, stage.done)}"
            assert str(ended) == line.ends, (line, said)
            assert FAULT not in said.err, (line, said)
            assert not heard(told, stage.secret), line
            assert {one.field for one in heard(told, [ORDINARY])} <= line.tells, line
            assert [word for word in OTHERS if word in told] == [], line
            telling |= {line.command} if heard(told, [ORDINARY]) else set()
    assert telling >= {"export open"}, "what is told is heard"


def run(line: Line, given: Mapping[str, object], monkeypatch: pytest.MonkeyPatch) -> object:
    """Run it as people do; the exit code."""
    words = [word.format_map(given) for word in line.given.split()]
    monkeypatch.setattr(sys, "argv", ["hotline", *line.command.split(), *words])
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code or 0


def written(places: tuple[Path, ...], done: Path) -> str:
    """What the command has written, which is then laid aside."""
    files = [file for place in places for file in sorted(place.rglob("*")) if file.is_file()]
    texts = [file.read_text("utf-8", "replace") for file in files]
    for file in files:
        file.replace(done / file.name)
    return without_signs("".join(texts))
