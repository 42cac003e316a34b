"""`hotline token`."""

from typing import Annotated

import typer
from sqlalchemy import bindparam, func, select

from core.accounts.model import account
from web.auth.demonstration import LIFETIME, demonstration_key, mint
from web.auth.issuers import DEMONSTRATION_PREFIX
from web.bootstrap import add_demonstration
from web.cli.demo import demo_accounts
from web.cli.opening import with_host
from web.host import Host
from web.problems import Halt

_DEMONSTRATION = select(func.count()).where(account.c.subject.startswith(bindparam("prefix"), autoescape=False))


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("token")(_token)


def _token(role: Annotated[str, typer.Argument(help="A role of the demonstration, such as operator.")]) -> None:
    """Print a token for a role's demonstration account; the token alone is the last line."""
    subjects = {row["role"]: row["subject"] for row in demo_accounts()}
    if role not in subjects:
        raise Halt(f"There is no role {role}.", f"Choose one of {', '.join(subjects)}.")
    typer.echo(with_host(lambda host: _minted(host, subjects[role])))


async def _minted(host: Host, subject: str) -> str:
    if not await host.read.fetch_value(_DEMONSTRATION, prefix=DEMONSTRATION_PREFIX):
        raise Halt(
            "This database holds no demonstration accounts, so its people get their tokens from their own issuer.",
            "For a demonstration start `hotline serve --demo` (or `make serve`) once on it.",
        )
    await add_demonstration(host)
    typer.echo(
        f"Valid for {LIFETIME.total_seconds() / 3600:.0f} hours, as a strong sign-in ten minutes, and for `serve --demo` only.",
        err=True,
    )
    return mint(demonstration_key(host.settings.var), subject, host.clock.now())
