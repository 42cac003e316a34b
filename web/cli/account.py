"""`hotline account`: who may sign in, and as what."""

import sys
from enum import StrEnum
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from core.accounts.commands import NewGrant, add_account, grant_role, revoke_role, switch_account
from core.accounts.model import account, role_grant
from core.accounts.sessions import end_sessions
from core.db.read import Row
from core.passwords.commands import set_password
from web.cli.opening import in_transaction, with_host
from web.host import Host

T = TypeVar("T")
Subject = Annotated[str, typer.Argument(help="The token's subject, with its issuer's prefix.")]
Role = Annotated[str, typer.Argument(help="A role of the policy file.")]

_LIST = (
    select(account, role_grant.c.role, role_grant.c.unit_path, role_grant.c.district_path, role_grant.c.valid_to)
    .outerjoin(role_grant, role_grant.c.account_id == account.c.id)
    .order_by(account.c.subject, role_grant.c.role)
)


class Kind(StrEnum):
    """A person, or a system that signs in by itself."""

    PERSON = "PERSON"
    SERVICE = "SERVICE"


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    group = typer.Typer(help="Who may sign in, and as what.", no_args_is_help=True)
    for name, command in (
        ("list", _list), ("add", _add), ("grant", _grant), ("revoke", _revoke), ("disable", _disable), ("enable", _enable),
        ("end-sessions", _end_sessions), ("password", _password),
    ):  # fmt: skip
        group.command(name)(command)
    app.add_typer(group, name="account")


def _list() -> None:
    """Every account with its roles."""
    table = Table()
    for column in ("subject", "name", "kind", "active", "role", "unit", "district", "until"):
        table.add_column(column, overflow="fold")
    for row in with_host(_rows):
        until = row["valid_to"].isoformat() if row["valid_to"] else ""
        active = "yes" if row["active"] else "no"
        table.add_row(
            row["subject"], row["name"], row["kind"], active, row["role"] or "-", row["unit_path"], row["district_path"],
            until,
        )  # fmt: skip
    Console(width=None if Console().is_terminal else 200, markup=False, highlight=False).print(table)


def _add(
    subject: Subject,
    name: Annotated[str, typer.Option(help="The name colleagues see.")],
    kind: Annotated[Kind, typer.Option(help="PERSON or SERVICE.")] = Kind.PERSON,
) -> None:
    """Make an account; it may nothing until it is given a role."""
    in_transaction(lambda uow, _: add_account(uow, subject, name, kind.value))
    typer.echo(f"{subject} is there; give it a role with `hotline account grant`.")


def _grant(
    subject: Subject,
    role: Role,
    unit: Annotated[str, typer.Option(help="Code of the unit whose subtree the role covers.")],
    district: Annotated[
        str | None, typer.Option(help="Code of the places it covers; the unit's own if absent.")
    ] = None,
    clearance: Annotated[int, typer.Option(min=0, max=3, help="Highest secrecy level.")] = 0,
) -> None:
    """Give a role at a unit."""
    new = NewGrant(role=role, unit=unit, district=district, clearance=clearance)
    in_transaction(lambda uow, host: grant_role(uow, subject, new, host.matrix))
    typer.echo(f"{subject} is {role} at {unit}.")


def _revoke(subject: Subject, role: Role) -> None:
    """End a role, from now on."""
    ended = in_transaction(lambda uow, _: revoke_role(uow, subject, role))
    typer.echo(f"{ended} grant(s) ended.")


def _disable(subject: Subject) -> None:
    """Keep an account out; its roles stay for when it is let in again."""
    in_transaction(lambda uow, _: switch_account(uow, subject, active=False))
    typer.echo(f"{subject} is kept out.")


def _enable(subject: Subject) -> None:
    """Let an account in again."""
    in_transaction(lambda uow, _: switch_account(uow, subject, active=True))
    typer.echo(f"{subject} is let in.")


def _end_sessions(
    subject: Subject,
    session: Annotated[str | None, typer.Option(help="The `jti` or `sid` of the one to end; else all of them.")] = None,
) -> None:
    """End what is open, in two seconds; whoever may still sign in can do so again half a minute later."""
    in_transaction(lambda uow, _: end_sessions(uow, subject, session))
    typer.echo(f"{'The session' if session else 'Every session'} of {subject} ends now.")


def _password(
    subject: Subject,
    remove: Annotated[bool, typer.Option("--remove", help="Take it away.")] = False,
) -> None:
    """Give a person a password for the day on which no issuer answers; it is asked for, or read from standard input."""
    new = None if remove else _typed()
    in_transaction(lambda uow, _: set_password(uow, subject, new))
    typer.echo(f"{subject} has {'no password any more' if remove else 'a new password'}; what was open ends.")


def _typed() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


async def _rows(host: Host) -> list[Row]:
    return list(await host.read.fetch(_LIST))
