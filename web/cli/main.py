"""`hotline`: every command of the checkout or the installation.

A command is a module of this package with `register(app)`; it is entered in COMMANDS.
"""

import signal
import sys
from collections.abc import Callable

import typer
from rich.console import Console

from web import start  # noqa: F401 - before all others
from web.cli import (
    account,
    audit,
    calendar,
    db,
    doctor,
    explain,
    export,
    import_,
    key,
    keys,
    plugins,
    profile,
    retention,
    schema,
    serve,
    token,
)
from web.cli.failures import failure
from web.cli.plugin_commands import WithPlugins
from web.crash import install, tell

COMMANDS: tuple[Callable[[typer.Typer], None], ...] = (
    serve.register,
    db.register,
    token.register,
    account.register,
    calendar.register,
    profile.register,
    plugins.register,
    import_.register,
    schema.register,
    explain.register,
    doctor.register,
    audit.register,
    keys.register,
    key.register,
    retention.register,
    export.register,
)
REFUSED, FAULT = 2, 1
"""Exit codes when a command cannot do its work: a message says why, or where. 1 is a check that found something, too."""


def application() -> typer.Typer:
    """The command line with every command, those of plug-ins included."""
    app = typer.Typer(
        cls=WithPlugins,
        help="12345 hotline: the service and its tools.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,  # it would print local variables, and keys among them
    )
    for register in COMMANDS:
        register(app)
    return app


def main() -> None:
    """Run a command. Whatever keeps it from working is told in one message; SIGTERM ends it as Ctrl-C does."""
    install()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        application()()
    except Exception as error:
        told = failure(error)
        if told is None:
            tell(error)
            sys.exit(FAULT)
        Console(stderr=True, soft_wrap=True).print(f"hotline: {told}", style="red", markup=False, highlight=False)
        sys.exit(REFUSED)
