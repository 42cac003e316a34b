"""plugins.toml: what it says is understood; what it does not say right is refused by file, key and mend."""

from pathlib import Path

import pytest

from core.plugin.config import EVERYWHERE, PluginConfig, parse_config, read_config
from core.plugin.errors import PluginError

FILE = Path("plugins.toml")
DISTRICTS = 'Write districts = "*" for all, [] for none, or a list of six-digit codes like ["370902"].'
NAMES = "Write [plugins.NAME], where NAME is made of small letters, digits and _."
ON = 'api = 1\n[plugins.legal_desk]\ndistricts = "*"\n'


def parsed(text: str) -> PluginConfig:
    return parse_config(text, FILE)


def refused(text: str) -> tuple[str, str]:
    with pytest.raises(PluginError) as caught:
        parsed(text)
    return caught.value.cause, caught.value.mend


def test_the_core_alone_is_one_line() -> None:
    assert parsed("api = 1").plugins == {}


def test_everything_that_can_be_said_of_a_plugin() -> None:
    legal = parsed(
        """
        api = 1
        [plugins.legal_desk]
        districts = ["370902", "370900"]
        locked = true
        on_failure = "skip"
        timeout_ms = 500
        settings = { reply_hours = 72 }
        [plugins.legal_desk.district.370902]
        reply_hours = 12
        """
    ).plugins["legal_desk"]

    assert legal.districts == ("370902", "370900")
    assert (legal.locked, legal.on_failure, legal.timeout_ms) == (True, "skip", 500)
    assert legal.settings == {"reply_hours": 72}
    assert legal.district == {"370902": {"reply_hours": 12}}


def test_what_is_left_out_has_its_default() -> None:
    legal = parsed(ON).plugins["legal_desk"]

    assert legal.districts == EVERYWHERE
    assert (legal.locked, legal.on_failure, legal.timeout_ms) == (False, "abort", 2000)
    assert (legal.settings, legal.district) == ({}, {})


def test_plugins_keep_the_order_of_the_file() -> None:
    tables = [f'[plugins.{name}]\ndistricts = "*"' for name in ("zoo", "legal_desk", "air")]

    assert list(parsed("\n".join(["api = 1", *tables])).plugins) == ["zoo", "legal_desk", "air"]


def test_no_district_is_a_choice() -> None:
    assert parsed("api = 1\n[plugins.air]\ndistricts = []").plugins["air"].districts == ()


@pytest.mark.parametrize("text", ["", "api = 2", "api = 0", "api = true", 'api = "1"', "api = 1.0"])
def test_another_api_is_refused(text: str) -> None:
    assert refused(text) == ("plugins.toml: api: this version speaks api 1.", "Begin the file with `api = 1`.")


MISTAKES = {
    "an unknown key": ("api = 1\nplugin = 3", "plugin: there is no such key", "Remove plugin. Did you mean plugins?"),
    "no table": ("api = 1\nplugins = 3", "plugins: it must be a table", NAMES),
    "a plug-in that is no table": ("api = 1\n[plugins]\nair = 3", "plugins.air: it must be a table", NAMES),
    "a name in capitals": (ON.replace("legal", "Legal"), "plugins.Legal_desk: no plug-in can be called that", NAMES),
    "the core's name": (ON.replace("legal_desk", "core"), "plugins.core: no plug-in can be called that", NAMES),
    "an unknown key of a plug-in": (
        ON + "lockd = true",
        "plugins.legal_desk.lockd: there is no such key",
        "Remove lockd. Did you mean locked?",
    ),
    "no districts": ("api = 1\n[plugins.air]", "plugins.air.districts: it is missing", DISTRICTS),
    "districts in words": (
        'api = 1\n[plugins.air]\ndistricts = "all"',
        "plugins.air.districts: it names no districts",
        DISTRICTS,
    ),
    "a code that is too short": (
        'api = 1\n[plugins.air]\ndistricts = ["3709"]',
        "plugins.air.districts: it names no districts",
        DISTRICTS,
    ),
    "all in a list": (
        'api = 1\n[plugins.air]\ndistricts = ["*"]',
        "plugins.air.districts: it names no districts",
        DISTRICTS,
    ),
    "locked in words": (
        ON + 'locked = "yes"',
        "plugins.legal_desk.locked: it should be a valid boolean",
        "Write locked = true, or false.",
    ),
    "another way to fail": (
        ON + 'on_failure = "ignore"',
        "plugins.legal_desk.on_failure: it should be 'abort' or 'skip'",
        'Write on_failure = "abort", or "skip".',
    ),
    "no time at all": (
        ON + "timeout_ms = 0",
        "plugins.legal_desk.timeout_ms: it should be greater than or equal to 10",
        "Write timeout_ms as whole milliseconds from 10 to 60000.",
    ),
    "settings that are no table": (
        ON + "settings = 3",
        "plugins.legal_desk.settings: it must be a table",
        "Write settings = { key = value }, or a table [plugins.NAME.settings].",
    ),
    "a district in words": (
        ON + "[plugins.legal_desk.district.taishan]\na = 1",
        "plugins.legal_desk.district.taishan: it is no code of a district",
        "Write [plugins.NAME.district.370902], with the six-digit code of the district.",
    ),
    "an override that is no table": (
        ON + "[plugins.legal_desk.district]\n370902 = 3",
        "plugins.legal_desk.district.370902: it must be a table",
        "Write [plugins.NAME.district.370902], with the six-digit code of the district.",
    ),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_told_by_its_key_and_mended(kind: str) -> None:
    text, cause, mend = MISTAKES[kind]

    assert refused(text) == (f"plugins.toml: {cause}.", mend)


def test_all_mistakes_are_told_at_once() -> None:
    cause, mend = refused('api = 1\n[plugins.legal_desk]\ndistrcts = "*"')

    assert cause.splitlines() == [
        "plugins.toml: plugins.legal_desk.districts: it is missing.",
        "plugins.toml: plugins.legal_desk.distrcts: there is no such key.",
    ]
    assert mend == f"{DISTRICTS} Remove distrcts. Did you mean districts?"


def test_what_is_no_toml_is_told_by_its_place() -> None:
    cause, mend = refused("api = ")

    assert cause == "plugins.toml is not TOML: Invalid value (at end of document)."
    assert mend == "Mend the file; `api = 1` alone serves the core."


def test_a_missing_file_means_the_core_alone(tmp_path: Path) -> None:
    assert read_config(tmp_path / "plugins.toml", required=False).plugins == {}


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(PluginError) as caught:
        read_config(tmp_path / "plugins.toml", required=True)

    assert caught.value.cause == f"There is no {tmp_path / 'plugins.toml'}."
    assert caught.value.mend == "Correct HOTLINE_PLUGINS_TOML, or unset it."


@pytest.mark.parametrize("content", [None, b"api = 1 # \xff"])
def test_what_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "plugins.toml"
    file.mkdir() if content is None else file.write_bytes(content)

    with pytest.raises(PluginError, match=r"plugins\.toml cannot be read: "):
        read_config(file, required=False)
