"""Commands called in this process: their own work, without a second start of Python for each."""

import asyncio
from base64 import b64encode
from pathlib import Path
from types import ModuleType

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.support.office import ROOT_KEY, Office


def set_up(office: Office, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Office:
    """Make an office's database and root key those that commands use."""
    (folder / "root.key").write_text(b64encode(ROOT_KEY).decode())
    (folder / "root.key").chmod(0o600)
    (folder / "plugins.toml").write_text("api = 1\n")
    monkeypatch.setenv("HOTLINE_PLUGINS_TOML", str(folder / "plugins.toml"))
    monkeypatch.setenv("HOTLINE_DATABASE_URL", office.dsn)
    monkeypatch.setenv("HOTLINE_VAR", str(folder))
    monkeypatch.setenv("HOTLINE_ROOT_KEY_FILE", str(folder / "root.key"))
    return office


def invoke(module: ModuleType, *words: str, typed: str | None = None) -> Result:
    """What the command does and prints; a problem is the result's exception."""
    app = typer.Typer()
    app.callback()(lambda: None)  # so that a module with one command keeps its name
    module.register(app)
    return CliRunner().invoke(app, words, input=typed)


async def invoked(module: ModuleType, *words: str, typed: str | None = None) -> Result:
    """The same from within a loop: commands run one of their own."""
    return await asyncio.to_thread(lambda: invoke(module, *words, typed=typed))


async def done(module: ModuleType, *words: str, typed: str | None = None) -> str:
    """What it prints."""
    result = await invoked(module, *words, typed=typed)
    assert result.exit_code == 0, result.exception
    return result.stdout
