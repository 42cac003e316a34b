"""`hotline db upgrade` and `hotline db check`."""

import typer

from core.db.lineages import core_lineage, current, differences, upgrade
from web.cli.opening import with_database

FOUND = 1


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    group = typer.Typer(help="The database's tables.", no_args_is_help=True)
    group.command("upgrade")(_upgrade)
    group.command("check")(_check)
    app.add_typer(group, name="db")


def _upgrade() -> None:
    """Bring the tables to this version."""
    with_database(upgrade)
    typer.echo(f"The database is at {core_lineage().head()}.")


def _check() -> None:
    """Say whether the tables are those of this version; exit code 1 if not."""
    found = with_database(_findings)
    for finding in found:
        typer.echo(finding)
    if found:
        raise typer.Exit(FOUND)
    typer.echo(f"The database is at {core_lineage().head()}, and its tables are as the models say.")


async def _findings(dsn: str) -> list[str]:
    lineage = core_lineage()
    at, head = await current(dsn, lineage), lineage.head()
    if at != head:
        return [f"The database is at {at or 'no revision'}, this version needs {head}: run `hotline db upgrade`."]
    return [f"Not as the models say: {difference}" for difference in await differences(dsn, lineage)]
