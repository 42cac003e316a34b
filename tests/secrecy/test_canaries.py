"""S3: words that stand in secret cases alone are looked for everywhere, as everybody: who need not know finds none.

Every root field is asked with every field below it. What is found is compared with a table written from the regulation
and not from the policy, so that a canary too few is a failure like one too many.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from inspect import isawaitable
from uuid import UUID

import pytest
from graphql import DocumentNode, execute, parse, validate
from structlog.testing import capture_logs

from core.cases.commands.accept_case import accept_case
from core.cases.commands.correct_case import correct_case
from core.cases.commands.dispatch_case import dispatch_case
from core.cases.commands.register_case import register_case
from core.cases.inputs.dispatch import DispatchCase, DispatchTarget
from core.cases.inputs.intake import CorrectCase, RegisterCase, ReporterDetails
from core.cases.inputs.triage import AcceptCase
from core.cases.states import Channel, Kind, Role, Urgency
from core.codes.registry import load_codes
from core.counters.count import step as count
from core.events.sequence import step as number_events
from core.retention.hold import PlaceLegalHold, place_legal_hold
from schema.compose import build_schema
from schema.relay.ids import encode
from tests.schema.conftest import Api
from tests.secrecy.crawl import LONG, Crawler, unhurried
from tests.support.office import Office

CASES = 1_000 if LONG else 12
"""Eleven canaries each."""
DISPATCHED = 3
PAGE = 50

PERIOD = 'since: "2026-01-01T00:00:00+08:00", until: "2026-12-01T00:00:00+08:00"'
WORDS = re.compile("(?:更正)?金丝雀[a-z]+[0-9]{5}雀|139[0-9]{8}|37090219900101[0-9]{4}|canary[0-9]{5}x@example.cn")

TEXTS = frozenset({"title", "content", "place", "reason"})
HIDDEN = frozenset({"name", "phone", "identity", "address", "email", "hold"})
"""What no query shows to anybody."""

HOTLINE = frozenset({"operator", "dispatcher", "reviewer", "callback_officer", "city_lead"})
READERS = HOTLINE | {"county_officer", "supervisor", "discipline_inspector"}
UNIT = frozenset({"unit_liaison", "unit_handler"})
BLIND = frozenset(
    {
        "legal_desk", "enterprise_desk", "utility_service", "auditor", "administrator", "developer", "reporter",
        "knowledge_editor", "outsourced_operator", "intake_adapter",
    }
)  # fmt: skip
"""Whom nothing may tell that there is such a case at all."""
COMPARED = BLIND if LONG else frozenset({"legal_desk", "auditor", "utility_service"})
"""Of them, those whose answers are held against the ones from before."""
FEW = 3
"""Of lists of what everybody knows, which are long."""
SOME = 5
"""Rows of each kind that are asked for by their ids."""


@dataclass(frozen=True)
class Canary:
    """A word, where it stands, and how closely its case is kept."""

    word: str
    field: str
    secrecy: int
    dispatched: bool

    @property
    def known_to(self) -> frozenset[str]:
        """Who need know."""
        if self.field in HIDDEN:
            return frozenset()
        if self.secrecy == 3:
            return frozenset({"discipline_inspector"}) if self.field in TEXTS else frozenset()
        if self.field == "company":
            return HOTLINE
        return READERS | (UNIT if self.dispatched else frozenset())


async def sing(office: Office, number: int) -> list[Canary]:
    """A report with eleven canaries; every third is a discipline referral's."""
    word = {
        field: f"金丝雀{field}{number:05}雀" for field in ("title", "content", "place", "name", "address", "company")
    }
    word |= {
        "phone": f"139{number:08}",
        "identity": f"37090219900101{number:04}",
        "email": f"canary{number:05}x@example.cn",
    }
    word["reason"] = f"更正金丝雀reason{number:05}雀"
    details = ReporterDetails(
        name=word["name"], phone=word["phone"], identity_no=word["identity"], address=word["address"],
        email=word["email"], company=word["company"],
    )  # fmt: skip
    case = RegisterCase(
        channel=Channel.PHONE, kind=Kind.REPORT, title=word["title"], content=word["content"], place=word["place"],
        district="370902", reporter=details,
    )  # fmt: skip
    case_id = UUID(str((await office.run(register_case, "operator", case)).case_id))
    await office.run(
        correct_case, "operator", CorrectCase(case_id=case_id, reason=word["reason"], urgency=Urgency.URGENT)
    )
    word["hold"] = f"金丝雀hold{number:05}雀"
    await office.run(place_legal_hold, "city_lead", PlaceLegalHold(case_id=case_id, reason=word["hold"]))
    dispatched = number < DISPATCHED
    if dispatched:
        await dispatch(office, case_id)
    secrecy = 3 if number >= DISPATCHED and number % 3 == 0 else 2
    if secrecy == 3:
        await office.pool.execute("update case_file set secrecy = 3 where id = $1", case_id)
        await office.pool.execute("update case_event set secrecy = 3 where case_id = $1", case_id)
    return [Canary(text, field, secrecy, dispatched) for field, text in word.items()]


async def dispatch(office: Office, case_id: UUID) -> None:
    await office.run(accept_case, "operator", AcceptCase(case_id=case_id, category="010101"))
    path = office.viewer("unit_liaison").grants[0].unit_path
    unit = await office.pool.fetchval("select id from unit where path = $1", path)
    target = DispatchTarget(unit_id=unit, role=Role.LEAD, basis="三定规定")
    await office.run(dispatch_case, "dispatcher", DispatchCase(case_id=case_id, targets=(target,)))


