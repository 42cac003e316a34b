"""Which manifests are taken, and what each of the others is refused with."""

import json
from pathlib import Path

import pytest

from schema.gate.gate import Gate
from tests.web.http.example import example_schema
from web.documents.trusted import digest, read_trusted
from web.problems import Halt

HELLO = "query Hello {hello}"


def written(folder: Path, content: object) -> Path:
    file = folder / "manifest.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return file


def manifest(*operations: object) -> dict[str, object]:
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": list(operations)}


@pytest.mark.parametrize(
    "content",
    [
        {digest(HELLO): HELLO},
        {f"sha256:{digest(HELLO)}": HELLO},
        manifest({"id": digest(HELLO), "name": "Hello", "type": "query", "body": HELLO}),
    ],
    ids=["plain", "prefixed", "apollo"],
)
def test_both_forms_of_manifest_are_read(tmp_path: Path, content: object) -> None:
    trusted = read_trusted(written(tmp_path, content), only=False)

    assert trusted.text(digest(HELLO)) == trusted.text(f"sha256:{digest(HELLO)}") == HELLO
    assert trusted.text("0" * 64) is None
    assert trusted.holds(HELLO)
    assert not trusted.holds("{hello}")


def test_an_id_may_be_any_word(tmp_path: Path) -> None:
    assert read_trusted(written(tmp_path, {"hello-1": HELLO}), only=False).text("hello-1") == HELLO


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("{", "cannot be read: it is not JSON in UTF-8."),
        ([], "the file: it is no JSON object."),
        ({"a": 5}, "an entry: id and text must be strings."),
        ({"": HELLO}, "an entry: id and text must be strings."),
        ({"0" * 64: HELLO}, f"document {'0' * 64}: its id is not the SHA-256 of its text."),
        (manifest({"id": "a", "body": "{a}"}, {"id": "a", "body": "{b}"}), "document a: it is there twice"),
        (manifest(5), "operations: one is no object."),
        ({**manifest(), "version": 2}, "the manifest: it is not of version 1 with a list of operations."),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, content: object, cause: str) -> None:
    file = written(tmp_path, content)

    with pytest.raises(Halt) as halted:
        read_trusted(file, only=False)

    assert halted.value.cause.startswith(f"HOTLINE_TRUSTED_DOCUMENTS: {file}")
    assert cause in halted.value.cause


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Halt, match=r"nothing\.json cannot be read: No such file or directory"):
        read_trusted(tmp_path / "nothing.json", only=False)


def test_a_document_that_does_not_fit_the_schema_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, {"good": HELLO, "bad": "{nope}"})

    with pytest.raises(Halt) as halted:
        read_trusted(file, only=False).keep(Gate(example_schema()._schema), file)

    assert "document bad: The document does not fit the schema: Cannot query field 'nope'" in halted.value.cause
