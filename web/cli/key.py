"""`hotline key`: how systems sign in by themselves."""

import json
from pathlib import Path
from typing import Annotated

import typer

from core.api_keys.commands import LONGEST_DAYS, new_key, revoke_key
from core.api_keys.queries import every_key
from core.clients.commands import set_client_keys
from core.clock import SHANGHAI
from core.db.read import Row
from web.auth.issuers import public_keys
from web.cli.opening import in_transaction, with_host
from web.host import Host
from web.problems import Halt

Subject = Annotated[str, typer.Argument(help="The subject of an account of the kind SERVICE.")]


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    group = typer.Typer(help="How systems sign in by themselves.", no_args_is_help=True)
    for name, command in (("new", _new), ("list", _list), ("revoke", _revoke), ("client", _client)):
        group.command(name)(command)
    app.add_typer(group, name="key")


def _new(
    subject: Subject,
    queue: Annotated[list[str] | None, typer.Option(help="A work queue it opens; else all of the account.")] = None,
    source: Annotated[list[str] | None, typer.Option("--from", help="An address or network it may come from.")] = None,
    days: Annotated[int, typer.Option(help="How long it lasts.")] = LONGEST_DAYS,
) -> None:
    """Make an API key; it alone is the last line, and is shown this once."""
    made = in_transaction(lambda uow, _: new_key(uow, subject, queues=queue or (), sources=source or (), days=days))
    typer.echo(f"For {days} days, and never shown again; only its digest is kept.", err=True)
    typer.echo(made)


def _list() -> None:
    """Every API key there has been: account, name, until when, from where, for what."""

    async def asking(host: Host) -> list[str]:
        return [_told(row, host) for row in await every_key(host.read)]

    for line in with_host(asking):
        typer.echo(line)


def _revoke(name: Annotated[str, typer.Argument(help="Its name, as `hotline key list` tells it.")]) -> None:
    """End an API key and what it has open, in two seconds."""
    in_transaction(lambda uow, _: revoke_key(uow, name))
    typer.echo(f"{name} ends now.")


def _client(
    subject: Subject,
    keys: Annotated[Path | None, typer.Argument(help="A file with its public keys as a JWK set.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take its keys away.")] = False,
) -> None:
    """Let a system sign in with a key pair of its own, at `/token`."""
    if remove == (keys is not None):
        raise Halt("Either a file or --remove must be given.", "Write `hotline key client SUBJECT FILE`.")
    given = None if keys is None else _read(keys)
    in_transaction(lambda uow, _: set_client_keys(uow, subject, given))
    typer.echo(f"{subject} signs in {'no more' if remove else 'with these keys'}; what it had open ends.")


def _read(file: Path) -> dict[str, object]:
    try:
        given = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        told = error.strerror if isinstance(error, OSError) else "it is not JSON in UTF-8"
        raise Halt(f"{file} cannot be read: {told}.", 'Name a JWK set: {"keys": […]}.') from None
    public_keys(given, str(file))
    return dict(given)


def _told(row: Row, host: Host) -> str:
    over = "revoked" if row["revoked_at"] else "expired" if host.clock.now() >= row["expires_at"] else "active"
    until = row["expires_at"].astimezone(SHANGHAI).date().isoformat()
    places, queues = (",".join(row[name] or ("any",)) for name in ("sources", "queues"))
    return "\t".join((row["subject"], row["name"], over, until, places, queues))
