"""`hotline export key` and `open`: what is asked for with one is opened with the other, and overwrites nothing."""

from base64 import b64decode
from pathlib import Path

import typer
from typer.testing import CliRunner, Result

from core.exports.envelope import encrypt
from core.ids import new_id
from web.cli import export
from web.problems import Halt


def run(*arguments: str) -> Result:
    app = typer.Typer()
    export.register(app)
    return CliRunner().invoke(app, ["export", *arguments])


def test_a_file_is_opened_with_the_key_it_was_asked_for_with(tmp_path: Path) -> None:
    key, file, to = tmp_path / "my.key", tmp_path / "file", tmp_path / "cases.csv"
    public = b64decode(run("key", str(key)).stdout)
    assert key.stat().st_mode & 0o777 == 0o600
    id_ = new_id()
    file.write_bytes(encrypt("工单".encode(), id_, public))

    opened = run("open", str(file), "--key", str(key), "--to", str(to))

    assert (opened.exit_code, opened.stdout) == (0, f"Export {id_}: {to}\n")
    assert to.read_text("utf-8") == "工单"
    assert to.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_done_is_told_and_nothing_is_overwritten(tmp_path: Path) -> None:
    key, other, file, to = (str(tmp_path / name) for name in ("my.key", "other.key", "file", "cases.csv"))
    public = b64decode(run("key", key).stdout)
    run("key", other)
    Path(file).write_bytes(encrypt(b"x", new_id(), public))
    for arguments, message in (
        (("key", key), "cannot be made"),
        (("open", file, "--key", other, "--to", to), "another key"),
        (("open", file, "--key", file, "--to", to), "holds no private key"),
        (("open", key, "--key", key, "--to", to), "it is no export"),
        (("open", file, "--key", key, "--to", key), "cannot be made"),
        (("open", "none", "--key", key, "--to", to), "cannot be read"),
    ):
        refused = run(*arguments)
        assert isinstance(refused.exception, Halt)
        assert message in str(refused.exception)
    assert not Path(to).exists()
