"""AEAD_SM4_GCM is what RFC 8998 says it is, and one secret serves both suites."""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from core.sealing.sm4 import Sm4Gcm, sealed

KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
NONCE = bytes.fromhex("00001234567800000000ABCD")
DATA = bytes.fromhex(
    "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDDEEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
)
ASSOCIATED = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
TEXT = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
)
TAG = bytes.fromhex("83DE3541E4C2B58177E065A9BF7B62EC")


def test_the_example_of_rfc_8998() -> None:
    assert sealed(SM4(KEY), NONCE, DATA, ASSOCIATED) == TEXT + TAG


def test_what_is_sealed_opens_and_nothing_else_does() -> None:
    cipher = Sm4Gcm(bytes(32))
    text = cipher.encrypt(NONCE, b"13800138000", b"place")
    assert Sm4Gcm(bytes(32)).decrypt(NONCE, text, b"place") == b"13800138000"
    for other, associated in ((Sm4Gcm(bytes(31) + b"x"), b"place"), (cipher, b"elsewhere"), (cipher, None)):
        with pytest.raises(InvalidTag):
            other.decrypt(NONCE, text, associated)


def test_without_associated_data_there_is_none() -> None:
    cipher = Sm4Gcm(bytes(32))
    assert cipher.encrypt(NONCE, b"text", None) == cipher.encrypt(NONCE, b"text", b"")
