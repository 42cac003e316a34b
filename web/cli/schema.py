"""`hotline schema export`."""

from pathlib import Path
from typing import Annotated

import typer

from schema.compose import build_schema
from schema.export import sdl


def register(app: typer.Typer) -> None:
    """Enter the command."""
    group = typer.Typer(help="The GraphQL schema.", no_args_is_help=True)
    group.callback()(_schema)
    group.command("export")(_export)
    app.add_typer(group, name="schema")


def _schema() -> None:
    """The GraphQL schema."""


def _export(
    file: Annotated[Path | None, typer.Argument(help="Where to; without it to standard output.")] = None,
) -> None:
    """Write the schema as SDL."""
    text = sdl(build_schema())
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text, "utf-8")
