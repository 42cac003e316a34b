"""`hotline db`: the tables of the core and of the plug-ins."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from core.db.grants import APP, SEALED
from core.db.lineages import Lineage, core_lineage, current, differences, plugin_lineages, upgrade
from core.db.wall import raise_wall
from core.plugin.discovery import Ambiguous, Missing, find
from core.plugin.purge import purge
from web.cli.opening import settings, with_database
from web.plugins import config_of, plugins_of
from web.problems import Halt

FOUND = 1


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    group = typer.Typer(help="The database's tables.", no_args_is_help=True)
    group.command("upgrade")(_upgrade)
    group.command("check")(_check)
    group.command("purge")(_purge)
    group.command("roles")(_roles)
    app.add_typer(group, name="db")


def _lineages() -> tuple[Lineage, ...]:
    return (core_lineage(), *plugin_lineages(plugins_of(settings())))


def _upgrade() -> None:
    """Bring the tables to this version, the core's first, then those of each plug-in of plugins.toml."""
    lineages = _lineages()
    with_database(partial(upgrade, lineages=lineages))
    typer.echo(f"The database is at {_heads(lineages)}.")


def _check() -> None:
    """Say whether the tables are those of this version; exit code 1 if not."""
    lineages = _lineages()
    found = with_database(partial(_findings, lineages=lineages))
    for finding in found:
        typer.echo(finding)
    if found:
        raise typer.Exit(FOUND)
    typer.echo(f"The database is at {_heads(lineages)}, and its tables are as the models say.")


def _heads(lineages: Sequence[Lineage]) -> str:
    core, *plugins = lineages
    return ", ".join([str(core.head()), *(f"{one.owner} {one.head()}" for one in plugins)])


async def _findings(dsn: str, lineages: Sequence[Lineage]) -> list[str]:
    return [finding for lineage in lineages for finding in await _wrong(dsn, lineage)]


async def _wrong(dsn: str, lineage: Lineage) -> list[str]:
    at, head = await current(dsn, lineage), lineage.head()
    whose = "The database" if lineage.owner == "core" else f"The database of {lineage.owner}"
    if at != head:
        return [f"{whose} is at {at or 'no revision'}, this version needs {head}: run `hotline db upgrade`."]
    return [f"Not as the models say: {difference}" for difference in await differences(dsn, lineage)]


def _roles() -> None:
    """Make the two database roles and what they may: the second wall. The private database has them already."""
    plugins_of(settings())
    made = with_database(raise_wall)
    typer.echo(f"{APP} and {SEALED} {'are made as' if made else 'were already as'} the tables need them.")


def _purge(
    name: Annotated[str, typer.Argument(help="A plug-in that plugins.toml does not list any more.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it: there is no way back but a backup.")] = False,
) -> None:
    """Remove a plug-in's tables and all they hold. Its folder or package must still be there."""
    read = settings()
    if name in config_of(read).plugins:
        raise Halt(
            f"{read.plugins_toml} lists {name}.", f"Take [plugins.{name}] out of it and restart the servers first."
        )
    folder = _folder(name)
    if not yes:
        raise Halt(f"This removes every table of {name} and all they hold.", "Make a backup, then add --yes.")
    with_database(partial(purge, plugin=name, folder=folder))
    typer.echo(f"The tables of {name} are gone.")


def _folder(name: str) -> Path:
    try:
        module = find(name)
    except (Missing, Ambiguous) as error:
        raise Halt(
            f"The plug-in {name} is needed to remove its tables: {error}.", "Put it back, then try again."
        ) from None
    assert module.__file__ is not None, "a plug-in is a file"
    return Path(module.__file__).parent
