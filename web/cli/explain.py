"""`hotline explain`."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from core.access.matrix import POLICY
from core.access.viewer import Viewer
from core.settings import Settings
from schema.compose import build_schema
from schema.faults import text
from schema.gate.gate import Gate
from schema.gate.prepared import DocumentRefused
from schema.plan.explain import Explained, explained, holder
from web.cli.opening import settings
from web.plugins import matrix_of, plugins_of
from web.problems import Halt


def register(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("explain")(_explain)


def _explain(
    file: Annotated[Path, typer.Argument(help="A file with a GraphQL document.")],
    role: Annotated[str, typer.Option(help="Whose query it is, as the policy names roles.")],
    variables: Annotated[str, typer.Option(help="Its variables as JSON.")] = "{}",
    operation: Annotated[str | None, typer.Option(help="Which operation, if the document has several.")] = None,
) -> None:
    """Show how an operation is answered: its cost, its plan's statement and projection, or why graphql-core answers it."""
    for line in _lines(_explained(settings(), file, role, _given(variables), operation)):
        typer.echo(line)


def _explained(read: Settings, file: Path, role: str, variables: dict[str, Any], name: str | None) -> Explained:
    plugins = plugins_of(read)
    matrix = matrix_of(plugins, read.policy or POLICY, ())
    if role not in matrix.roles:
        raise Halt(f"There is no role {role}.", f"Write one of {', '.join(sorted(matrix.roles))}.")
    schema, viewer = build_schema(plugins=plugins), holder(role, matrix)
    try:
        admitted = Gate(schema._schema).admit(_document(file), name, variables, _Anybody(viewer))
    except DocumentRefused as refused:
        told = " ".join(text(error, "en") for error in refused.errors)
        raise Halt(f"{file}: {told}", "Correct the document.") from None
    return explained(schema, admitted, variables, viewer)


class _Anybody:
    """Whoever explains may name what introspection shows."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    def may(self, operation: str, /) -> bool:
        """See Introspector."""
        return operation == "introspect" or self._viewer.may(operation)


def _lines(found: Explained) -> list[str]:
    lines = [f"cost        {found.cost}"]
    if found.reason is not None:
        return [*lines, f"answered by graphql-core, because of {found.reason}"]
    for statement, projection in found.plans:
        lines += ["answered by a plan", "", statement or "nothing is read", "", projection]
    return lines


def _document(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Halt(f"{file} cannot be read.", "Name a file with a GraphQL document in UTF-8.") from None


def _given(variables: str) -> dict[str, Any]:
    try:
        given = orjson.loads(variables)
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, dict):
        raise Halt("--variables is no JSON object.", 'Write them like {"id": "…"}.')
    return given
