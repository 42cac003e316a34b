"""A copy of the checkout with plug-ins of the test's own, run as its users run it: folder, file and database are the test's."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.support import forked
from tests.support.tiny import write_plugin

ROOT = Path(__file__).parents[2]
_SOURCES = ("core", "schema", "web", "migrations")
_LISTED = 'api = 1\n[plugins.tiny]\ndistricts = "*"\n'


@dataclass(frozen=True)
class Clone:
    """`folder` holds the copy; commands run in it on the database at `dsn`."""

    folder: Path
    dsn: str

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """`hotline WORDS` to its end."""
        kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("HOTLINE_")}
        own = {
            "PYTHONPATH": str(self.folder),
            "HOTLINE_VAR": str(self.folder / "var"),
            "HOTLINE_DATABASE_URL": self.dsn,
        }
        return forked.run("web.cli", *words, cwd=self.folder, env={**kept, **own}, timeout=60)

    def done(self, *words: str) -> str:
        """What a command that must succeed prints."""
        found = self.run(*words)
        assert found.returncode == 0, found.stderr
        return found.stdout

    def list(self, text: str = _LISTED) -> None:
        """Write plugins.toml."""
        (self.folder / "plugins.toml").write_text(text, "utf-8")

    def put(self) -> None:
        """The plug-in's folder, listed."""
        write_plugin(self.folder / "plugins")
        self.list()

    def remove(self) -> None:
        """Its folder away; the file still lists it."""
        shutil.rmtree(self.folder / "plugins" / "tiny")


def clone(folder: Path, dsn: str) -> Clone:
    """A copy without any plug-in."""
    for name in _SOURCES:
        shutil.copytree(ROOT / name, folder / name)  # with what is compiled, which takes seconds
    (folder / "plugins").mkdir()
    (folder / "plugins" / "__init__.py").touch()
    made = Clone(folder, dsn)
    made.list("api = 1\n")
    return made
