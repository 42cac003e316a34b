"""`hotline audit`: who looked, and whether the log that says so is still what it was."""

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

import orjson
import typer

from core.audit.check import Finding, check, kept_heads
from core.audit.prove import NotProved, add_up, prove
from core.audit.who_saw import Chance, Sight, case_numbered, who_could, who_saw
from core.clock import SHANGHAI
from core.retention.footprint import tables_of
from web.cli.opening import with_host
from web.host import Host
from web.problems import Halt

T = TypeVar("T")
Key = Annotated[str | None, typer.Option(help="The public key that heads are signed with; else this installation's.")]


def register(app: typer.Typer) -> None:
    """Enter the commands."""
    group = typer.Typer(help="Who looked, and whether the log is what it was.", no_args_is_help=True)
    for name, command in (
        ("verify", _verify), ("prove", _prove), ("check-proof", _check_proof), ("who-saw", _who_saw), ("key", _key),
    ):  # fmt: skip
        group.command(name)(command)
    app.add_typer(group, name="audit")


def _verify(
    anchors: Annotated[
        list[Path] | None, typer.Option(help="A folder or file where signed heads were taken; may be repeated.")
    ] = None,
    key: Key = None,
) -> None:
    """Recompute the log's chain and hold it against every signed head. Exit code 1 if anything is wrong."""
    lines = list(_lines(anchors or ()))

    async def checking(host: Host) -> tuple[list[Finding], int]:
        known = {*lines, *await kept_heads(host.read)}
        return await check(host.read, sorted(known), key or host.signer.key), len(known)

    findings, heads = with_host(checking)
    for one in findings:
        typer.echo(f"{_where(one)}{one.what}")
    if findings:
        sys.exit(1)
    typer.echo(f"The log is sound, and the one of {heads} signed heads.")
    if not lines:
        typer.echo("They are the database's own: give --anchors to hold it against those it cannot reach.", err=True)


def _prove(
    event: Annotated[UUID, typer.Argument(help="Id of the event.")],
    to: Annotated[Path | None, typer.Option(help="The file to write; else standard output.")] = None,
) -> None:
    """Write a proof that an event stood in the log when its head was signed."""
    proof = _or_halt(lambda: with_host(lambda host: prove(host.read, event)))
    text = orjson.dumps(proof, option=orjson.OPT_INDENT_2).decode()
    if to is None:
        typer.echo(text)
    else:
        to.write_text(f"{text}\n", "utf-8")


def _check_proof(
    file: Annotated[Path, typer.Argument(help="A proof that `hotline audit prove` wrote.")],
    key: Annotated[str, typer.Option(help="The public key, as `hotline audit key` told it.")],
) -> None:
    """Add a proof up again; it needs neither database nor network."""
    text = "\n".join(_lines((file,)))
    event, head = _or_halt(lambda: add_up(text, key))
    typer.echo(f"Proved: it stood in the log of {head.pos} events whose head was signed at {head.at}.")
    typer.echo(orjson.dumps(event, option=orjson.OPT_INDENT_2).decode())


def _who_saw(
    case_no: Annotated[str, typer.Argument(help="Number of the case.")],
    field: Annotated[str | None, typer.Option(help="One column, such as reporter.phone.")] = None,
    could: Annotated[bool, typer.Option("--could", help="Name those too who could have, by their roles.")] = False,
) -> None:
    """Everyone who saw sealed fields of a case: when, which, and for what."""

    async def tracing(host: Host) -> tuple[list[Sight], list[Chance]]:
        case = await case_numbered(host.read, case_no)
        if case is None:
            raise Halt(f"There is no case {case_no}.", "Look the number up again.")
        chances = []
        if could:
            chances = await who_could(host.read, host.matrix, case, host.clock.now(), field or "case_file.content")
        return await who_saw(host.read, tables_of(host.services.plugins), case, field), chances

    sights, chances = with_host(tracing)
    for one in sights:
        typer.echo("\t".join((_at(one.at), one.act, one.subject, one.name, ",".join(one.columns), one.purpose or "-")))
    for two in chances:
        until = _at(two.until) if two.until else "now"
        typer.echo("\t".join(("could", two.operation, two.subject, two.role, f"{_at(two.since)} to {until}")))


def _key() -> None:
    """The public key of the signed heads; keep it where the heads are checked."""

    async def asking(host: Host) -> str:
        return host.signer.key

    typer.echo(with_host(asking))


def _lines(places: Iterable[Path]) -> Iterator[str]:
    for place in places:
        for file in sorted(place.glob("*.jsonl")) if place.is_dir() else (place,):
            try:
                yield from file.read_text("utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                raise Halt(
                    f"{file} cannot be read: {type(error).__name__}.", "Name a readable file or folder."
                ) from None


def _where(finding: Finding) -> str:
    if finding.first is None:
        return ""
    last = "" if finding.until in {None, finding.first} else f" to {finding.until}"
    return f"position {finding.first}{last}: "


def _at(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).isoformat(timespec="milliseconds")


def _or_halt(work: Callable[[], T]) -> T:
    try:
        return work()
    except NotProved as error:
        raise Halt(f"Not proved: {error}.", "See docs/operations.md, Who looked.") from None
