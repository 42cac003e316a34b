"""`hotline export`: a key for exports, opening the file, and whose a leaked one is."""

import os
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from core.exports.envelope import KEY_BYTES, NotOpened, decrypt
from core.exports.trace import Suspect, suspects
from web.cli.opening import with_host
from web.problems import Halt


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    group = typer.Typer(help="Exports: keys, opening, and whose a leaked one is.", no_args_is_help=True)
    for name, command in (("key", _key), ("open", _open), ("whose", _whose)):
        group.command(name)(command)
    app.add_typer(group, name="export")


def _key(file: Annotated[Path, typer.Argument(help="Where the private key is written; it must not exist.")]) -> None:
    """Make a key pair: the private key into a file of your own, the public key for requestExport printed."""
    key = X25519PrivateKey.generate()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Halt(f"{file} cannot be made: {error.strerror}.", "Name a new file in a folder of your own.") from None
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(b64encode(key.private_bytes_raw()).decode() + "\n")
    typer.echo(b64encode(key.public_key().public_bytes_raw()).decode())


def _open(
    file: Annotated[Path, typer.Argument(help="The file as it came from /exports/<id>.")],
    key: Annotated[Path, typer.Option(help="The private key that `hotline export key` wrote.")],
    to: Annotated[Path, typer.Option(help="The CSV file to write; it must not exist.")],
) -> None:
    """Decrypt an export; it needs neither database nor network."""
    try:
        id_, plain = decrypt(_read(file), _private(key))
    except NotOpened as error:
        raise Halt(
            f"{file} does not open: {error}.", "Fetch it again, or give the key it was asked for with."
        ) from None
    try:
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Halt(f"{to} cannot be made: {error.strerror}.", "Name a new file in a folder of your own.") from None
    with os.fdopen(handle, "wb") as opened:
        opened.write(plain)
    typer.echo(f"Export {id_}: {to}")


def _whose(file: Annotated[Path, typer.Argument(help="A leaked text: the CSV, or anything copied out of it.")]) -> None:
    """For whom a leaked file was made, by its unseen signs and by the order of its cases."""
    text = _read(file).decode("utf-8", "replace")
    found: list[Suspect] = with_host(lambda host: suspects(host.read, text))
    if not found:
        typer.echo("No export is recognised.")
    for one in found:
        typer.echo(f"{one.export_id}\t{one.subject}\t{one.name}\t{one.why}")


def _private(file: Path) -> bytes:
    try:
        key = b64decode(_read(file).strip(), validate=True)
    except (NoBase64, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise Halt(f"{file} holds no private key.", "Give the file that `hotline export key` wrote.")
    return key


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Halt(f"{file} cannot be read: {error.strerror}.", "Name a readable file.") from None
