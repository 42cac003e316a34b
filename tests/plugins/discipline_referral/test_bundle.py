"""Whoever changes a byte or a field of a bundle is found out."""

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from plugins.discipline_referral.bundle import Bundle, differences, make, root_of, size
from plugins.discipline_referral.canonical import canonical

TAMPERINGS = 10_000 if os.environ.get("HOTLINE_TEST_LONG") else 200
ABOUT = {"bundle": UUID(int=1), "referral": UUID(int=2), "collectedAt": datetime(2026, 11, 16, tzinfo=UTC)}
ENTRIES = {
    "case": {"case_no": "TA202611160000017", "bounces": 3},
    "feedback/1": {"actions_taken": "已现场核实，并更换控制器。", "resolved": True},
    "timeline/000001-000": {"type": "registerCase", "body": {}, "actor": "system"},
    "attachments/1": {"sha256": "00" * 32, "size": 1024},
}


@pytest.fixture
def bundle() -> Bundle:
    return make(ABOUT, ENTRIES)


def test_what_was_sealed_does_not_differ(bundle: Bundle) -> None:
    assert differences(bundle.document, bundle.root, ABOUT) == []
    assert bundle.entries == size(bundle.document) == len(ENTRIES)


def test_the_same_evidence_has_the_same_root(bundle: Bundle) -> None:
    assert make(ABOUT, dict(reversed(ENTRIES.items()))) == bundle


@pytest.mark.parametrize("seed", range(4))
def test_every_change_of_a_byte_is_found(bundle: Bundle, seed: int) -> None:
    rnd = random.Random(seed)
    missed = [
        (at, byte)
        for at, byte in ((rnd.randrange(len(bundle.document)), rnd.randrange(1, 256)) for _ in range(TAMPERINGS // 4))
        if not differences(_flipped(bundle.document, at, byte), bundle.root, ABOUT)
    ]

    assert missed == []


def _flipped(document: bytes, at: int, byte: int) -> bytes:
    return document[:at] + bytes((document[at] ^ byte,)) + document[at + 1 :]


CHANGES: list[tuple[str, Callable[[Any], object], list[str]]] = [
    ("a value", lambda d: d["entries"]["case"].update(bounces=0), ["entries/case: altered"]),
    ("an added field", lambda d: d["entries"]["case"].update(more=1), ["entries/case: altered"]),
    ("a missing entry", lambda d: d["entries"].pop("case"), ["entries/case: missing"]),
    ("a further entry", lambda d: d["entries"].update(other={}), ["entries/other: not listed"]),
    ("an entry taken off the list too", lambda d: (d["entries"].pop("case"), d["manifest"]["entries"].pop(1)),
     ["manifest: altered"]),
    ("who collected it", lambda d: d["manifest"]["about"].update(referral=str(UUID(int=3))),
     ["manifest: altered", "about/referral: differs"]),
    ("no manifest", lambda d: d.pop("manifest"), ["document: not a bundle"]),
    ("something beside", lambda d: d.update(more=1), ["document: not a bundle"]),
    ("a list that is none", lambda d: d["manifest"].update(entries=7), ["document: not a bundle"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "named"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_what_differs_is_named(bundle: Bundle, change: Callable[[Any], object], named: list[str]) -> None:
    document = orjson.loads(bundle.document)

    change(document)

    assert differences(canonical(document), bundle.root, ABOUT) == named


def test_an_entry_and_its_hash_changed_together_are_found_by_the_root(bundle: Bundle) -> None:
    forged = make(ABOUT, {**ENTRIES, "case": {"case_no": "TA202611160000017", "bounces": 0}})

    assert differences(forged.document, bundle.root, ABOUT) == ["manifest: altered"]
    assert differences(forged.document, root_of(orjson.loads(forged.document)["manifest"]), ABOUT) == []


def test_another_spelling_is_found(bundle: Bundle) -> None:
    spaced = orjson.dumps(orjson.loads(bundle.document), option=orjson.OPT_INDENT_2)

    assert differences(spaced, bundle.root, ABOUT) == ["document: not in canonical form"]


@pytest.mark.parametrize("document", [b"", b"null", b"[]", b"{", b'{"entries":{},"manifest":{}}'])
def test_what_is_no_bundle_is_said_to_be_none(document: bytes, bundle: Bundle) -> None:
    assert differences(document, bundle.root, ABOUT) == ["document: not a bundle"]
