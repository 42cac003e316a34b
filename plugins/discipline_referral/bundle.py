"""An evidence bundle: entries, and a manifest that holds the SHA-256 of each and is itself pinned by one root hash.

    {"entries": {path: value}, "manifest": {"about": …, "entries": [{"path", "sha256"}, …], "form": …}}

In its canonical form, of which there is one only. The root is the SHA-256 of the manifest; whoever knows the root can
tell of any byte of the bundle whether it is as it was sealed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from plugins.discipline_referral.canonical import canonical

FORM = "hotline-evidence/1"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle's bytes, its root (32 bytes) and how many entries it has."""

    document: bytes = field(repr=False)
    root: bytes
    entries: int


def make(about: Mapping[str, object], entries: Mapping[str, object]) -> Bundle:
    """The bundle of these entries; `about` says whose, when and by whom."""
    listed = [{"path": path, "sha256": _digest(value)} for path, value in sorted(entries.items())]
    manifest = {"about": about, "entries": listed, "form": FORM}
    document = canonical({"entries": entries, "manifest": manifest})
    return Bundle(document, root_of(manifest), len(entries))


def root_of(manifest: object) -> bytes:
    """The hash that pins a manifest, and through it every entry."""
    return sha256(canonical(manifest)).digest()


def differences(document: bytes, root: bytes, about: Mapping[str, object]) -> list[str]:
    """What in a bundle is not as it was sealed, each named: `entries/<path>`, `manifest`, `about/<field>`, `form`.

    Empty when nothing is. `root` and `about` are what is known of it from elsewhere.
    """
    try:
        found = orjson.loads(document)
        entries, manifest = _parts(found)
        named = [*_entries(entries, manifest), *_manifest(manifest, root, about)]
    except (ValueError, TypeError, KeyError):
        return ["document: not a bundle"]
    return named or ([] if canonical(found) == document else ["document: not in canonical form"])


def _parts(found: Any) -> tuple[Mapping[str, object], Mapping[str, Any]]:
    entries, manifest = found["entries"], found["manifest"]
    if set(found) != {"entries", "manifest"} or not isinstance(entries, dict) or not isinstance(manifest, dict):
        raise ValueError("a bundle has entries and a manifest")
    return entries, manifest


def _entries(entries: Mapping[str, object], manifest: Mapping[str, Any]) -> Iterator[str]:
    listed = {str(one["path"]): one["sha256"] for one in manifest["entries"]}
    for path in sorted(entries.keys() | listed.keys()):
        if path not in entries:
            yield f"entries/{path}: missing"
        elif path not in listed:
            yield f"entries/{path}: not listed"
        elif listed[path] != _digest(entries[path]):
            yield f"entries/{path}: altered"


def _manifest(manifest: Mapping[str, Any], root: bytes, about: Mapping[str, object]) -> Iterator[str]:
    if root_of(manifest) != root:
        yield "manifest: altered"
    told = manifest.get("about")
    for name, value in about.items():
        if not isinstance(told, dict) or told.get(name) != orjson.loads(canonical(value)):
            yield f"about/{name}: differs"


def _digest(value: object) -> str:
    return sha256(canonical(value)).hexdigest()


def size(document: bytes) -> int | None:
    """How many entries a document has; None if it is no bundle."""
    try:
        entries, _ = _parts(orjson.loads(document))
    except (ValueError, TypeError, KeyError):
        return None
    return len(entries)
