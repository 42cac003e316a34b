"""What the pages for users say is so: examples run, commands, settings, limits and files exist."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer.main
from graphql import OperationType

from core.access.matrix import POLICY as SHIPPED
from core.access.matrix import load_matrix
from core.settings import Settings
from schema.gate.gate import Gate
from schema.gate.limits import Limits
from tests.schema.conftest import Api, api, schema  # noqa: F401 - the fixtures of the schema's own tests
from tests.schema.support.following import following, numbered
from tests.support.pages import ROOT, Example, examples, pages, shell, spans, text
from web.auth.anonymous import anonymous
from web.cli.main import application

README, OPERATIONS, API, POLICY = (
    ROOT / name for name in ("README.md", "docs/operations.md", "docs/api.md", "docs/policy.md")
)
PAGES = pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
STANDS_FOR = re.compile(r"[A-Z]+_ID|CASE_NO|ACCESS_CODE|CURSOR")
LATER = {"docs/proofs.md"}
"""Written by a command of the page's reader."""


def words(value: Any, known: dict[str, str]) -> Any:
    """The variables with every word in capitals replaced by what it stands for."""
    if isinstance(value, dict):
        return {name: words(one, known) for name, one in value.items()}
    if isinstance(value, list):
        return [words(one, known) for one in value]
    return known[value] if isinstance(value, str) and STANDS_FOR.fullmatch(value) else value


def remember(value: Any, known: dict[str, str], under: str = "") -> None:
    """Note `case { id }` as CASE_ID, `endCursor` as CURSOR, and so on; what was noted first stays."""
    named = {
        "id": f"{under.upper()}_ID",
        "caseNo": "CASE_NO",
        "accessCode": "ACCESS_CODE",
        "attachmentId": "ATTACHMENT_ID",
    }
    for name, one in value.items() if isinstance(value, dict) else ():
        if name == "endCursor":
            known["CURSOR"] = one
        elif name in named and isinstance(one, str):
            known.setdefault(named[name], one)
        else:
            for each in one if isinstance(one, list) else [one]:
                remember(each, known, name.removesuffix("s") if isinstance(one, list) else name)


def refusals(data: dict[str, Any] | None, errors: Any) -> list[str]:
    """The codes an operation was refused with, in payloads or beside the data."""
    told = [
        one["code"] for field in (data or {}).values() if isinstance(field, dict) for one in field.get("userErrors", ())
    ]
    return told + [(error.extensions or {})["code"] for error in errors or ()]


async def run(api: Api, example: Example, known: dict[str, str]) -> None:  # noqa: F811
    context = api.context("developer" if example.role == "nobody" else example.role)
    if example.role == "nobody":
        context = replace(context, viewer=anonymous(api.office.matrix, api.office.clock.now()))
    variables = words(example.variables, known)
    admitted = Gate(api.schema._schema).admit(example.document, None, variables, context.viewer)
    if admitted.kind is OperationType.SUBSCRIPTION:
        async with following(api, example.document, "", context=context, **variables) as stream:
            await stream.next()
        return
    result = await api.execute(example.document, context=context, **variables)
    assert refusals(result.data, result.errors) == ([example.refusal] if example.refusal else []), example.document
    remember(result.data, known)
    await numbered(api)


@PAGES
async def test_every_example_runs(api: Api, page: Path) -> None:  # noqa: F811
    known: dict[str, str] = {}
    for example in examples(page):
        await run(api, example, known)


async def test_the_query_to_paste_runs(api: Api) -> None:  # noqa: F811
    (body,) = re.findall(r"-d '(\{.*\})'", text(README))
    data = await api.data(json.loads(body)["query"])

    assert data["districts"]["edges"]


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command of the command line that does something."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands(typer.main.get_command(application())))


