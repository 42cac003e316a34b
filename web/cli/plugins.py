"""`hotline plugins`: what is loaded, where it is on, and what a plug-in left undone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from core.access.viewer import SYSTEM
from core.db.uow import unit_of_work
from core.districts.switch_plugin import SetDistrictPlugin, set_district_plugin
from core.plugin.config import read_config
from core.plugin.host import PluginHost, load_plugins
from core.plugin.letters import dead_letters, lags, replay
from core.plugin.loaded import PluginStatus, Status
from core.seed.reader import read_districts
from schema import hookspecs
from schema.compose import build_schema
from web.cli.new_plugin import new_plugin
from web.cli.opening import settings, with_host
from web.host import Host
from web.plugins import refuse_unknown

FOUND = 1

Name = Annotated[str, typer.Argument(help="The plug-in's name, as in plugins.toml.")]
District = Annotated[str, typer.Argument(help="Six digits, such as 370902; 370900 is the city itself.")]
Reason = Annotated[str, typer.Option(help="Kept with the switch, for the audit.")]


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    group = typer.Typer(help="Plug-ins and the districts where they are on.", no_args_is_help=True)
    group.command("list")(_list)
    group.command("check")(_check)
    group.command("enable")(_enable)
    group.command("disable")(_disable)
    group.command("new")(_new)
    group.command("letters")(_letters)
    group.command("replay")(_replay)
    app.add_typer(group, name="plugins")


def _list() -> None:
    """List the plug-ins of this deployment, where each is on, and how far it has read the log."""
    for line in with_host(_listed):
        typer.echo(line)


async def _listed(host: Host) -> list[str]:
    plugins = host.services.plugins
    behind = {one.plugin: one for one in await lags(host.read, [loaded.name for loaded in plugins.loaded])}
    lines = []
    for status in plugins.statuses:
        lines.append(_told(status))
        if status.status is Status.LOADED:
            lines.append(f"    on in: {' '.join(plugins.switches.districts(status.name)) or 'no district'}")
        if (lag := behind.get(status.name)) is not None and (lag.rows or lag.waiting or lag.dead):
            lines.append(f"    {lag.rows} events behind, {lag.waiting} effects wait, {lag.dead} dead letters")
    return lines or ["plugins.toml lists no plug-in."]


def _told(status: PluginStatus) -> str:
    manifest = status.manifest
    what = f"{manifest.version}  {manifest.title_zh} ({manifest.title_en})" if manifest else ""
    return f"{status.name:<22} {status.status:<8} {what} {status.detail}{'  locked' if status.locked else ''}".rstrip()


def _check() -> None:
    """Check plugins.toml and every plug-in in it, without a database; exit code 1 if one cannot be used."""
    host = _loaded()
    build_schema(plugins=host)
    for status in host.statuses:
        typer.echo(_told(status))
    if any(status.status is not Status.LOADED for status in host.statuses):
        raise typer.Exit(FOUND)
    typer.echo(f"{len(host.statuses)} plug-ins, all fit.")


def _loaded() -> PluginHost:
    read = settings()
    config = read_config(read.plugins_toml, required="plugins_toml" in read.model_fields_set)
    host = load_plugins(config, specs=(hookspecs,))
    refuse_unknown(host, [district.code for district in read_districts()], read.plugins_toml)
    return host


def _enable(name: Name, district: District, reason: Reason = "switched on from the command line") -> None:
    """Switch a plug-in on in a district; every server process follows within two seconds."""
    _switch(SetDistrictPlugin(district=district, plugin=name, enabled=True, reason=reason))
    typer.echo(f"{name} is on in {district}.")


def _disable(name: Name, district: District, reason: Reason = "switched off from the command line") -> None:
    """Switch a plug-in off in a district; its rows stay."""
    _switch(SetDistrictPlugin(district=district, plugin=name, enabled=False, reason=reason))
    typer.echo(f"{name} is off in {district}.")


def _switch(input: SetDistrictPlugin) -> None:
    async def switched(host: Host) -> None:
        async with unit_of_work(host.pool, host.services) as uow:
            await set_district_plugin(uow, replace(SYSTEM, now=uow.now), input)

    with_host(switched)


def _new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and _, such as tourism_desk.")],
    package: Annotated[
        Path | None, typer.Option(help="Make a package for pip in this folder, instead of a folder in plugins/.")
    ] = None,
) -> None:
    """Write the skeleton of a plug-in that passes the contract suite at once."""
    for file in new_plugin(name, package):
        typer.echo(f"  {file}")
    typer.echo(f"Next: add [plugins.{name}] with `districts` to plugins.toml, then run `hotline plugins check`.")


def _letters(name: Name) -> None:
    """List the effects a plug-in gave up, by their position in the log; exit code 1 if there are any."""
    lines = with_host(lambda host: _dead(host, name))
    for line in lines:
        typer.echo(line)
    if lines:
        raise typer.Exit(FOUND)
    typer.echo(f"{name} has done everything it was told.")


async def _dead(host: Host, name: str) -> list[str]:
    return list(_lines(await dead_letters(host.read, name)))


def _lines(rows: object) -> Iterator[str]:
    for row in rows:  # type: ignore[attr-defined]
        yield f"{row['pos']}  {row['type']}  case {row['case_id']}  {row['attempts']} tries  {row['fault']}"


def _replay(
    name: Name, positions: Annotated[list[int], typer.Argument(help="Positions as `letters` lists them.")]
) -> None:
    """Have dead letters tried again."""

    async def again(host: Host) -> int:
        async with unit_of_work(host.pool, host.services) as uow:
            return await replay(uow, name, positions)

    typer.echo(f"{with_host(again)} of {len(positions)} will be tried again.")
