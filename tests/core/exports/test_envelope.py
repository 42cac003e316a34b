"""Only the recipient's key opens a file, and only the whole file as it was written."""

import os

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from core.exports.envelope import NotOpened, decrypt, encrypt, usable
from core.ids import new_id

OWN = X25519PrivateKey.generate()
PRIVATE, PUBLIC = OWN.private_bytes_raw(), OWN.public_key().public_bytes_raw()


def test_the_recipient_opens_it() -> None:
    id_ = new_id()
    assert decrypt(encrypt("甲".encode(), id_, PUBLIC), PRIVATE) == (id_, "甲".encode())
    assert decrypt(encrypt(b"", id_, PUBLIC), PRIVATE) == (id_, b"")


def test_two_files_of_one_text_have_nothing_in_common() -> None:
    id_ = new_id()
    first, second = (encrypt(bytes(100), id_, PUBLIC)[33:] for _ in range(2))
    assert first[:32] != second[:32]
    assert first[32:] != second[32:]


def test_every_byte_counts() -> None:
    file = encrypt(b"secret", new_id(), PUBLIC)
    for at in range(len(file)):
        with pytest.raises(NotOpened):
            decrypt(file[:at] + bytes((file[at] ^ 1,)) + file[at + 1 :], PRIVATE)
        with pytest.raises(NotOpened):
            decrypt(file[:at], PRIVATE)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(NotOpened, match="another key"):
        decrypt(encrypt(b"secret", new_id(), PUBLIC), os.urandom(32))


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(32), bytes((1,)) + bytes(31), bytes(range(33))])
def test_a_key_that_protects_nothing_is_none(key: bytes) -> None:
    assert not usable(key)
    assert usable(PUBLIC)
