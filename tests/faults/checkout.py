"""A copy of the checkout with all its bundled plug-ins, whose folders and sections of plugins.toml come and go."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.callers import Callers
from tests.web.clone import clone
from tests.web.serving import ROOT, free_port, hotline, running

_SECTIONS = re.compile(r"^(?=\[plugins\.\w+\]$)", re.MULTILINE)
_HEADER = re.compile(r"\[plugins\.(\w+)\]\n")


class Checkout:
    """Every process started in it is a new one, on the same database and `var`."""

    def __init__(self, folder: Path, dsn: str) -> None:
        self.root = clone(folder / "hotline", dsn).folder
        self.log = folder / "log"
        self._var, self._aside, self._dsn = folder / "var", folder / "aside", dsn
        self._aside.mkdir()
        shutil.copytree(ROOT / "plugins", self.root / "plugins", dirs_exist_ok=True)
        self.list()

    def remove(self, name: str) -> None:
        """Its folder away."""
        (self.root / "plugins" / name).rename(self._aside / name)

    def put_back(self, name: str) -> None:
        """Its folder again."""
        (self._aside / name).rename(self.root / "plugins" / name)

    def list(self, without: str | None = None, more: str = "") -> None:
        """Write plugins.toml as it is shipped, less one plug-in's section, with a line more in every other section."""
        head, *sections = _SECTIONS.split((ROOT / "plugins.toml").read_text("utf-8"))
        kept = [section for section in sections if not section.startswith(f"[plugins.{without}]\n")]
        text = "".join(_HEADER.sub(rf"\g<0>{more}", section) for section in kept)
        (self.root / "plugins.toml").write_text(head + text, "utf-8")

    def refused(self) -> str:
        """What `hotline serve` says when it does not start."""
        done = hotline(self._var, "serve", "--demo", root=self.root, **self._more, HOTLINE_PORT=str(free_port()))
        assert done.returncode == 2, done
        return done.stderr

    def done(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A command to its end."""
        return hotline(self._var, *words, root=self.root, **self._more)

    @contextmanager
    def serving(self) -> Iterator[Callers]:
        """A server for the block, its log beside it."""
        with (
            self.log.open("w") as output,
            running(self._var, "--demo", root=self.root, output=output.fileno(), **self._more) as started,
        ):
            started.until_ready()
            yield Callers(started)

    @property
    def _more(self) -> dict[str, Any]:
        return {"HOTLINE_DATABASE_URL": self._dsn}
