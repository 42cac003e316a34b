"""`make audit OSV=all.zip`: which pinned packages have known vulnerabilities, by OSV's own export for PyPI, without a network.

The export is a zip of one JSON file for each advisory. What is withdrawn does not count. One that names no package of PyPI is
refused: it would find nothing, and be taken for good news.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from packaging.version import InvalidVersion, Version

LOCKS = tuple(Path(f"requirements/{name}.txt") for name in ("serve", "test", "node"))
SOURCE = "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip"
GET = f"Fetch OSV's export for PyPI where there is a network, {SOURCE}, and say where it lies: make audit OSV=all.zip"


@dataclass(frozen=True, slots=True)
class Finding:
    """A pinned package that an advisory names, and the first version without the fault, if there is one."""

    package: str
    version: str
    advisory: str
    fixed: str | None


def pins(text: str) -> dict[str, str]:
    """Versions by normalised name."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\n]+)", text, re.MULTILINE))


def findings(pinned: Mapping[str, str], advisories: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    """Those of the advisories that concern what is pinned."""
    for advisory in advisories:
        if advisory.get("withdrawn"):
            continue
        for affected in advisory.get("affected", ()):
            package = affected.get("package", {})
            name = re.sub(r"[-_.]+", "-", package.get("name", "")).lower()
            version = pinned.get(name)
            if version is not None and package.get("ecosystem") == "PyPI" and _concerns(affected, version):
                yield Finding(name, version, advisory["id"], _fixed(affected, version))


def _concerns(affected: Mapping[str, Any], version: str) -> bool:
    return version in affected.get("versions", ()) or any(
        _within(one["events"], version) for one in affected.get("ranges", ()) if one.get("type") == "ECOSYSTEM"
    )


def _within(events: Iterable[Mapping[str, str]], version: str) -> bool:
    """OSV's own evaluation: the events in order, each of which begins or ends what is concerned."""
    concerned, own = False, Version(version)
    for kind, value in sorted(_points(events), key=lambda one: one[1]):
        if kind == "introduced":
            concerned = concerned or own >= value
        elif (kind == "fixed" and own >= value) or (kind == "last_affected" and own > value):
            concerned = False
    return concerned


def _points(events: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, Version]]:
    for event in events:
        for kind, value in event.items():
            try:
                yield kind, Version("0.dev0" if value == "0" else value)
            except InvalidVersion:
                continue


def _fixed(affected: Mapping[str, Any], version: str) -> str | None:
    later = [
        value
        for one in affected.get("ranges", ())
        if one.get("type") == "ECOSYSTEM"
        for kind, value in _points(one["events"])
        if kind == "fixed" and value > Version(version)
    ]
    return str(min(later)) if later else None


def advisories(export: Path) -> Iterator[Mapping[str, Any]]:
    """Those of an export. Raises OSError, BadZipFile or ValueError for what is none."""
    with ZipFile(export) as opened:
        for name in opened.namelist():
            if name.endswith(".json"):
                yield json.loads(opened.read(name))


def main(words: list[str]) -> int:
    """Tell the findings: 0 without any, 1 with some, 2 without an export to read."""
    parser = argparse.ArgumentParser(prog="make audit", epilog=GET)
    parser.add_argument("export", type=Path, nargs="?", help="OSV's export for PyPI, all.zip")
    chosen = parser.parse_args(words)
    pinned = {name: version for lock in LOCKS for name, version in pins(lock.read_text("utf-8")).items()}
    told, code = _told(pinned, chosen.export)
    sys.stdout.write(f"{told}\n")
    return code


def _told(pinned: Mapping[str, str], export: Path | None) -> tuple[str, int]:
    if export is None:
        return GET, 2
    try:
        known = list(advisories(export))
        found = sorted(set(findings(pinned, known)), key=lambda one: (one.package, one.advisory))
    except (OSError, BadZipFile, ValueError, KeyError, TypeError, AttributeError):
        return f"{export} is no zip of advisories. {GET}", 2
    if not any(one.get("package", {}).get("ecosystem") == "PyPI" for each in known for one in each.get("affected", ())):
        return f"{export} names no package of PyPI. {GET}", 2
    lines = [
        f"{one.package} {one.version}: {one.advisory}, {f'fixed in {one.fixed}' if one.fixed else 'no version without it'}"
        for one in found
    ]
    newest = max(str(one.get("modified", "an unknown time")) for one in known)
    told = f"{len(pinned)} packages held against {len(known)} advisories, the newest of {newest}: {len(found)} findings"
    return "\n".join([*lines, told]), min(len(found), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
