"""Every row of the oracle through the API: what is allowed is told done, what is refused is told why and leaves nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
import strawberry

from core.cases.verbs import Verb
from core.codes.registry import CodeRegistry, load_codes
from schema.context import RequestContext
from schema.relay.ids import encode
from tests.core.cases import arranging, oracle
from tests.core.cases.drive import Drive, Scene
from tests.core.cases.scenes import open_drive
from tests.core.cases.verbs import fitting
from tests.schema.conftest import SIGNING_KEY
from tests.schema.support.asked import asked
from tests.schema.support.undone import OneConnection, undone
from tests.support.office import Office

HELD_BELOW = ("submitFeedback", "SUB_DISPATCHED")
"""State and role permit it, but work is live below by definition: the guard refuses until it has ended."""

ALLOWED = [row for row in oracle.verb_rows() if row.allowed and (row.verb, row.state) != HELD_BELOW]
HELD = [row for row in oracle.verb_rows() if row.allowed and (row.verb, row.state) == HELD_BELOW]
REFUSED = [row for row in oracle.verb_rows() if not row.allowed]
XID = "SELECT pg_current_xact_id_if_assigned()::text"


def name(row: oracle.Row) -> str:
    return row.name


@dataclass
class Client:
    """Sends a row's mutation in the role's name."""

    drive: Drive
    schema: strawberry.Schema
    codes: CodeRegistry

    async def send(self, pool: OneConnection, row: oracle.Row, scene: Scene | None, role: str) -> dict[str, Any]:
        """The payload of the verb, as the role does it now."""
        desk, verb = self.drive.desk, Verb(row.verb)
        viewer = desk.viewer(role)
        on = scene and arranging.subject(row, scene)
        world = replace(desk.world, material=desk.materials.get(viewer.id, desk.world.material))
        given = fitting(verb, on, world, viewer.now)
        context = RequestContext(
            viewer, pool, desk.office.services, self.codes, SIGNING_KEY, source="test", idempotency_key="row"  # type: ignore[arg-type]
        )  # fmt: skip
        seen = {} if scene is None or on is None else {"expectedVersion": await self._version(scene, on)}
        result = await self.schema.execute(
            document(verb), variable_values={"input": asked(given) | seen}, context_value=context
        )
        assert result.errors is None, result.errors  # type: ignore[union-attr]
        return dict(result.data[verb.value])  # type: ignore[union-attr, index]

    async def _version(self, scene: Scene, on: UUID) -> int:
        facts = await self.drive.desk.facts(scene.case_id)
        return facts.version if on == facts.id else facts.assignment(on).version


def document(verb: Verb) -> str:
    given = f"{verb[0].upper()}{verb[1:]}Input!"
    told = "case { id state version assignments { id state } } userErrors { code }"
    return f"mutation($input: {given}) {{ {verb}(input: $input) {{ {told} }} }}"


@pytest.fixture(scope="module")
async def client(shared_office: Office, schema: strawberry.Schema) -> AsyncIterator[Client]:
    """A client with scenes of its own."""
    async with open_drive(shared_office) as drive:
        yield Client(drive, schema, await load_codes(shared_office.read))


@pytest.mark.parametrize("row", ALLOWED, ids=name)
async def test_what_is_allowed_is_done_and_told(client: Client, row: oracle.Row) -> None:
    desk = client.drive.desk
    scene = None if row.state is None else await client.drive.to(arranging.wanted(row))
    version = 0 if scene is None else (await desk.facts(scene.case_id)).version
    desk.move_on(arranging.waiting(row))

    async with undone(desk.office.pool) as pool:
        told = await client.send(pool, row, scene, row.role)

    assert told["userErrors"] == []
    assert told["case"]["version"] == version + 1
    if scene is None or row.machine == "CASE":
        assert told["case"]["state"] in row.to
    else:
        states = {one["id"]: one["state"] for one in told["case"]["assignments"]}
        assert states[encode("assignment", scene.subject)] in row.to
        assert told["case"]["state"] in (row.case_to or {row.case_from})


@pytest.mark.parametrize("row", [*REFUSED, *HELD], ids=name)
async def test_what_is_refused_is_told_why_and_its_transaction_wrote_nothing(client: Client, row: oracle.Row) -> None:
    scene = None if row.state is None else await client.drive.to(arranging.wanted(row))

    async with undone(client.drive.desk.office.pool) as pool:
        told = await client.send(pool, row, scene, row.role)
        written = await pool.fetchval(XID)

    expected = "CHILD_STILL_LIVE" if row in HELD else arranging.refusal(row)
    assert [error["code"] for error in told.pop("userErrors")] == [expected]
    assert told == {"case": None}
    assert written is None
