"""Every verb, asked by somebody to whom it does not open."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull

from core.cases.life_cycle import BY_VERB, Machine
from core.cases.verbs import Verb
from schema.relay.ids import encode
from tests.schema.support.desk import Desk, document, payload

SAMPLES = {
    "String": "MEETING",
    "Boolean": True,
    "Int": 1,
    "DateTime": "2026-11-17T10:00:00+08:00",
    "LocalDate": "2026-12-01",
}
IDS = {"priorCaseId": "case", "masterId": "case", "caseId": "case", "assignmentId": "assignment", "attachments": "attachment",
       "materials": "attachment", "evidence": "attachment", "commitmentId": "commitment"}  # fmt: skip


class Sampler:
    """Makes the least input of a verb that is right by its types and its ids."""

    def __init__(self, desk: Desk, ids: dict[str, str]) -> None:
        self.types, self.ids = desk.api.schema._schema, ids

    def input(self, verb: Verb) -> dict[str, Any]:
        """For the verb's mutation."""
        found = self.types.type_map[f"{verb[0].upper()}{verb[1:]}Input"]
        assert isinstance(found, GraphQLInputObjectType)
        return self._object(found) | ({"district": "370902"} if verb is Verb.REGISTER_CASE else {})

    def _object(self, type_: GraphQLInputObjectType) -> dict[str, Any]:
        required = {name: field.type for name, field in type_.fields.items() if isinstance(field.type, GraphQLNonNull)}
        return {name: self._value(name, of.of_type) for name, of in required.items()}

    def _value(self, name: str, type_: Any) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._value(name, type_.of_type)
        if isinstance(type_, GraphQLList):
            return [self._value(name, type_.of_type)]
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_)
        if isinstance(type_, GraphQLEnumType):
            return next(iter(type_.values))
        return self.ids[IDS.get(name, "unit")] if type_.name == "ID" else SAMPLES[type_.name]


async def sampler(desk: Desk) -> Sampler:
    """On a dispatched case, with an attachment and a promise."""
    case, part = await desk.at_work()
    made = await desk.do(
        Verb.MAKE_COMMITMENT, "unit_liaison", assignmentId=part, text="三日内修好。", dueAt="2026-11-19T18:00:00+08:00",
        extra="assignment { commitments { id } }",
    )  # fmt: skip
    (promise,) = made["assignment"]["commitments"]
    ids = {"case": case, "assignment": part, "unit": await desk.unit("ta-citymgmt"), "commitment": promise["id"]}
    return Sampler(desk, ids | {"attachment": await desk.attachment()})


async def test_who_has_no_grant_finds_nothing_and_leaves_no_trace(desk: Desk) -> None:
    # given somebody without a grant, who knows every id
    found, context = await sampler(desk), desk.api.context("operator")
    context.viewer = replace(context.viewer, grants=())
    before, codes = await desk.digest(), {}
    # when they try every verb
    for verb in Verb:
        told = payload(await desk.api.execute(document(verb), context=context, input=found.input(verb)))
        (error,) = told.pop("userErrors")
        codes[verb] = error["code"]
        assert set(told.values()) == {None}
    # then the object is as absent as an unknown one, and nothing was written
    assert codes == dict.fromkeys(Verb, "NOT_FOUND") | {Verb.REGISTER_CASE: "NOT_ALLOWED"}
    assert await desk.digest() == before


async def test_who_sees_the_case_but_may_not_is_told_so(desk: Desk) -> None:
    found, told = await sampler(desk), {}
    for verb in Verb:
        error = await desk.refused(verb, "auditor", "en", **found.input(verb))
        told[verb] = (error["code"], error["field"], error["message"])
    labels = {verb: desk.api.codes.entry("verb", verb).label_en for verb in Verb}
    assert told == {
        verb: ("NOT_ALLOWED", None, f'You are not allowed to perform "{label}".') for verb, label in labels.items()
    }


@pytest.mark.parametrize("foreign", ["", "nonsense", encode("unit", UUID(int=1)), encode("clock", UUID(int=1))])
async def test_an_id_that_is_not_the_object_s_is_not_found_at_its_field(desk: Desk, foreign: str) -> None:
    # given the inputs of the verbs with an id that is no id, or one of another type
    found, told, expected = Sampler(desk, dict.fromkeys(IDS.values(), foreign) | {"unit": foreign}), {}, {}
    for verb in set(Verb) - {Verb.REGISTER_CASE}:
        name = "caseId" if BY_VERB[verb].machine is Machine.CASE else "assignmentId"
        # when they are sent
        error = await desk.refused(verb, "city_lead", **found.input(verb))
        told[verb] = (error["code"], error["field"], error["message"])
        expected[verb] = ("NOT_FOUND", ["input", name], "未找到该对象。")
    # then each is refused at its field
    assert told == expected
