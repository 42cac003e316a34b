"""A plug-in's folder may be deleted: the core starts, upgrades and serves without it, and put back it has its data.

One copy of the checkout goes through it all, each time with a new `hotline serve`; what stands in the database was written
through the API before the first folder went.
"""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.faults.callers import Callers
from tests.faults.checkout import Checkout
from tests.support.plugged import in_tree

DISTRICT = "370902"


class Kept(NamedTuple):
    """What a plug-in is asked for: who asks, and the question."""

    role: str
    question: str


KEPT = {
    "legal_desk": Kept(
        "legal_desk",
        "{ legalConsultations(first: 5) { edges { node { id version question referredAt case { id } } } } }",
    ),
    "enterprise_desk": Kept(
        "enterprise_desk", "{ enterprises(first: 5) { edges { node { id version creditCode name contactName } } } }"
    ),
    "utility_queues": Kept(
        "operator", "{ utilityServiceAreas(first: 5) { edges { node { id version basis company { code } } } } }"
    ),
    "discipline_referral": Kept(
        "discipline_inspector",
        "{ disciplineReferrals(first: 5) { edges { node { id version state facts officers { id } steps { id } } } } }",
    ),
}
"""Each answer holds what is sealed, too."""

HISTORY = """query ($id: ID!) { case(by: {id: $id}) { state version events { type { code label } body }
  deadlines { kind { code label } state rule explanation { step } } } }"""
DISPATCH = """mutation ($input: DispatchCaseInput!) { dispatchCase(input: $input) {
  case { id state } userErrors { code message } } }"""
WRITE = """mutation ($input: %sInput!) { %s(input: $input) { userErrors { code message field } } }"""


@pytest.fixture
def checkout(module_database: str, tmp_path: Path) -> Checkout:
    return Checkout(tmp_path, module_database)


def test_each_may_go_and_come_back(checkout: Checkout) -> None:
    assert set(KEPT) == set(in_tree())
    with checkout.serving() as callers:
        case = written(callers)
        before = {name: callers.data(kept.question, kept.role) for name, kept in KEPT.items()}
        history = callers.data(HISTORY, "city_lead", id=case)
        assert all(edges(found) for found in before.values())

    for name in KEPT:
        checkout.remove(name)
        checkout.list(without=name)
        with checkout.serving() as callers:
            is_absent(callers, name)
            assert {one: callers.data(kept.question, kept.role) for one, kept in KEPT.items() if one != name} == {
                one: found for one, found in before.items() if one != name
            }
            assert callers.data(HISTORY, "city_lead", id=case) == history
            the_core_works(callers)
        assert faults(checkout) == []
        checkout.put_back(name)
        checkout.list()

    for name in KEPT:
        checkout.remove(name)
    is_refused_while_listed(checkout, next(iter(KEPT)))
    checkout.list(more='on_failure = "skip"\n')
    with checkout.serving() as callers:
        says_what_is_missing(callers)
        the_core_works(callers)
    for name in KEPT:
        checkout.put_back(name)

    with checkout.serving() as callers:
        assert {name: callers.data(kept.question, kept.role) for name, kept in KEPT.items()} == before
        assert callers.data(HISTORY, "city_lead", id=case) == history
    assert "its tables are as the models say" in checkout.done("db", "check").stdout


def written(callers: Callers) -> str:
    """Something in the tables of each, written as its people do; the case that most of it is about."""
    case, housing = dispatched(callers), unit(callers, "ta-housing")
    write(
        callers, "referToLegalDesk", "operator", caseId=case, reason="DISPUTE", matter="LABOUR", question="能否要求赔偿？",
        opponents=["某公司"],
    )  # fmt: skip
    write(
        callers, "registerEnterprise", "enterprise_desk", creditCode="91350100M000100Y43", name="泰山区某机械厂",
        industry="C", size="SMALL", district=DISTRICT, contactName="张三", contactPhone="13805380009",
    )  # fmt: skip
    write(
        callers, "addUtilityServiceArea", "city_lead", companyId=unit(callers, "ta-waterworks"), utility="WATER",
        district=DISTRICT, basis="特许经营协议", validFrom="2026-01-01",
    )  # fmt: skip
    write(
        callers, "suggestDisciplineReferral", "discipline_inspector", caseId=case, unitId=housing,
        grounds=["BUCK_PASSING"], consequence="ADVERSE_INFLUENCE", facts="三次退单，拒不办理。", persons=[], officers=[],
    )  # fmt: skip
    return case


def write(callers: Callers, mutation: str, role: str, **input: Any) -> None:
    document = WRITE % (mutation[0].upper() + mutation[1:], mutation)
    assert callers.data(document, role, input=input) == {mutation: {"userErrors": []}}


def dispatched(callers: Callers) -> str:
    """A case at a unit; its id."""
    case = callers.registered(DISTRICT)
    assert callers.accept(case)["userErrors"] == []
    target = {"unitId": unit(callers, "ta-housing"), "role": "LEAD", "basis": "三定"}
    done = callers.data(DISPATCH, "dispatcher", input={"caseId": case, "targets": [target]})
    assert done["dispatchCase"] == {"case": {"id": case, "state": "IN_PROGRESS"}, "userErrors": []}
    return case


def unit(callers: Callers, code: str) -> str:
    return str(callers.data("query ($c: String!) { unit(by: {code: $c}) { id } }", c=code)["unit"]["id"])


def edges(found: dict[str, Any]) -> list[Any]:
    (connection,) = found.values()
    return list(connection["edges"])


def is_refused_while_listed(checkout: Checkout, name: str) -> None:
    """Who deletes the folder alone is told what else to do."""
    cause, mend = checkout.refused().splitlines()[:2]
    assert cause.startswith(f"hotline: plugins.toml: plugins.{name}: there is no folder plugins/{name}")
    assert mend == f"Install it, correct its name, or take [plugins.{name}] out of the file."


def is_absent(callers: Callers, name: str) -> None:
    """It is neither loaded nor in the schema."""
    assert name not in {one["name"] for one in callers.data("{ plugins { name } }")["plugins"]}
    asked = callers.ask(KEPT[name].question, KEPT[name].role)
    assert [error["extensions"]["code"] for error in asked["errors"]] == ["GRAPHQL_VALIDATION_FAILED"]


def the_core_works(callers: Callers) -> None:
    """Commands and questions, and the service is ready."""
    case = dispatched(callers)
    found = callers.data("{ cases(first: 100) { edges { node { id } } } }")["cases"]["edges"]
    assert case in {one["node"]["id"] for one in found}
    assert callers.serving.ask("/health/ready").status == 200


def faults(checkout: Checkout) -> list[str]:
    """What the server logged of something being wrong."""
    return [line for line in checkout.log.read_text("utf-8").splitlines() if '"level": "error"' in line]


def says_what_is_missing(callers: Callers) -> None:
    """Officials and operators are told of each."""
    found = callers.data("{ plugins { name status detail } }", "administrator")["plugins"]
    assert {one["name"]: one["status"] for one in found} == dict.fromkeys(KEPT, "FAILED")
    assert all(f"there is no folder plugins/{one['name']}" in one["detail"] for one in found)
    ready = callers.serving.ask("/health/ready", callers.token("administrator"))
    assert '"degraded"' in ready.body
    assert all(f"{name}: FAILED: " in ready.body for name in KEPT)
