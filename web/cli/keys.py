"""`hotline keys`: which keys there are, and replacing or destroying them."""

from datetime import datetime
from typing import Annotated

import typer

from core.attachments.seal import seal_files, unsealed_files
from core.clock import SHANGHAI
from core.keys.holders import UnknownSealed
from core.keys.rotate_cases import rotate_cases
from core.keys.rotate_indexes import rotate_indexes
from core.keys.rotate_root import rotate_root
from core.keys.rotation import GRACE, RotationRunning
from core.keys.seal_text import seal_text, unsealed
from core.keys.shred import NotShredded, shred
from core.keys.survey import Month, Survey, months, survey
from core.retention.footprint import tables_of
from core.sealing.envelope import SUITES
from web.cli.opening import with_host
from web.host import Host
from web.problems import Halt


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    group = typer.Typer(help="Keys: which there are, replacing and destroying them.", no_args_is_help=True)
    for name, command in (
        ("list", _list), ("status", _status), ("rotate-root", _rotate_root), ("rotate-cases", _rotate_cases),
        ("rotate-indexes", _rotate_indexes), ("shred", _shred), ("seal-text", _seal_text), ("seal-files", _seal_files),
    ):  # fmt: skip
        group.command(name)(command)
    app.add_typer(group, name="keys")


def _list() -> None:
    """The month keys: which root key wraps each, and how many keys of cases hang below it."""

    async def asking(host: Host) -> list[Month]:
        return await months(host.read, tables_of(host.services.plugins), host.root_keys.provider)

    for one in with_host(asking):
        root = "newest root key" if one.newest else "FORMER root key"
        typer.echo(f"{one.month}\t{root} {one.wrapped_by}\t{one.keys} keys\tsince {_at(one.created_at)}")


def _status() -> None:
    """Go through every sealed value: does any former key still have a use? Exit code 1 if one does, or a value is lost."""

    async def asking(host: Host) -> tuple[Survey, int, int]:
        tables = tables_of(host.services.plugins)
        found = await survey(host.read, tables, host.services.keys, host.root_keys.provider)
        return found, await unsealed(host.read, host.services), await unsealed_files(host.read)

    found, plain, files = with_host(asking)
    typer.echo(f"{found.values} values under {found.keys} keys; {found.shredded} keys were destroyed.")
    typer.echo(f"Wrapped by a former root key: {found.under_former_root}")
    typer.echo(f"Keys that keep their former one: {found.two_keys}")
    typer.echo(f"Values sealed with a former key: {found.under_former_key}")
    typer.echo(f"Records with a text that is not sealed: {plain}")
    typer.echo(f"Files that are not sealed: {files}")
    typer.echo(f"Values that no key opens: {found.lost}")
    for place in found.first_lost:
        typer.echo(f"  {place}")
    if found.open_rotation is not None:
        typer.echo(f"A rotation of {found.open_rotation} is open: run `hotline keys rotate-cases` to go on with it.")
    if found.unfinished or plain or files:
        raise typer.Exit(1)


def _rotate_root() -> None:
    """Wrap all month keys with the new root key; HOTLINE_ROOT_KEY_OLD_FILE names the one that is replaced."""

    async def rotating(host: Host) -> int:
        if host.settings.root_key_old_file is None:
            raise Halt(
                "HOTLINE_ROOT_KEY_OLD_FILE is not set, so there is no root key to be replaced.",
                "Name the new key as the root key and the former one there, in every process; see docs/operations.md, Keys.",
            )
        keys = host.root_keys
        return len([place async for place in rotate_root(host.pool, keys.provider, keys.first)])

    typer.echo(f"{with_host(rotating)} keys were wrapped anew; nothing is wrapped by the former root key any more.")
    typer.echo("Take HOTLINE_ROOT_KEY_OLD_FILE away and restart every process; then destroy the former key.", err=True)


def _rotate_cases(
    grace: Annotated[
        float, typer.Option(min=0, help="Seconds until whoever read a case before its new key was published has ended.")
    ] = GRACE,
) -> None:
    """Give every case a fresh key and seal its texts anew, while they are worked on. Goes on where it was cut off."""

    async def rotating(host: Host) -> None:
        said = None
        async for one in rotate_cases(host.pool, host.services, grace=grace):
            if (one.step, one.holder) != said:
                said = one.step, one.holder
                typer.echo(f"{one.step} {one.holder} …", err=True)
            typer.echo(f"{one.step}\t{one.holder}\t{one.keys} keys\t{one.values} values")

    try:
        with_host(rotating)
    except RotationRunning:
        raise Halt("Another process is rotating these keys.", "Let it end, or end it and run this again.") from None
    except UnknownSealed as error:
        raise Halt("Not all that is sealed would be sealed anew.", f"{error}.") from None
    typer.echo("Every case has a fresh key, and no value is sealed with a former one.")


def _rotate_indexes(
    grace: Annotated[
        float,
        typer.Option(min=0, help="Seconds until every process knows the new key, and again until all write by it."),
    ] = GRACE,
) -> None:
    """Bring the blind indexes under a new key, while cases are looked for. Goes on where it was cut off."""

    async def rotating(host: Host) -> dict[str, int]:
        tables, provider = tables_of(host.services.plugins), host.root_keys.provider
        suite = SUITES[host.settings.suite]
        moving = rotate_indexes(host.pool, host.services, tables, provider, suite, grace=grace)
        return {column: moved async for column, moved in moving}

    try:
        moved = with_host(rotating)
    except RotationRunning:
        raise Halt("Another process is rotating this key.", "Let it end, or end it and run this again.") from None
    except UnknownSealed as error:
        raise Halt("Not every index would be brought under the new key.", f"{error}.") from None
    for column, digests in moved.items():
        typer.echo(f"{column}\t{digests} digests")
    typer.echo("Every blind index is under the new key.")


def _seal_text() -> None:
    """Seal what was written in plain before such texts were sealed; once, after an upgrade. Goes on where it was cut off."""

    async def sealing(host: Host) -> dict[str, int]:
        return {table: moved async for table, moved in seal_text(host.pool, host.services)}

    for table, moved in with_host(sealing).items():
        typer.echo(f"{table}\t{moved} rows")
    typer.echo("No such text is left unsealed.")


def _seal_files() -> None:
    """Seal the files that were stored before files were sealed; once, after an upgrade. Goes on where it was cut off."""

    async def sealing(host: Host) -> tuple[int, int]:
        done = [one async for one in seal_files(host.pool, host.services, host.attachments)]
        return len(done), await unsealed_files(host.read)

    done, left = with_host(sealing)
    typer.echo(f"{done} files were sealed.")
    if left:
        raise Halt(
            f"{left} files are left as they came: they are not in the store, or their key does not open.",
            "`hotline doctor --files` names them; restore them from a backup and run this again.",
        )
    typer.echo("No file is left unsealed.")


def _shred(
    case_no: Annotated[str, typer.Argument(help="Number of a case that is closed.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking; there is no way back.")] = False,
) -> None:
    """Anonymise one case before its months have passed. Its codes, dates and events stay."""
    if not yes:
        typer.confirm(f"Destroy the key of case {case_no}? Its texts are lost for good", abort=True)

    try:
        with_host(lambda host: shred(host.pool, host.services, host.attachments, case_no))
    except NotShredded as error:
        raise Halt(f"Not shredded: {error}.", "See docs/operations.md, Keys.") from None
    typer.echo(f"The key of {case_no} is destroyed; whatever told of a person is gone.")


def _at(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).isoformat(timespec="seconds")
