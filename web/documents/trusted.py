"""The trusted documents: what the builds of the front ends wrote down, read once at the start."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from graphql import GraphQLError

from schema.faults import text
from schema.gate.gate import Gate
from schema.gate.prepared import DocumentRefused
from web.problems import Halt

SETTING = "HOTLINE_TRUSTED_DOCUMENTS"
_APOLLO = "apollo-persisted-query-manifest"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PREFIX = "sha256:"


@dataclass(frozen=True, slots=True)
class TrustedDocuments:
    """Texts by id. With `only`, nothing else is run, except for developers."""

    texts: Mapping[str, str] = field(default_factory=dict)
    only: bool = False

    def text(self, id_: str) -> str | None:
        """The text of an id, with or without the prefix `sha256:`."""
        return self.texts.get(id_.removeprefix(_PREFIX))

    def holds(self, source: str) -> bool:
        """Whether this very text is one of them."""
        return self.texts.get(digest(source)) == source or source in self.texts.values()

    def keep(self, gate: Gate, file: Path) -> None:
        """Have `gate` prepare them all for good. Raises Halt naming the first that is not valid here."""
        for id_, source in self.texts.items():
            try:
                gate.keep(source)
            except DocumentRefused as refused:
                raise _halt(file, f"document {id_}", _told(refused.errors[0])) from None


def digest(source: str) -> str:
    """The SHA-256 by which clients name a text."""
    return sha256(source.encode()).hexdigest()


def read_trusted(file: Path, *, only: bool) -> TrustedDocuments:
    """A manifest of Apollo's tools, or a plain object of texts by id. Raises Halt naming the file, place and mend."""
    try:
        given = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        told = error.strerror if isinstance(error, OSError) else "it is not JSON in UTF-8"
        raise Halt(f"{SETTING}: {file} cannot be read: {told}.", "Name a manifest of documents.") from None
    if not isinstance(given, dict):
        raise _halt(file, "the file", "it is no JSON object")
    pairs = _operations(given, file) if given.get("format") == _APOLLO else list(given.items())
    texts: dict[str, str] = {}
    for id_, source in pairs:
        texts[_checked(id_, source, texts, file)] = source
    return TrustedDocuments(texts, only)


def _operations(given: Mapping[str, Any], file: Path) -> list[tuple[Any, Any]]:
    listed = given.get("operations")
    if given.get("version") != 1 or not isinstance(listed, list):
        raise _halt(file, "the manifest", "it is not of version 1 with a list of operations")
    if not all(isinstance(one, dict) for one in listed):
        raise _halt(file, "operations", "one is no object")
    return [(one.get("id"), one.get("body")) for one in listed]


def _checked(id_: Any, source: Any, known: Mapping[str, str], file: Path) -> str:
    if not isinstance(id_, str) or not id_ or not isinstance(source, str):
        raise _halt(file, "an entry", "id and text must be strings")
    bare = id_.removeprefix(_PREFIX)
    if _DIGEST.fullmatch(bare) and digest(source) != bare:
        raise _halt(file, f"document {id_}", "its id is not the SHA-256 of its text")
    if known.get(bare, source) != source:
        raise _halt(file, f"document {id_}", "it is there twice with different texts")
    return bare


def _told(error: GraphQLError) -> str:
    return text(error, "en").rstrip(".")


def _halt(file: Path, place: str, problem: str) -> Halt:
    return Halt(f"{SETTING}: {file}: {place}: {problem}.", "Build the manifest anew for this schema.")
