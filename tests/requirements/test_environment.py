"""The script that makes the environment says what a bare machine lacks."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "requirements" / "environment"


def run_with(python: str, directory: Path) -> "subprocess.CompletedProcess[str]":
    """Make an environment in an empty directory with a Python of our own making."""
    (directory / "requirements").mkdir()
    (directory / "requirements" / "serve.txt").touch()
    program = directory / "python"
    program.write_text(f"#!/bin/sh\n{python}\n", "ascii")
    program.chmod(0o755)
    environment = {"PYTHON": str(program), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [SCRIPT, "serve"], cwd=directory, env=environment, capture_output=True, text=True, check=False
    )


def test_an_old_python_is_refused_with_what_to_install(tmp_path: Path) -> None:
    done = run_with("exit 1", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or later was not found.\nInstall it (Debian 12, Ubuntu 24.04: apt-get")
    assert not (tmp_path / ".venv").exists()


def test_a_python_without_ensurepip_names_the_package(tmp_path: Path) -> None:
    done = run_with(f'case "$2" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"', tmp_path)
    assert done.returncode == 1
    assert "cannot make virtual environments: its ensurepip is missing." in done.stderr
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()