def named(line: str) -> tuple[tuple[str, ...], list[str]] | None:
    """The command a line calls, and its options; None for a line that calls another program."""
    called = re.search(r"(?:\.venv/bin/)?\bhotline ([a-z].*?)(?:[|)]|$)", line)
    if called is None or line.startswith(("make", "git", "cd ")):
        return None
    given = [word.strip("[]…,") for word in called[1].split()]
    path = next((tuple(given[:size]) for size in (2, 1) if tuple(given[:size]) in COMMANDS), tuple(given[:2]))
    return path, [word for word in given if word.startswith("--")]


@PAGES
def test_every_command_and_option_exists(page: Path) -> None:
    for line in shell(page):
        if called := named(line):
            path, options = called
            assert path in COMMANDS, line
            known = {name for parameter in COMMANDS[path].params for name in parameter.opts} | {"--help"}
            assert set(options) <= known, line


def test_the_readme_names_every_command() -> None:
    assert {path for line in spans(README) if (called := named(f"hotline {line}")) for path in [called[0]]} >= set(
        COMMANDS
    )


@PAGES
def test_every_make_target_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    asked = {word[1] for line in shell(page) if len(word := shlex.split(line)) > 1 and word[0] == "make"}

    assert {target for target in asked if "=" not in target} <= targets


@PAGES
def test_every_file_it_names_exists(page: Path) -> None:
    paths = {
        span
        for span in spans(page)
        if re.fullmatch(r"(core|schema|web|plugins|tests|docs|migrations|requirements)/[\w./-]+", span)
    }
    linked = {link.split("#")[0] for link in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", text(page))}

    assert {path for path in paths - LATER if not (ROOT / path).exists()} == set()
    assert {link for link in linked if not (page.parent / link).exists()} == set()


def rows(page: Path, first: str) -> dict[str, tuple[str, ...]]:
    """The rows of the table of `page` whose head begins with `first`, by their first cell."""
    table = text(page).split(f"\n| {first} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    cells = [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in table]
    return {row[0].strip("`"): row[1:] for row in cells}


def test_the_settings_are_those_of_the_process() -> None:
    told = {name: default.strip("`") for name, (default, *_) in rows(OPERATIONS, "Variable").items()}
    fields = Settings.model_fields

    assert told == {f"HOTLINE_{name.upper()}": str(field.default or "") for name, field in fields.items()}


def test_the_limits_are_those_of_the_gate() -> None:
    told = {name: int(limit.replace(",", "")) for name, (limit, *_) in rows(API, "Limit").items()}

    assert told == {name: getattr(Limits(), name) for name in told}
    assert set(told) >= {"source", "tokens", "fields", "aliases", "depth", "cost", "errors"}


@PAGES
def test_every_variable_it_names_exists(page: Path) -> None:
    known = {f"HOTLINE_{name.upper()}" for name in Settings.model_fields} | {"HOTLINE_TEST_POSTGRES_BIN"}

    assert set(re.findall(r"HOTLINE_[A-Z_]+", text(page))) <= known


def test_the_lines_of_policy_it_shows_can_stand_in_a_policy(tmp_path: Path) -> None:
    shown = set(re.findall(r"^    ([gp], .*)$", text(POLICY), re.M))
    own = tmp_path / "policy.csv"
    own.write_text("\n".join({*SHIPPED.read_text("utf-8").splitlines()} | shown), "utf-8")

    assert load_matrix(own).cell("unit_handler", "makeCommitment") is None


def test_taking_the_line_out_that_it_says_takes_the_operation_away(tmp_path: Path) -> None:
    (line,) = re.findall(r"^    (p, r:dispatcher, approveReturn.*)$", text(POLICY), re.M)
    own = tmp_path / "policy.csv"
    own.write_text(SHIPPED.read_text("utf-8").replace(f"{line}\n", ""), "utf-8")

    assert load_matrix(SHIPPED).cell("dispatcher", "approveReturn")
    assert load_matrix(own).cell("dispatcher", "approveReturn") is None
