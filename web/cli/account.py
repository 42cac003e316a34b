"""`hotline account`: who may sign in, and as what."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from core.accounts.commands import NewGrant, add_account, grant_role, revoke_role, switch_account
from core.accounts.model import account, role_grant
from core.db.uow import Row, UnitOfWork, unit_of_work
from core.errors import Refused
from web.cli.opening import with_host
from web.host import Host
from web.problems import Halt

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
    _run(lambda uow, _: add_account(uow, subject, name, kind.value))
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
    _run(lambda uow, host: grant_role(uow, subject, new, host.matrix))
    typer.echo(f"{subject} is {role} at {unit}.")


def _revoke(subject: Subject, role: Role) -> None:
    """End a role, from now on."""
    ended = _run(lambda uow, _: revoke_role(uow, subject, role))
    typer.echo(f"{ended} grant(s) ended.")


def _disable(subject: Subject) -> None:
    """Keep an account out; its roles stay for when it is let in again."""
    _run(lambda uow, _: switch_account(uow, subject, active=False))
    typer.echo(f"{subject} is kept out.")


def _enable(subject: Subject) -> None:
    """Let an account in again."""
    _run(lambda uow, _: switch_account(uow, subject, active=True))
    typer.echo(f"{subject} is let in.")


async def _rows(host: Host) -> list[Row]:
    return list(await host.read.fetch(_LIST))


def _run(work: Callable[[UnitOfWork, Host], Awaitable[T]]) -> T:
    """What the command answers in a transaction of its own; a refusal is told like every other problem."""

    async def running(host: Host) -> T:
        async with unit_of_work(host.pool, host.services) as uow:
            return await work(uow, host)

    try:
        return with_host(running)
    except Refused as refused:
        raise Halt(refused.text("zh"), refused.text("en")) from None
