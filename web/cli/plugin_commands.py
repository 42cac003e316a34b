"""`hotline PLUG-IN COMMAND`: what plug-ins add to the command line. They are loaded only when one of theirs is asked for."""

import inspect
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

import typer
from typer.core import TyperGroup

from core.db.uow import unit_of_work
from core.plugin.answers import Command
from core.plugin.errors import PluginError
from core.plugin.manifest import Manifest
from web.cli.opening import settings, with_host
from web.host import Host
from web.plugins import plugins_of
from web.problems import Halt


class WithPlugins(TyperGroup):
    """The core's commands, and behind them a group for each plug-in that has some."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """See click.Group. Raises PluginError when no plug-in can be loaded."""
        return super().get_command(ctx, cmd_name) or self._plugins.get(cmd_name)

    def list_commands(self, ctx: Any) -> list[str]:
        """See click.Group. Help is given whatever plugins.toml says."""
        with suppress(PluginError, Halt):
            return [*super().list_commands(ctx), *self._plugins]
        return super().list_commands(ctx)

    @cached_property
    def _plugins(self) -> dict[str, Any]:
        plugins = plugins_of(settings())
        return {one.name: _group(one.manifest, commands) for one, commands in plugins.each("cli_commands")}


def _group(manifest: Manifest, commands: Sequence[Command]) -> Any:
    group = typer.Typer(
        name=manifest.name,
        help=f"{manifest.title_zh} {manifest.title_en}.",
        callback=lambda: None,  # it stays a group with a single command, too
        no_args_is_help=True,
        add_completion=False,
    )
    for command in commands:
        group.command(command.name, help=command.help)(_running(command))
    return typer.main.get_command(group)


def _running(command: Command) -> Callable[..., None]:
    """The command as typer reads it: without the unit of work, which is opened when it runs."""

    def run(**given: Any) -> None:
        async def work(host: Host) -> list[str]:
            async with unit_of_work(host.pool, host.services) as uow:
                return list(await command.run(uow, **given))

        for line in with_host(work):
            typer.echo(line)

    signature = inspect.signature(command.run, eval_str=True)
    asked = list(signature.parameters.values())[1:]
    run.__signature__ = signature.replace(parameters=asked, return_annotation=None)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in asked}
    return run
