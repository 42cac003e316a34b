"""Where the root key comes from.

HOTLINE_ROOT_KEY (base64 of 32 bytes), or the file named by HOTLINE_ROOT_KEY_FILE, or `var/keys/root.key`. A key file
holds the same base64 and is readable by its owner only. Whoever loses the root key loses every sealed field: it is on
disk before first use, and made only where the caller knows that no data depends on an older one.
"""

import base64
import binascii
import os
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile

from core.sealing.envelope import KEY_BYTES, new_secret
from core.sealing.provider import RootKeyRefused

_TOO_OPEN = stat.S_IRWXG | stat.S_IRWXO
_HOW_TO_MAKE = "make one with `head -c 32 /dev/urandom | base64`"


def configured_root_key(text: str | None, file: Path | None) -> bytes | None:
    """The key named in the environment, None if none is; RootKeyRefused if both are named or it is malformed."""
    if text is not None and file is not None:
        raise RootKeyRefused("HOTLINE_ROOT_KEY and HOTLINE_ROOT_KEY_FILE are both set; keep one of them")
    if text is not None:
        return _decode(text, "HOTLINE_ROOT_KEY")
    return None if file is None else read_root_key(file)


def read_root_key(file: Path) -> bytes:
    """The key in a file; RootKeyRefused if it is missing, open to others or malformed."""
    try:
        with file.open("rb") as opened:
            _check_safe(os.fstat(opened.fileno()), file)
            text = opened.read(4096)
    except FileNotFoundError:
        raise RootKeyRefused(
            f"there is no root key at {file}; restore it from where it is kept safe, or, for a new installation, "
            f"{_HOW_TO_MAKE} and set HOTLINE_ROOT_KEY or HOTLINE_ROOT_KEY_FILE"
        ) from None
    except OSError as error:
        raise RootKeyRefused(f"the root key file {file} cannot be read: {error.strerror}") from None
    return _decode(text.decode("ascii", "replace"), str(file))


def read_or_make_root_key(file: Path) -> bytes:
    """The key in a file, made on first use. Several processes starting at once agree on one key.

    RootKeyRefused if it cannot be made, or as for `read_root_key`.
    """
    try:
        if not file.exists():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_once(file, base64.b64encode(new_secret()) + b"\n")
    except OSError as error:
        raise RootKeyRefused(
            f"no root key can be made at {file}: {error.strerror}; make {file.parent} a writable directory, "
            "or set HOTLINE_ROOT_KEY_FILE"
        ) from None
    return read_root_key(file)


def _write_once(file: Path, content: bytes) -> None:
    with NamedTemporaryFile(dir=file.parent) as draft:  # born with mode 0600
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
        try:
            os.link(draft.name, file)  # unlike a rename, never replaces a key another process has just made
        except FileExistsError:
            return
    _sync_directory(file.parent)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_safe(status: os.stat_result, file: Path) -> None:
    mode = stat.S_IMODE(status.st_mode)
    if mode & _TOO_OPEN:
        raise RootKeyRefused(f"the root key file {file} is open to others (mode {mode:04o}); run `chmod 600 {file}`")
    if status.st_uid not in {os.geteuid(), 0}:
        raise RootKeyRefused(f"the root key file {file} belongs to another user; run `chown $(id -un) {file}`")


def _decode(text: str, source: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise RootKeyRefused(f"{source} does not hold base64 of exactly {KEY_BYTES} bytes; {_HOW_TO_MAKE}")
    return key
