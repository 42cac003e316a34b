"""Which key signs the log's heads, and where they go."""

from base64 import b64encode
from pathlib import Path

import pytest

from core.audit.heads import HeadSigner
from core.audit.sinks import FolderSink, HttpSink
from core.sealing.provider import LocalKeyProvider, RootKeyRefused
from core.settings import Settings
from web.audit import head_signer, sinks

ROOT = bytes(range(32))


def settings(folder: Path, **given: object) -> Settings:
    return Settings.model_validate({"var": folder, **given})


def test_the_key_is_the_same_for_the_same_root_and_another_for_another(tmp_path: Path) -> None:
    derived = head_signer(settings(tmp_path), LocalKeyProvider(ROOT)).key
    assert derived == head_signer(settings(tmp_path), LocalKeyProvider(ROOT)).key
    assert derived != head_signer(settings(tmp_path), LocalKeyProvider(bytes(32))).key
    assert derived != HeadSigner(ROOT).key


def test_a_key_of_its_own_goes_before(tmp_path: Path) -> None:
    file = tmp_path / "heads.key"
    file.write_bytes(b64encode(bytes(32)))
    file.chmod(0o600)
    assert head_signer(settings(tmp_path, audit_key_file=file), LocalKeyProvider(ROOT)).key == HeadSigner(bytes(32)).key


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "heads.key"
    file.write_bytes(b64encode(bytes(32)))
    file.chmod(0o644)
    with pytest.raises(RootKeyRefused, match="open to others"):
        head_signer(settings(tmp_path, audit_key_file=file), LocalKeyProvider(ROOT))


def test_folders_and_addresses_are_told_apart(tmp_path: Path) -> None:
    named = "/mnt/worm/heads, https://archive.example/heads"
    found = sinks(settings(tmp_path, audit_sinks=named))
    assert {name: type(sink) for name, sink in found.items()} == {
        "/mnt/worm/heads": FolderSink,
        "https://archive.example/heads": HttpSink,
    }
    assert list(sinks(settings(tmp_path))) == [str(tmp_path / "heads")]
