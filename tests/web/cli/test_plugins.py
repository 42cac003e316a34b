"""`hotline plugins`: what is listed, checked, switched and tried again."""

from pathlib import Path

import asyncpg

from tests.web.clone import Clone
from tests.web.serving import hotline

MISSPELT = """\
api = 1
[plugins.legal_desk]
distrcts = "*"
"""


def check(folder: Path, text: str) -> "tuple[int, str]":
    file = folder / "plugins.toml"
    file.write_text(text, "utf-8")
    done = hotline(folder, "plugins", "check", HOTLINE_PLUGINS_TOML=str(file))
    return done.returncode, done.stdout + done.stderr


def test_check_tells_what_fits_without_a_database(tmp_path: Path) -> None:
    code, told = check(tmp_path, 'api = 1\n[plugins.legal_desk]\ndistricts = ["370902"]\n')
    assert code == 0
    assert "legal_desk" in told
    assert "1 plug-ins, all fit." in told
    assert {one.name for one in tmp_path.iterdir()} == {"plugins.toml"}


def test_check_names_file_key_and_mend_of_a_mistake(tmp_path: Path) -> None:
    code, told = check(tmp_path, MISSPELT)
    assert code == 2
    assert "plugins.legal_desk.distrcts" in told
    assert "districts" in told


def test_check_names_a_district_that_there_is_not(tmp_path: Path) -> None:
    code, told = check(tmp_path, 'api = 1\n[plugins.legal_desk]\ndistricts = ["370999"]\n')
    assert code == 2
    assert "plugins.legal_desk: there is no district 370999." in told
    assert "370902" in told


def test_check_finds_what_may_be_left_out_but_does_not_fit(tmp_path: Path) -> None:
    code, told = check(tmp_path, 'api = 1\n[plugins.no_such_desk]\ndistricts = "*"\non_failure = "skip"\n')
    assert code == 1
    assert "no_such_desk" in told
    assert "FAILED" in told


def test_a_switch_holds_over_the_file_and_is_listed(checkout: Clone) -> None:
    checkout.put()
    assert "tiny" in checkout.done("plugins", "list")

    assert checkout.done("plugins", "disable", "tiny", "370902", "--reason", "a test") == "tiny is off in 370902.\n"
    assert "370902" not in checkout.done("plugins", "list")
    again = checkout.run("plugins", "disable", "tiny", "370902")
    assert again.returncode == 2
    assert "370902" in again.stderr

    assert checkout.done("plugins", "enable", "tiny", "370902") == "tiny is on in 370902.\n"
    assert "370902" in checkout.done("plugins", "list")


def test_what_is_not_loaded_or_no_district_is_refused(checkout: Clone) -> None:
    checkout.put()
    assert checkout.run("plugins", "enable", "nobody", "370902").returncode == 2
    assert checkout.run("plugins", "disable", "tiny", "999999").returncode == 2


async def test_a_plug_in_that_did_everything_has_no_letters_and_nothing_to_replay(checkout: Clone) -> None:
    checkout.put()
    assert checkout.done("plugins", "letters", "tiny") == "tiny has done everything it was told.\n"
    assert checkout.done("plugins", "replay", "tiny", "7") == "0 of 1 will be tried again.\n"
    connection = await asyncpg.connect(checkout.dsn)
    try:
        assert await connection.fetchval("select count(*) from plugin_effect") == 0
    finally:
        await connection.close()
