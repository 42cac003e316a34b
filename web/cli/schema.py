"""`hotline schema export`."""

from pathlib import Path
from typing import Annotated

import typer

from core.plugin.config import read_config
from schema.export import schema_with, sdl
from web.cli.opening import settings


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
    plugins: Annotated[
        str | None, typer.Option(help="These plug-ins, such as legal_desk,utility_queues, instead of plugins.toml's.")
    ] = None,
) -> None:
    """Write the schema of this deployment, or of a choice of plug-ins, as SDL."""
    text = sdl(schema_with(_listed() if plugins is None else _named(plugins)))
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text, "utf-8")


def _listed() -> list[str]:
    read = settings()
    return list(read_config(read.plugins_toml, required="plugins_toml" in read.model_fields_set).plugins)


def _named(plugins: str) -> list[str]:
    return [name.strip() for name in plugins.split(",") if name.strip()]
