"""`hotline serve`."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from core.settings import Settings
from web.bootstrap import serve
from web.cli.demo import demo_accounts
from web.cli.opening import settings
from web.interrupt import remembered

_QUERY = "{ districts(first: 5) { edges { node { code name } } } }"


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("serve")(_serve)


def _serve(
    demo: Annotated[bool, typer.Option("--demo", help="Accounts to try every role with; never for real data.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, max=64, help="Serving processes; else HOTLINE_WORKERS, else one.")
    ] = None,
) -> None:
    """Serve the API until Ctrl-C, with a PostgreSQL of its own in var/ unless HOTLINE_DATABASE_URL names one."""
    interrupted = remembered()
    read = settings()
    if workers is not None:
        read = read.model_copy(update={"workers": workers})
    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print("Starting …" if demo else "Starting in earnest: only the configured issuer's tokens are accepted …")
    code = serve(read, demo=demo, interrupted=interrupted, up=lambda: console.print(_welcome(read, demo=demo)))
    if code:
        raise typer.Exit(code)


def _welcome(read: Settings, *, demo: bool) -> str:
    at = f"http://{f'[{read.host}]' if ':' in read.host else read.host}:{read.port}"
    where = f"The hotline answers at {at}/graphql (state: {at}/health/ready, schema: {at}/schema.graphql)."
    return (
        f"\n{where}\n\n{_demonstration(at, _command(read))}\nCtrl-C stops it.\n"
        if demo
        else f"{where}\nCtrl-C stops it."
    )


def _command(read: Settings) -> str:
    """This very command, to be repeated in another terminal of the same directory."""
    own = sys.argv[0] if Path(sys.argv[0]).name == "hotline" else "hotline"
    given = f"HOTLINE_VAR={shlex.quote(str(read.var))} " if "var" in read.model_fields_set else ""
    return given + shlex.quote(own)


def _demonstration(at: str, hotline: str) -> str:
    roles = "\n".join(f"  {hotline} token {row['role']:<22} {row['name']}" for row in demo_accounts())
    return f"""\
!! DEMONSTRATION: whoever runs `hotline token ROLE` here is signed in as that role. Never put real data in.

A token for each role, from another terminal:
{roles}

A first query to paste there:
  curl -s {at}/graphql -H "Authorization: Bearer $({hotline} token operator | tail -n 1)" \\
    -H 'Content-Type: application/json' -d '{{"query":"{_QUERY}"}}'
"""
