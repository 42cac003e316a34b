"""A lawyer with a conflict of interest sees the case nowhere: not in lists, counts, search, look-ups or relations.

The case carries a word that nothing else has. Whatever the lawyer asks, the word and the case's ids must not come back;
the same questions by a colleague without a conflict find it, so that the test could fail.
"""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from core.access.viewer import Viewer
from plugins.legal_desk.commands.declare_conflict import declare_conflict, record_conflict
from plugins.legal_desk.inputs import ConflictParty, DeclareConflict, RecordConflict
from plugins.legal_desk.states import PartyKind
from schema.relay.ids import encode
from tests.plugins.legal_desk.bureau import CITED, CITY, Bureau
from tests.schema.conftest import Api

WORD = "朱雀玄武"
COMPANY = f"{WORD}公司"
ASSIGNMENT = "assignments { id }"
CASE = f"id caseNo title content {ASSIGNMENT} deadlines {{ id }} events {{ id }} legalReferral {{ id question }}"


@pytest.fixture
async def canary(bureau: Bureau) -> UUID:
    """A case with an open consultation, an opinion and a party; another case was merged nowhere near it."""
    prior = await bureau.case(title=f"{WORD}旧案", content=WORD)
    await bureau.case(title="邻案", content="无关", prior_case_id=prior)
    case_id = await bureau.case(
        title=f"{WORD}欠薪", content=f"{WORD}拖欠工资", phone="13805387777", prior_case_id=prior
    )
    await bureau.referred(case_id, question=f"{WORD}应否赔偿？", opponents=(COMPANY,))
    return case_id


async def conflicts(bureau: Bureau, way: str, case_id: UUID) -> None:
    """The lawyer comes into conflict: with the case, or with its reporter or the other side."""
    if way == "case":
        given = RecordConflict(ground="EMPLOYED", lawyer_id=bureau.lawyer.id, case_id=case_id)
        await bureau.do(record_conflict, bureau.lead, given)
        return
    kind, text = {"reporter": (PartyKind.PHONE, "13805387777"), "company": (PartyKind.COMPANY, COMPANY)}[way]
    party = ConflictParty(kind=kind, text=text, district=CITY)
    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", party=party))


def searching(viewer: Viewer, bureau: Bureau) -> Viewer:
    """With the operator's grants as well, so that search and every list are open to the lawyer."""
    return replace(viewer, grants=(*viewer.grants, *bureau.operator.grants))


async def crawl(api: Api, viewer: Viewer, case_id: UUID, ids: dict[str, list[str]]) -> str:
    """Everything that could tell, as one text."""
    case = encode("case", case_id)
    number = await api.office.pool.fetchval("SELECT case_no FROM case_file WHERE id = $1", case_id)
    asked: list[tuple[str, dict[str, Any]]] = [
        (f"{{ cases {{ totalCount nodes {{ {CASE} }} edges {{ node {{ id }} }} }} }}", {}),
        (f"query($id: ID!) {{ case(by: {{ id: $id }}) {{ {CASE} }} }}", {"id": case}),
        (f"query($no: String!) {{ case(by: {{ caseNo: $no }}) {{ {CASE} }} }}", {"no": number}),
        (f"query($t: String!) {{ search(text: $t) {{ {CASE} }} }}", {"t": WORD}),
        (f"query($t: String!) {{ search(text: $t) {{ {CASE} }} }}", {"t": "13805387777"}),
        (f"query($t: String!) {{ search(text: $t) {{ {CASE} }} }}", {"t": number}),
        ("{ legalConsultations { totalCount nodes { id question case { id } parties { name } } } }", {}),
        ("{ cases { nodes { priorCase { id title } merged { id } master { id } } } }", {}),
        ("{ legalConflicts { nodes { case { id title } } } }", {}),
        *((f"query($id: ID!) {{ node(id: $id) {{ id ... on {type_} {{ id }} }} }}", {"id": id_})
          for type_, some in ids.items() for id_ in some),
    ]  # fmt: skip
    found = []
    for document, variables in asked:
        context = api.context("legal_desk")
        context.viewer = replace(viewer, now=api.office.clock.now())
        result = await api.execute(document, context=context, **variables)
        assert result.errors is None, result.errors
        found.append(json.dumps(result.data, ensure_ascii=False))
    return "\n".join(found)


async def ids_of(bureau: Bureau, case_id: UUID) -> dict[str, list[str]]:
    """The global ids of the case and all that hangs on it."""
    tables = {
        "Case": ("case", "case_file", "id"),
        "Deadline": ("deadline", "clock", "case_id"),
        "CaseEvent": ("case_event", "case_event", "case_id"),
        "LegalConsultation": ("legal_consultation", "legal_desk_consultation", "case_id"),
        "LegalParty": ("legal_party", "legal_desk_party", "case_id"),
    }
    found = {}
    for type_, (code, table, column) in tables.items():
        rows = await bureau.office.pool.fetch(f"SELECT id FROM {table} WHERE {column} = $1", case_id)
        found[type_] = [encode(code, row["id"]) for row in rows]
        assert found[type_], type_
    return found


@pytest.mark.parametrize("way", ["case", "reporter", "company"])
async def test_a_conflicted_lawyer_sees_the_case_nowhere(
    plugged_api: Api, bureau: Bureau, canary: UUID, way: str
) -> None:
    ids = await ids_of(bureau, canary)
    lawyer = searching(bureau.lawyer, bureau)
    colleague = searching(await bureau.colleague(), bureau)
    before = await crawl(plugged_api, lawyer, canary, ids)

    await conflicts(bureau, way, canary)

    told = [one for some in ids.values() for one in some]
    after = await crawl(plugged_api, lawyer, canary, ids)
    others = await crawl(plugged_api, colleague, canary, ids)
    assert f"{WORD}欠薪" in before
    assert all(one in before for one in told)
    assert f"{WORD}欠薪" not in after
    assert f"{WORD}应否" not in after
    assert [one for one in told if one in after] == []
    assert after.count('"totalCount": 2') == 1, "one case fewer in the list of cases"
    assert all(one in others for one in told)


async def test_the_lawyer_s_counts_are_those_of_a_house_without_the_case(
    plugged_api: Api, bureau: Bureau, canary: UUID
) -> None:
    await conflicts(bureau, "case", canary)
    document = "{ cases { totalCount } legalConsultations { totalCount } }"

    found = await plugged_api.data(document, "legal_desk")

    assert found == {"cases": {"totalCount": 2}, "legalConsultations": {"totalCount": 0}}
    assert CITED.law not in json.dumps(found)
