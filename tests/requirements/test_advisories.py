"""Advisories in OSV's form against pins: what concerns them is found, what does not is not."""

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.requirements.advisories import GET, SOURCE, Finding, findings, main, pins

ROOT = Path(__file__).parents[2]


def advisory(
    *events: dict[str, str], name: str = "some.Package", versions: tuple[str, ...] = (), **more: Any
) -> dict[str, Any]:
    """One that names a package."""
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    package = {"name": name, "ecosystem": "PyPI"}
    return {"id": "PYSEC-1", "affected": [{"package": package, "ranges": ranges, "versions": list(versions)}], **more}


@pytest.mark.parametrize(
    ("given", "fixed"),
    [
        (advisory({"introduced": "0"}), None),
        (advisory({"introduced": "0"}, {"fixed": "2.10.0"}), "2.10"),
        (advisory({"introduced": "2.9"}, {"fixed": "3"}), "3"),
        (advisory({"introduced": "0"}, {"last_affected": "2.9"}), None),
        (advisory({"introduced": "0"}, {"fixed": "1"}, {"introduced": "2"}, {"fixed": "2.9.1"}), "2.9.1"),
        (advisory({"fixed": "3"}, {"introduced": "0"}), "3"),
        (advisory(versions=("2.9",)), None),
    ],
)
def test_what_concerns_a_pin_is_found(given: dict[str, Any], fixed: str | None) -> None:
    (found,) = findings({"some-package": "2.9"}, [given])
    assert (found.package, found.version, found.advisory) == ("some-package", "2.9", "PYSEC-1")
    assert fixed is None or found.fixed in {fixed, f"{fixed}.0"}


@pytest.mark.parametrize(
    "given",
    [
        advisory({"introduced": "0"}, {"fixed": "2.9"}),
        advisory({"introduced": "2.10"}),
        advisory({"introduced": "0"}, {"last_affected": "2.8.9"}),
        advisory({"introduced": "0"}, name="other"),
        advisory({"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"),
        advisory(versions=("2.8",)),
        advisory(),
        {"id": "GHSA-1", "affected": [{"package": {"name": "some-package", "ecosystem": "npm"}, "versions": ["2.9"]}]},
        {"id": "GHSA-2"},
    ],
)
def test_what_does_not_is_not(given: dict[str, Any]) -> None:
    assert list(findings({"some-package": "2.9"}, [given])) == []


def test_the_lock_files_are_read_whole() -> None:
    text = (ROOT / "requirements" / "serve.txt").read_text("utf-8")
    assert len(pins(text)) == sum(line[:1].isalnum() for line in text.splitlines())
    assert "cryptography" in pins(text)


def test_the_command_says_what_it_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    version = pins((ROOT / "requirements" / "serve.txt").read_text("utf-8"))["starlette"]
    export = tmp_path / "all.zip"
    with ZipFile(export, "w") as opened:
        opened.writestr("PYSEC-1.json", json.dumps(advisory({"introduced": "0"}, name="starlette")))
    assert main([str(export)]) == 1
    assert f"starlette {version}: PYSEC-1, no version without it" in capsys.readouterr().out

    with ZipFile(export, "w") as opened:
        opened.writestr("PYSEC-2.json", json.dumps(advisory({"introduced": "0"}, {"fixed": version}, name="starlette")))
    assert main([str(export)]) == 0
    assert capsys.readouterr().out.endswith(
        " packages held against 1 advisories, the newest of an unknown time: 0 findings\n"
    )


@pytest.mark.parametrize(
    "members",
    [
        None,
        {},
        {"x.txt": "no advisory"},
        {"x.json": "no JSON"},
        {"x.json": "[]"},
        {"x.json": '{"affected": [{"package": "x"}]}'},
        {"x.json": json.dumps(advisory({"introduced": "0"}) | {"id": None, "affected": None})},
        {"GO-1.json": '{"id": "GO-1", "affected": [{"package": {"name": "starlette", "ecosystem": "Go"}}]}'},
    ],
)
def test_what_is_no_export_for_pypi_is_no_good_news(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    members: dict[str, str] | None,
) -> None:
    monkeypatch.chdir(ROOT)
    export = tmp_path / "all.zip"
    if members is not None:
        with ZipFile(export, "w") as opened:
            for name, text in members.items():
                opened.writestr(name, text)
    assert main([str(export)]) == 2
    assert SOURCE in capsys.readouterr().out


def test_without_an_export_it_is_told_where_there_is_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main([]) == 2
    assert capsys.readouterr().out == f"{GET}\n"


def test_findings_are_told_once() -> None:
    twice = [advisory(versions=("2.9",)), advisory(versions=("2.9",))]
    assert set(findings({"some-package": "2.9"}, twice)) == {Finding("some-package", "2.9", "PYSEC-1", None)}
