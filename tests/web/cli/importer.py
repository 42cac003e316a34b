"""The importer as a process of its own, to be interrupted and killed."""

import asyncio
import base64
import os
from pathlib import Path

from tests.support import forked
from tests.support.office import ROOT_KEY

ROOT = Path(__file__).parents[3]
STARTED = "and is left out of every satisfaction rate."
"""The last of the rules it prints before it begins to replay."""


def environment(dsn: str, var: Path) -> dict[str, str]:
    """The importer's environment on a database and a directory of its own, without plug-ins."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    return kept | {
        "HOTLINE_DATABASE_URL": dsn,
        "HOTLINE_VAR": str(var),
        "HOTLINE_ROOT_KEY": base64.b64encode(ROOT_KEY).decode(),
        "HOTLINE_PLUGINS_TOML": str(core_alone(var)),
        "PYTHONPATH": str(ROOT),
    }


def core_alone(folder: Path) -> Path:
    """A plugins.toml without a plug-in."""
    path = folder / "core_alone.toml"
    path.write_text("api = 1\n", "utf-8")
    return path


async def begun(file: Path, dsn: str, var: Path) -> forked.Process:
    """A process that has just begun to replay the file."""
    words, env = ("import", str(file), "--replay"), environment(dsn, var)
    process = forked.start("web.cli", *words, cwd=var, env=env, stdout=forked.PIPE, stderr=forked.STDOUT)
    assert process.stdout is not None
    while line := await asyncio.wait_for(asyncio.to_thread(process.stdout.readline), 60):
        if STARTED in line:
            return process
    raise AssertionError(f"the importer ended with {process.wait()} before it began")


async def ended(process: forked.Process) -> tuple[int, str]:
    """Its exit code and what it printed."""
    output, _ = await asyncio.to_thread(process.communicate, 180)
    return process.wait(), output
