"""Correcting a case through the schema."""

from typing import Any

import pytest

from core.codes.registry import load_codes
from schema.cases.mutations.correct_case import CorrectCaseMutation
from schema.compose import build_schema
from schema.relay.ids import encode
from schema.relay.node import NodeQueries
from tests.core.cases.commands.test_correct_case import registered
from tests.schema.conftest import Api
from tests.support.office import Office

CORRECT = """mutation($input: CorrectCaseInput!) { correctCase(input: $input) {
    case { version urgency secrecy category { code } district { code } corrections { reason } }
    userErrors { code field stale { currentVersion changedFields } } } }"""


@pytest.fixture
async def site(office: Office) -> Api:
    mutations = (CorrectCaseMutation,)
    return Api(build_schema(queries=(NodeQueries,), mutations=mutations), office, await load_codes(office.read))


async def correct(site: Api, **input: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await site.data(CORRECT, input={"reason": "登记有误", **input}))["correctCase"]
    return found


async def test_what_is_given_changes_and_the_rest_stays(site: Api) -> None:
    id_ = encode("case", await registered(site.office))
    done = await correct(site, caseId=id_, expectedVersion=1, category="0101", secrecy="PRIVACY")
    assert done == {
        "case": {
            "version": 2, "urgency": "NORMAL", "secrecy": "PRIVACY", "category": {"code": "0101"},
            "district": {"code": "370902"}, "corrections": [{"reason": "登记有误"}],
        },
        "userErrors": [],
    }  # fmt: skip


async def test_a_stale_version_tells_the_corrected_fields(site: Api) -> None:
    id_ = encode("case", await registered(site.office))
    await correct(site, caseId=id_, urgency="URGENT")
    done = await correct(site, caseId=id_, expectedVersion=1, urgency="NORMAL")
    stale = {"currentVersion": 2, "changedFields": ["urgency"]}
    error = {"code": "STALE_VERSION", "field": ["input", "expectedVersion"], "stale": stale}
    assert done == {"case": None, "userErrors": [error]}


async def test_nothing_to_correct_is_refused(site: Api) -> None:
    done = await correct(site, caseId=encode("case", await registered(site.office)), urgency=None)
    assert done == {"case": None, "userErrors": [{"code": "NOTHING_TO_CORRECT", "field": None, "stale": None}]}
