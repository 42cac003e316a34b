"""What the pages for users contain, so that tests can do what they say.

An example is a `graphql` block; a `json` block right behind it holds its variables. Its first line says as whom it is
sent and how it ends: `# operator`, `# operator: STALE_VERSION` (refused with that code), `# nobody` (without a token).
A word in capitals in the variables, like CASE_ID, is what an earlier example of the same page answered.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
GENERATED = {"errors.md", "proofs.md"}

_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
_WHO = re.compile(r"# (\w+)(?:: (\w+))?\n")


@dataclass(frozen=True, slots=True)
class Example:
    """An operation as a page shows it."""

    document: str
    variables: dict[str, Any]
    role: str
    refusal: str | None


def pages() -> list[Path]:
    """Everything written for users, except what is generated."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [page for page in found if page.name not in GENERATED]


@cache
def text(page: Path) -> str:
    """The page."""
    return page.read_text("utf-8")


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and content of every fenced block."""
    return [(found[2], found[3]) for found in _BLOCK.finditer(text(page))]


def examples(page: Path) -> Iterator[Example]:
    """The operations of a page, in order."""
    found = blocks(page)
    for (kind, document), (next_kind, after) in pairwise([*found, ("", "")]):
        if kind == "graphql":
            told = _WHO.match(document)
            assert told, f"{page.name}: say in the first line as whom it is sent:\n{document}"
            yield Example(document, json.loads(after) if next_kind == "json" else {}, told[1], told[2])


def spans(page: Path) -> set[str]:
    """What stands in backticks within the text."""
    return set(re.findall(r"`([^`\n]+)`", _BLOCK.sub("", text(page))))


def shell(page: Path) -> list[str]:
    """The command lines: those of `sh` blocks without comments, and those in backticks; continued lines joined."""
    lines = [
        line.split("  #")[0].strip()
        for kind, block in blocks(page)
        if kind == "sh"
        for line in block.replace("\\\n", " ").splitlines()
    ]
    return [line for line in (*lines, *sorted(spans(page))) if line]
