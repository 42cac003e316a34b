import base64
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.sealing.provider import RootKeyRefused
from core.sealing.root_key import configured_root_key, read_or_make_root_key, read_root_key

KEY = bytes(range(32))
TEXT = base64.b64encode(KEY).decode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "root.key"


def _write(file: Path, content: str, mode: int = 0o600) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(content)
    file.chmod(mode)
    return file


def test_the_first_start_makes_a_key_only_its_owner_reads(file: Path) -> None:
    made = read_or_make_root_key(file)
    assert len(made) == 32
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_the_next_start_reads_the_same_key(file: Path) -> None:
    assert read_or_make_root_key(file) == read_or_make_root_key(file) == read_root_key(file)


def test_processes_starting_together_agree_on_one_key(file: Path) -> None:
    with ThreadPoolExecutor(8) as starters:
        keys = list(starters.map(lambda _: read_or_make_root_key(file), range(32)))
    assert len(set(keys)) == 1
    assert list(file.parent.iterdir()) == [file]


def test_a_key_made_by_the_documented_command_is_read(file: Path) -> None:
    assert read_root_key(_write(file, TEXT + "\n")) == KEY


def test_a_missing_key_is_refused_where_none_may_be_made(file: Path) -> None:
    with pytest.raises(RootKeyRefused) as refused:
        read_root_key(file)
    assert str(refused.value) == (
        f"there is no root key at {file}; restore it from where it is kept safe, or, for a new installation, "
        "make one with `head -c 32 /dev/urandom | base64` and set HOTLINE_ROOT_KEY or HOTLINE_ROOT_KEY_FILE"
    )
    assert not file.exists()


def test_a_place_where_no_key_can_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the directory should be")
    file = tmp_path / "keys" / "root.key"
    with pytest.raises(RootKeyRefused) as refused:
        read_or_make_root_key(file)
    assert str(refused.value) == (
        f"no root key can be made at {file}: File exists; make {file.parent} a writable directory, "
        "or set HOTLINE_ROOT_KEY_FILE"
    )


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o644, 0o777])
def test_a_key_open_to_others_is_refused(file: Path, mode: int) -> None:
    _write(file, TEXT, mode)
    with pytest.raises(RootKeyRefused) as refused:
        read_or_make_root_key(file)
    assert str(refused.value) == f"the root key file {file} is open to others (mode {mode:04o}); run `chmod 600 {file}`"


def test_a_key_of_another_user_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(file, TEXT)
    if file.stat().st_uid == 0:
        os.chown(file, 4321, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 4321)
    with pytest.raises(RootKeyRefused, match="belongs to another user; run `chown"):
        read_root_key(file)


def test_a_directory_in_place_of_the_key_is_refused(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(RootKeyRefused, match="cannot be read: Is a directory"):
        read_root_key(file)


@pytest.mark.parametrize(
    "content", ["", "short", TEXT[:-4], TEXT + TEXT, "!" * 44, base64.b64encode(b"x" * 31).decode(), "密钥", "a" * 9000]
)
def test_a_malformed_key_is_refused_without_repeating_it(file: Path, content: str) -> None:
    expected = " does not hold base64 of exactly 32 bytes; make one with `head -c 32 /dev/urandom | base64`"
    with pytest.raises(RootKeyRefused) as refused:
        read_root_key(_write(file, content))
    assert str(refused.value) == f"{file}{expected}"
    with pytest.raises(RootKeyRefused) as refused:
        configured_root_key(content, None)
    assert str(refused.value) == f"HOTLINE_ROOT_KEY{expected}"


def test_the_environment_names_the_key_or_its_file(file: Path) -> None:
    assert configured_root_key(TEXT, None) == KEY
    assert configured_root_key(None, _write(file, TEXT)) == KEY
    assert configured_root_key(None, None) is None


def test_two_sources_are_refused(file: Path) -> None:
    with pytest.raises(RootKeyRefused, match="HOTLINE_ROOT_KEY and HOTLINE_ROOT_KEY_FILE are both set"):
        configured_root_key(TEXT, file)


def test_a_file_that_is_named_is_never_made(file: Path) -> None:
    with pytest.raises(RootKeyRefused, match="there is no root key at"):
        configured_root_key(None, file)
