"""A plug-in's package as pip would install it, in a folder that is put on the path: no build, no network."""

import os
import subprocess
import sys
from pathlib import Path

from web.cli.new_plugin import new_plugin

ROOT = Path(__file__).parents[2]


def skeleton(name: str, folder: Path) -> Path:
    """The package that `hotline plugins new` writes, installed in `folder`; the folder of its modules."""
    new_plugin(name, folder)
    install(name, folder)
    return folder / f"hotline_{name}"


def install(name: str, folder: Path) -> None:
    """Make the entry point of the package in `folder` known to whoever has the folder on the path."""
    told = folder / f"hotline_{name}-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: hotline-{name}\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text(f"[hotline.plugins]\n{name} = hotline_{name}.plugin\n")


def run(folder: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """A Python module's command with the folder on the path; its words are those behind `python -m`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    path = os.pathsep.join((str(ROOT), str(folder)))
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder, env=kept | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **more},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def contract(folder: Path, name: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """The contract suite over an installed plug-in."""
    words = ("pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", "--pyargs")
    return run(folder, *words, "web.testing.contract", "--hotline-plugin", name, *options)
