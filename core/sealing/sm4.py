"""SM4 in Galois/Counter mode (GB/T 32907, RFC 8998), by OpenSSL."""

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

_KEY_BYTES = 16
_TAG_BYTES = 16


class Sm4Gcm:
    """The same two calls as `AESGCM`. The cipher's 128 bits are derived from the secret by HMAC-SM3, once they are needed.

    One secret thus serves both suites, and neither's key tells the other's.
    """

    __slots__ = ("_algorithm", "_secret")

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._algorithm: SM4 | None = None

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """The ciphertext, followed by its tag of 16 bytes."""
        return sealed(self._key(), nonce, data, associated_data or b"")

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """The text again. Raises InvalidTag."""
        decryptor = Cipher(self._key(), GCM(nonce, data[-_TAG_BYTES:])).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        return decryptor.update(data[:-_TAG_BYTES]) + decryptor.finalize()

    def _key(self) -> SM4:
        if self._algorithm is None:
            mac = HMAC(self._secret, SM3())
            mac.update(b"hotline SM4 key")
            self._algorithm = SM4(mac.finalize()[:_KEY_BYTES])
        return self._algorithm


def sealed(algorithm: SM4, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
    """AEAD_SM4_GCM of RFC 8998: the ciphertext, followed by its tag."""
    encryptor = Cipher(algorithm, GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(associated_data)
    return encryptor.update(data) + encryptor.finalize() + encryptor.tag
