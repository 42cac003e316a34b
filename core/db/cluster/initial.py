"""Making a new data directory: whole or not at all."""

import os
import shutil
import tempfile
from pathlib import Path

from core.db.cluster.binaries import Binaries
from core.db.cluster.errors import ClusterError, diagnosed
from core.db.cluster.place import Place

ROLE = DATABASE = "hotline"
BUILTIN_LOCALES = 17  # the first PostgreSQL whose C.UTF-8 does not depend on the machine's C library


def major_of(data: Path) -> int | None:
    """The version that wrote the data directory, or None where there is none yet."""
    if not data.exists():
        return None
    try:
        return int((data / "PG_VERSION").read_text("ascii"))
    except (OSError, ValueError):
        raise ClusterError(
            f"{data} is not a PostgreSQL data directory: its PG_VERSION is missing or unreadable.",
            "Move it away to begin with an empty database, or restore it from a backup.",
        ) from None


def initialise(place: Place, binaries: Binaries, *, durable: bool) -> None:
    """Create the data directory with the database `hotline` in it, under another name until it is complete."""
    _remove_drafts(place)
    # A name of its own each time: the initdb of a killed process may still be writing to the last one.
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=place.home))
    place.account.own(draft)
    _run(place, [binaries.program("initdb"), "-D", str(draft), *_options(binaries, durable=durable)])
    single = [binaries.program("postgres"), "--single", "-D", str(draft), "-c", f"fsync={'on' if durable else 'off'}"]
    _run(place, [*single, "postgres"], f"CREATE DATABASE {DATABASE};\n")
    draft.rename(place.data)
    _remove_drafts(place)  # again: what could not be removed while it was being written would stay for good
    if durable:
        _sync(place.home)


def _remove_drafts(place: Place) -> None:
    for abandoned in place.home.glob("draft-*"):
        shutil.rmtree(abandoned, ignore_errors=True)


def _options(binaries: Binaries, *, durable: bool) -> list[str]:
    builtin = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [
        *(builtin if binaries.major >= BUILTIN_LOCALES else ["--locale=C.UTF-8", "--lc-messages=C"]),
        "--encoding=UTF8",
        f"--username={ROLE}",
        "--auth=peer",
        "--data-checksums",
        "--no-instructions",
        *([] if durable else ["--no-sync"]),
    ]


def _run(place: Place, command: list[str], text: str = "") -> None:
    done = place.account.run(command, text=text)
    # Single-user mode ends with 0 even when the statement failed.
    if done.returncode or "ERROR:" in done.stdout:
        raise diagnosed(done.stdout, place.home, place.account.name)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
