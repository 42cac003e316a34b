"""The root key is made only while nothing depends on an older one."""

import base64
from pathlib import Path

import pytest

from core.sealing.provider import RootKeyRefused
from core.settings import Settings
from tests.support.office import ROOT_KEY, Office
from web.keys import former_root_key, root_key


@pytest.fixture
async def unsealed(own_office: Office) -> Office:
    """A database in which nothing has ever been sealed."""
    await own_office.pool.execute("truncate month_key")
    return own_office


@pytest.fixture
async def sealed(unsealed: Office) -> Office:
    """A database in which something was sealed with ROOT_KEY."""
    await unsealed.services.keys.new_case_key("2026-11")
    return unsealed


def named(key: bytes, folder: Path) -> Settings:
    return Settings.model_validate({"var": folder, "root_key": base64.b64encode(key).decode()})


def unnamed(folder: Path) -> Settings:
    return Settings.model_validate({"var": folder})


async def test_a_new_installation_gets_a_key_and_keeps_it(unsealed: Office, tmp_path: Path) -> None:
    made = await root_key(unnamed(tmp_path), unsealed.read)
    assert await root_key(unnamed(tmp_path), unsealed.read) == made
    assert (tmp_path / "keys" / "root.key").exists()


async def test_a_named_key_makes_no_file(unsealed: Office, tmp_path: Path) -> None:
    assert await root_key(named(ROOT_KEY, tmp_path), unsealed.read) == ROOT_KEY
    assert is_empty(tmp_path)


async def test_a_lost_key_is_never_replaced(sealed: Office, tmp_path: Path) -> None:
    with pytest.raises(RootKeyRefused, match="there is no root key at"):
        await root_key(unnamed(tmp_path), sealed.read)
    assert is_empty(tmp_path)


async def test_another_key_is_refused_before_anything_is_sealed_with_it(sealed: Office, tmp_path: Path) -> None:
    with pytest.raises(RootKeyRefused, match="put the former root key back"):
        await root_key(named(b"x" * 32, tmp_path), sealed.read)


async def test_the_right_key_opens_the_house(sealed: Office, tmp_path: Path) -> None:
    assert await root_key(named(ROOT_KEY, tmp_path), sealed.read) == ROOT_KEY


def is_empty(folder: Path) -> bool:
    return not list(folder.iterdir())


def both(newest: bytes, former: bytes, folder: Path) -> Settings:
    file = folder / "former.key"
    file.write_text(base64.b64encode(former).decode())
    file.chmod(0o600)
    given = {"var": folder, "root_key": base64.b64encode(newest).decode(), "root_key_old_file": file}
    return Settings.model_validate(given)


async def test_beside_the_former_key_a_new_one_opens_the_house(sealed: Office, tmp_path: Path) -> None:
    assert await root_key(both(b"n" * 32, ROOT_KEY, tmp_path), sealed.read) == b"n" * 32
    assert former_root_key(both(b"n" * 32, ROOT_KEY, tmp_path)) == ROOT_KEY


async def test_two_keys_neither_of_which_sealed_the_data_are_refused(sealed: Office, tmp_path: Path) -> None:
    with pytest.raises(RootKeyRefused, match="was wrapped by root key"):
        await root_key(both(b"n" * 32, b"o" * 32, tmp_path), sealed.read)
