"""What a declaration promises, on real rows: bounds, order, masks and texts per row, labels, the request's time."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import pytest
import strawberry

from core.access.columns import CASE_COLUMNS
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase, ReporterDetails
from core.cases.model import case_file, reporter
from core.cases.states import Channel, Kind, Secrecy
from core.districts.model import district
from core.events.model import case_event
from schema import enums  # noqa: F401 - describes the enums the fields name
from schema.codes.labels import Code
from schema.compose import build_schema
from schema.conflict import SchemaConflict
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.relay.node import Node, NodeQueries
from tests.schema.conftest import Api

HERE = "tests.schema.data.test_declarations"


def overdue(since: datetime, now: datetime, language: str) -> str:
    return f"{(now - since) // timedelta(minutes=1)} {language}"


@data.type(district, code="sample_place", allow="unit.read", visible=data.Everyone(), description="A place.\n地方")
class SamplePlace(data.Record):
    """Children bounded to two."""

    code: str = data.column(district.c.code, description="Code.\n代码")
    two: list[Annotated["SamplePlace", strawberry.lazy(HERE)]] = data.many(
        "SamplePlace", by=district.c.parent, order=(district.c.code.desc(),), limit=2, description="Two.\n两个"
    )
    last: Annotated["SamplePlace", strawberry.lazy(HERE)] | None = data.latest(
        "SamplePlace", by=district.c.parent, order=(district.c.code.desc(),), description="Last.\n最后"
    )
    last_county: Annotated["SamplePlace", strawberry.lazy(HERE)] | None = data.latest(
        "SamplePlace",
        by=district.c.parent,
        order=(district.c.code.desc(),),
        where=district.c.kind == "COUNTY",
        description="Last county.\n最后一个县",
    )


@data.type(
    case_file, code="sample_case", allow="case.read", visible=data.Scoped(CASE_COLUMNS), description="A case.\n工单"
)
class SampleCase(Node):
    """One field of each kind."""

    case_no: str = data.column(case_file.c.case_no, description="Number.\n编号")
    secrecy: Secrecy = data.enum(case_file.c.secrecy, Secrecy, description="Secrecy.\n密级")
    category: Code | None = data.code("category", case_file.c.category, description="Category.\n类别")
    title: str | None = data.content("title", table=case_file, allow="case.content", description="Title.\n标题")
    waiting: str = data.computed(
        overdue,
        needs=(case_file.c.registered_at,),
        ambient=(data.Ambient.NOW, data.Ambient.LANGUAGE),
        description="Minutes waited.\n等待",
    )
    rated: int | None = data.column(case_file.c.round, allow="rating.read", description="Round.\n轮次")
    reporter: Annotated["SampleReporter", strawberry.lazy(HERE)] | None = data.one(
        "SampleReporter", on=case_file.c.id, key=reporter.c.case_id, description="Reporter.\n诉求人"
    )
    events: list[Annotated["SampleEvent", strawberry.lazy(HERE)]] = data.many(
        "SampleEvent", by=case_event.c.case_id, order=(case_event.c.case_version,), description="Events.\n流转"
    )


@data.type(
    reporter,
    code="sample_reporter",
    allow="reporter.read",
    visible=data.Through(SampleCase, on=reporter.c.case_id),
    description="A reporter.\n诉求人",
)
class SampleReporter(data.Record):
    """Masked."""

    phone: str | None = data.sealed("phone", table=reporter, description="Number.\n电话")


@data.type(
    case_event,
    code="sample_event",
    allow="event.read",
    visible=data.Through(SampleCase, on=case_event.c.case_id),
    description="An event.\n流转",
)
class SampleEvent(data.Record):
    """Its type alone."""

    type: str = data.column(case_event.c.type, description="Type.\n类型")


@strawberry.type
class Queries:
    @field("Place")
    async def place(self, info: Info, code: str) -> SamplePlace | None:
        return await data.by_id(info, SamplePlace, code)

    @field("Case")
    async def case(self, info: Info, id: str) -> SampleCase | None:
        return await data.by_id(info, SampleCase, UUID(id))


SCHEMA = build_schema(queries=(Queries, NodeQueries), mutations=())
CASE = """query($id: String!) { case(id: $id) { id caseNo secrecy category { code label } title waiting rated
          reporter { phone } events { type } } }"""


@pytest.fixture
async def samples(api: Api) -> AsyncIterator[Api]:
    return Api(SCHEMA, api.office, api.codes)


async def registered(api: Api, kind: Kind = Kind.COMPLAINT) -> str:
    """A case in 370902 by the demonstration operator, registered half an hour ago."""
    case = RegisterCase(
        channel=Channel.PHONE, kind=kind, title="小区停水两天", content="无人处理", district="370902", category="0101",
        reporter=ReporterDetails(name="王小明", phone="13812345678"),
    )  # fmt: skip
    outcome = await api.office.run(register_case, "operator", case)
    api.office.clock.set(api.office.clock.now() + timedelta(minutes=30))
    return str(outcome.case_id)


async def test_a_list_keeps_its_order_and_its_bound(samples: Api) -> None:
    asked = '{ place(code: "370900") { two { code two { code } } last { code } lastCounty { code } } }'
    found = (await samples.data(asked))["place"]
    below = [
        row["code"] for row in await samples.office.pool.fetch("select code from district where parent = '370900'")
    ]
    below.sort(reverse=True)
    assert [place["code"] for place in found["two"]] == below[:2]
    assert found["last"]["code"] == below[0]
    assert found["lastCounty"]["code"] == max(
        row["code"]
        for row in await samples.office.pool.fetch(
            "select code from district where kind = 'COUNTY' and parent = '370900'"
        )
    )
    assert all(len(place["two"]) <= 2 for place in found["two"])


async def test_one_field_of_each_kind(samples: Api) -> None:
    # given a complaint registered half an hour ago
    case_id = await registered(samples)
    # when the reviewer reads it
    found = (await samples.data(CASE, role="reviewer", id=case_id))["case"]
    # then every kind of field is told, personal fields masked
    assert found["caseNo"].startswith("TA20261116")
    assert (found["secrecy"], found["category"]) == ("NORMAL", {"code": "0101", "label": "物业管理"})
    assert (found["title"], found["waiting"], found["rated"]) == ("小区停水两天", "30 zh", 1)
    assert found["reporter"]["phone"] == "138****5678"
    assert found["events"] == [{"type": "registerCase"}]


async def test_a_field_another_operation_opens_is_null_and_the_rest_is_told(samples: Api) -> None:
    # given an auditor, who reads cases and ratings but neither their text nor their reporters
    case_id = await registered(samples)
    found = (await samples.data(CASE, role="auditor", id=case_id))["case"]
    assert (found["title"], found["reporter"], found["rated"]) == (None, None, 1)
    # and an operator, who reads text and reporter but no ratings
    found = (await samples.data(CASE, role="operator", id=case_id))["case"]
    assert (found["title"], found["reporter"]["phone"], found["rated"]) == ("小区停水两天", "138****5678", None)


async def test_what_opens_is_asked_on_the_very_row(samples: Api) -> None:
    # given a county officer, who reads confidential cases but only the reporters of ordinary ones
    ordinary, confidential = await registered(samples), await registered(samples, Kind.REPORT)
    told = "{ secrecy reporter { phone } }"
    asked = f"query($a: String!, $b: String!) {{ a: case(id: $a) {told} b: case(id: $b) {told} }}"
    found = await samples.data(asked, role="county_officer", a=ordinary, b=confidential)
    # then one batch tells the one and hides the other
    assert found == {
        "a": {"secrecy": "NORMAL", "reporter": {"phone": "138****5678"}},
        "b": {"secrecy": "REPORTER_CONFIDENTIAL", "reporter": None},
    }


async def test_a_hidden_case_is_nowhere(samples: Api) -> None:
    # given a case in which the unit's handler has no part
    case_id = await registered(samples)
    node = (await samples.data(CASE, id=case_id))["case"]["id"]
    # then it is absent by every way, and so is what hangs on it
    found = await samples.data(
        "query($id: String!, $node: ID!) { case(id: $id) { id } node(id: $node) { id } nodes(ids: [$node]) { id } }",
        role="unit_handler", id=case_id, node=node,
    )  # fmt: skip
    assert found == {"case": None, "node": None, "nodes": [None]}


async def test_a_page_of_rows_is_one_read_per_type(samples: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [await registered(samples) for _ in range(3)]
    context, counted = samples.context("reviewer"), list[str]()
    fetch = context.read.fetch

    async def counting(statement: object, **values: object) -> object:
        counted.append(str(statement))
        return await fetch(statement, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(context.read, "fetch", counting)
    asked = "{ title reporter { phone } events { type } }"
    document = "{ " + " ".join(f'c{n}: case(id: "{one}") {asked}' for n, one in enumerate(ids)) + " }"
    await samples.data(document, context=context)
    # then cases, their texts, reporters and events are one read each
    assert len(counted) == 4


def test_a_column_of_another_table_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Stranger.code reads district.code; a field reads columns of reporter only"):

        @data.type(reporter, code="stranger", allow="x.read", visible=data.Everyone(), description="x\nx")
        class Stranger(data.Record):
            code: str = data.column(district.c.code, description="x\nx")


def test_a_code_is_used_once() -> None:
    with pytest.raises(ValueError, match=r"type Other with code sample_place: its name or its code is taken"):

        @data.type(district, code="sample_place", allow="x.read", visible=data.Everyone(), description="x\nx")
        class Other(data.Record):
            code: str = data.column(district.c.code, description="x\nx")


def test_two_root_fields_of_one_name_are_refused() -> None:
    with pytest.raises(SchemaConflict, match=r"Query\.node is given by 2 classes; rename all but one"):
        build_schema(queries=(NodeQueries, NodeQueries), mutations=())
