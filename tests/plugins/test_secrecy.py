"""S3 with every plug-in loaded: whatever who is blind to a case tries is answered as for one that is not there.

What they may ask for is asked in `test_fields`.
"""

import json
import re
from inspect import isawaitable
from typing import Any
from uuid import UUID

import pytest
from graphql import DocumentNode, execute, parse, validate

from core.access.viewer import Viewer
from schema.context import RequestContext
from schema.relay.ids import encode
from tests.schema.conftest import SIGNING_KEY, SOURCE
from tests.schema.support.undone import undone
from tests.secrecy.crawl import LONG
from tests.secrecy.test_canaries import BLIND, DISPATCHED, Canary, heard, sing
from tests.support.plugged import Plugged
from web.testing.documents import Root, roots

CASES = 40 if LONG else DISPATCHED + 3
TRYING = sorted(BLIND) if LONG else ["administrator", "auditor", "enterprise_desk", "legal_desk", "utility_service"]
TURNS = len(TRYING) if LONG else 2
"""How many of them try each mutation, in turn."""
ABSENT = UUID(int=77)
IDS = re.compile(r"[A-Za-z0-9_-]{40,}")


@pytest.fixture
async def canaries(plugged: Plugged) -> list[Canary]:
    """Secret cases, some of them at work, after whatever plug-ins do about them."""
    found = [canary for number in range(CASES) for canary in await sing(plugged, number)]
    await plugged.effects()
    await plugged.minute()
    return found


def context(office: Plugged, viewer: Viewer, pool: Any) -> RequestContext:
    return RequestContext(viewer, pool, office.services, office.codes, SIGNING_KEY, SOURCE, idempotency_key="once")


async def test_a_mutation_on_a_secret_case_is_answered_as_on_one_that_is_not_there(
    plugged: Plugged, canaries: list[Canary]
) -> None:
    part, case = await plugged.pool.fetchrow("select id, case_id from assignment order by id limit 1")
    secret = known(case, part)
    absent = known(ABSENT, ABSENT)
    mutations = [root for root in roots(plugged.schema._schema) if root.kind == "mutation"]
    assert len(mutations) > 100

    told = ""
    for number, root in enumerate(mutations):
        document = parse(root.document(), no_location=True)
        assert validate(plugged.schema._schema, document) == [], root.name
        for role in (TRYING[(number + turn) % len(TRYING)] for turn in range(TURNS)):
            found, missing = [await tried(plugged, document, root, role, one) for one in (secret, absent)]
            assert IDS.sub("", found) == IDS.sub("", missing), (role, root.name)
            told += found
    assert not heard(told, canaries)
    assert "NOT_FOUND" in told


def known(case: UUID, part: UUID) -> dict[str, Any]:
    ids = dict.fromkeys(("caseId", "masterId", "priorCaseId"), encode("case", case))
    return {**ids, "assignmentId": encode("assignment", part), "expectedVersion": 1}


async def tried(office: Plugged, document: DocumentNode, root: Root, role: str, ids: dict[str, Any]) -> str:
    async with undone(office.pool) as pool:
        running = execute(
            office.schema._schema,
            document,
            variable_values=root.variables(**ids),
            context_value=context(office, office.viewer(role), pool),
        )
        result = await running if isawaitable(running) else running
    errors = [(error.message, (error.extensions or {}).get("code"), error.path) for error in result.errors or ()]
    return json.dumps([result.data, errors], default=str, ensure_ascii=False)