async def arguments(office: Office, word: str) -> dict[str, str]:
    """What is given to the fields that need it: ids of a secret case and of all that hangs on it."""
    row = await office.pool.fetchrow("select id, case_no from case_file order by case_no limit 1")
    case_id, number = (row["id"], row["case_no"]) if row else (UUID(int=1), "TA1")
    rows = await office.pool.fetch(
        "select code, id from (select *, row_number() over (partition by code order by id) as n from ("
        "select 'case' as code, id from case_file union all select 'reporter', id from reporter "
        "union all select 'assignment', id from assignment union all select 'correction', id from case_correction "
        "union all select 'deadline', id from clock union all select 'case_event', id from case_event) every) numbered "
        "where n <= $1 order by code, n",
        SOME,
    )
    ids = ", ".join(f'"{encode(one["code"], one["id"])}"' for one in rows)
    unit = await office.pool.fetchval(
        "select id from unit where path = $1", office.viewer("unit_liaison").grants[0].unit_path
    )
    page = f"first: {PAGE}"
    return {
        "Query.node": f'id: "{encode("reporter", rows[-1]["id"] if rows else UUID(int=1))}"',
        "Query.nodes": f"ids: [{ids}]",
        "Query.codes": 'set: "verb"',
        "Query.category": 'code: "010101"',
        "Query.district": 'code: "370902"',
        "Query.unit": f'by: {{ id: "{encode("unit", unit)}" }}',
        "Query.dispatchProposals": 'category: "010101", district: "370902"',
        "Query.caseDispatchProposals": f'caseId: "{encode("case", case_id)}"',
        "Query.case": f'by: {{ caseNo: "{number}" }}',
        "Query.cases": page,
        "Query.assignments": page,
        "Query.deadlines": page,
        "Query.ratings": page,
        "Query.unitRates": f'unitId: "{encode("unit", unit)}", {PERIOD}',
        "Query.search": f'text: "{word}"',
        "Query.caseByAccessCode": f'caseNo: "{number}", accessCode: "AAAAAAAA"',
        "Query.queueEntries": 'queue: "unit:ta-housing"',
        "Query.queueDigest": 'queue: "unit:ta-housing", fromQpos: "1", toQpos: "2"',
        "Query.units": f"first: {FEW}",
        "Query.districts": f"first: {FEW}",
        "Query.catalogue": f"first: {FEW}",
        "UnitRate.cases": "of: { part: DENOMINATOR }",
        "UnitRate.assignments": "of: { part: DENOMINATOR }",
    }


def documents(api: Api, given: dict[str, str]) -> dict[str, DocumentNode]:
    """All there is to ask, parsed once for everybody."""
    found = {name: parse(text, no_location=True) for name, text in Crawler(api.schema._schema, given).documents()}
    for name, document in found.items():
        assert validate(api.schema._schema, document) == [], name
    return found


async def told(api: Api, role: str, asked: dict[str, DocumentNode]) -> dict[str, str]:
    """Everything the role is answered, data and errors, by root field."""
    found = {}
    for name, document in asked.items():
        with unhurried():
            running = execute(api.schema._schema, document, context_value=api.context(role))
            result = await running if isawaitable(running) else running
        found[name] = f"{result.data} {result.errors}"
    return found


def heard(text: str, canaries: Iterable[Canary]) -> set[Canary]:
    words = set(WORDS.findall(text))
    return {one for one in canaries if one.word in words}


async def pages(api: Api, role: str) -> str:
    """Every page of every list that is longer than one."""
    texts, after = [], ""
    while True:
        document = (
            f"{{ cases(first: 100 {after}) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ title content place "
            "corrections { reason } reporter { name phone identityNo address email company } events { id } } } }"
        )
        connection = (await api.data(document, role))["cases"]
        if connection is None:
            return "".join(texts)
        texts.append(str(connection["nodes"]))
        if not connection["pageInfo"]["hasNextPage"]:
            return "".join(texts)
        after = f', after: "{connection["pageInfo"]["endCursor"]}"'


@pytest.fixture
async def api(office: Office) -> Api:
    return Api(build_schema(), office, await load_codes(office.read))


async def settle(office: Office) -> None:
    """Have counted what was written."""
    while await number_events(office.pool):
        pass
    while await count(office.pool, office.services):
        pass


async def test_only_who_need_know_hears_a_canary_and_nobody_else_sees_that_there_are_any(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    office = api.office
    everybody = set(office.viewers)
    assert everybody == BLIND | READERS | UNIT
    await settle(office)
    asked = documents(api, await arguments(office, "金丝雀title00000雀"))
    before = {role: await told(api, role, asked) for role in sorted(COMPARED)}

    with capture_logs() as logs:
        canaries = [canary for number in range(CASES) for canary in await sing(office, number)]
        await settle(office)
        asked = documents(api, await arguments(office, canaries[0].word))
        found = {role: await told(api, role, asked) for role in sorted(everybody)}
        listed = {role: await pages(api, role) for role in sorted(everybody)}

    for role in sorted(everybody):
        expected = {canary for canary in canaries if role in canary.known_to}
        everywhere = "".join(found[role].values()) + listed[role]
        assert heard(everywhere, canaries) == expected, role
    assert not heard(f"{logs} {caplog.text}", canaries)
    unlike = {"node", "nodes", "case", "caseDispatchProposals"}  # asked for other ids than there were before
    for role in sorted(COMPARED):
        for name in before[role].keys() - unlike:
            assert found[role][name] == before[role][name], (role, name)
