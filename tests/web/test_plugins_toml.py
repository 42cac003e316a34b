"""plugins.toml without a plug-in."""

from pathlib import Path

import pytest

from web.plugins_toml import read_plugins
from web.problems import Halt


def written(folder: Path, text: str) -> Path:
    file = folder / "plugins.toml"
    file.write_text(text, "utf-8")
    return file


def test_api_alone_serves_the_core(tmp_path: Path) -> None:
    read_plugins(written(tmp_path, "api = 1\n"), required=True)


def test_the_checkouts_own_file_is_in_order() -> None:
    read_plugins(Path(__file__).parents[2] / "plugins.toml", required=True)


def test_no_file_serves_the_core_unless_one_was_named(tmp_path: Path) -> None:
    read_plugins(tmp_path / "plugins.toml", required=False)
    with pytest.raises(Halt, match=r"There is no .*plugins\.toml"):
        read_plugins(tmp_path / "plugins.toml", required=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "api: this version speaks api 1"),
        ("api = 2", "api: this version speaks api 1"),
        ("api = true", "api: this version speaks api 1"),
        ('api = "1"', "api: this version speaks api 1"),
        ("api = 1\n[plugins.tourism]\n", "plugins: there is no such key or plug-in"),
        ("api = 1\napi = 1", "cannot be read: Cannot overwrite a value"),
        ("api = ", "cannot be read: Invalid value"),
    ],
)
def test_anything_else_is_refused_with_its_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Halt) as halted:
        read_plugins(written(tmp_path, text), required=False)
    assert told in halted.value.cause


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "plugins.toml"
    file.write_bytes("# 插件\napi = 1".encode("gbk"))
    with pytest.raises(Halt, match="cannot be read"):
        read_plugins(file, required=True)
