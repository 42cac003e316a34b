"""docs/plugins.md is done step by step, as its reader would, in an environment of its own."""

import os
import re
import subprocess
import sysconfig
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "plugins.md"
_BLOCK = re.compile(r"(?P<before>[^\n]*)\n\n```(?P<language>\w+)\n(?P<body>.*?)```", re.DOTALL)
_WRITE = re.compile(r"^`(?P<file>[^`]+)`:$")
_APPEND = re.compile(r"^Add to `(?P<file>[^`]+)`:$")
_REPLACE = re.compile(r"^In `(?P<file>[^`]+)` replace `(?P<old>[^`]+)` by:$")


@dataclass(frozen=True, slots=True)
class Step:
    """A block of the page, and the line before it."""

    before: str
    language: str
    body: str


def steps() -> Iterator[Step]:
    for found in _BLOCK.finditer(PAGE.read_text("utf-8")):
        yield Step(**found.groupdict())


def environment(folder: Path) -> dict[str, str]:
    """A virtual environment that knows the hotline and its tools, and whose pip builds without asking the network."""
    venv.create(folder)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    packages.joinpath("hotline_here.pth").write_text(f"{sysconfig.get_path('purelib')}\n{ROOT}\n")
    for name, module in {"hotline": "web.cli", "pytest": "pytest", "pip": "pip"}.items():
        script = folder / "bin" / name
        script.write_text(f'#!/bin/sh\nexec "{folder}/bin/python" -m {module} "$@"\n')
        script.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOTLINE_", "PYTHONPATH"))}
    # The option is of pip's own negative kind: "0" means no isolation.
    more = {"PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONWARNINGS": "ignore"}
    return kept | more | {"PATH": f"{folder}/bin{os.pathsep}{os.environ['PATH']}"}


def follow(step: Step, desk: Path, known: dict[str, str]) -> None:
    """Do what the page says: run it, write it, add it, or replace by it."""
    if step.language == "sh":
        done = subprocess.run(
            ["sh", "-euc", step.body], cwd=desk, env=known, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"{step.body}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    elif found := _WRITE.match(step.before):
        (desk / found["file"]).write_text(step.body, "utf-8")
    elif found := _APPEND.match(step.before):
        file = desk / found["file"]
        file.write_text(f"{file.read_text('utf-8')}\n\n{step.body}", "utf-8")
    else:
        found = _REPLACE.match(step.before)
        assert found, f"the page does not say what to do with a block: {step.before}"
        file = desk / found["file"]
        text = file.read_text("utf-8")
        assert text.count(found["old"]) == 1, f"{found['old']} is not there once"
        file.write_text(text.replace(found["old"], step.body.strip()), "utf-8")


def test_every_step_of_the_tutorial_works(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    known = environment(tmp_path / "venv")
    done = [follow(step, desk, known) for step in steps()]
    assert len(done) >= 8
