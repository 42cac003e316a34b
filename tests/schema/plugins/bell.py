"""A plug-in for tests: it rings bells for cases, and shows every way to add something to the schema."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType
from typing import Annotated

import strawberry
from sqlalchemy import Column, ForeignKey, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from core.access.operations import Meaning
from core.assignments.model import assignment
from core.cases.model import case_file
from core.db.base import row_id
from core.plugin.answers import Panel, PanelRequest, PanelRow
from core.plugin.config import parse_config
from core.plugin.hookspecs import hook
from core.plugin.host import PluginHost, load_plugins
from core.plugin.manifest import API, Manifest
from core.units.model import unit
from schema import hookspecs
from schema.api import (
    Assignment,
    Case,
    Connection,
    First,
    GraphQLContribution,
    Info,
    Node,
    Order,
    TypeExtension,
    Unit,
    Window,
    data,
    field,
    follow,
    mutation,
    page,
    subscription,
)

HERE = "tests.schema.plugins.bell"
POLICY = """
p, r:signed_in, bell/ring.read, all, NORMAL, allow
p, r:city_lead, bell/secret.read, all, NORMAL, allow
"""
_metadata = MetaData()
ring = Table(
    "bell_ring", _metadata, row_id(), Column("case_id", UUID(as_uuid=True), ForeignKey(case_file.c.id)), Column("tone", Text)
)  # fmt: skip
echo = Table("bell_echo", _metadata, row_id(), Column("ring_id", UUID(as_uuid=True), ForeignKey(ring.c.id)))
tower = Table("bell_tower", _metadata, row_id(), Column("place", Text))
tune = Table("bell_tune", _metadata, row_id(), Column("name", Text))
MAKE = """
create table bell_ring (id uuid primary key, case_id uuid, tone text);
create table bell_echo (id uuid primary key, ring_id uuid);
create table bell_tower (id uuid primary key, place text);
create table bell_tune (id uuid primary key, name text);
"""
DROP = "drop table bell_ring, bell_echo, bell_tower, bell_tune"


@data.type(
    ring, code="bell_ring", allow="bell/ring.read", visible=data.Through(Case, on=ring.c.case_id), plugin="bell",
    description="A ring.\n铃声",
)  # fmt: skip
class BellRing(Node):
    """Belongs to a case, and lies where the case lies."""

    tone: str = data.column(ring.c.tone, description="Its tone.\n音调")
    echoes: list[Annotated["BellEcho", strawberry.lazy(HERE)]] = data.many(
        "BellEcho", by=echo.c.ring_id, order=(echo.c.id,), description="What came back.\n回声"
    )


@data.type(
    echo, code="bell_echo", allow="bell/ring.read", visible=data.Through(BellRing, on=echo.c.ring_id), plugin="bell",
    description="An echo.\n回声",
)  # fmt: skip
class BellEcho(Node):
    """Lies where its ring lies."""


@data.type(
    tower, code="bell_tower", allow="bell/ring.read", visible=data.Everyone(), plugin="bell", gate=tower.c.place,
    description="A tower.\n钟楼",
)  # fmt: skip
class BellTower(Node):
    """Says itself where it lies."""

    place: str = data.column(tower.c.place, description="Where.\n区划")


@data.type(
    tune, code="bell_tune", allow="bell/ring.read", visible=data.Everyone(), plugin="bell", gate=None,
    description="A tune.\n曲调",
)  # fmt: skip
class BellTune(Node):
    """Reference data, found by `node` alone."""

    name: str = data.column(tune.c.name, description="Its name.\n名称")

    @field("Always broken.\n故障")
    def sheet(self) -> str | None:
        raise RuntimeError("王小明 13812345678")


@data.extension(Case, needs=(case_file.c.agency_path,))
class BellCaseFields:
    """Declared fields and coded ones."""

    bell_number: str | None = data.column(case_file.c.case_no, description="Its number.\n编号")
    bell_secret: str | None = data.column(
        case_file.c.agency_path, allow="bell/secret.read", description="For few.\n受限"
    )
    bell_rings: list[Annotated["BellRing", strawberry.lazy(HERE)]] | None = data.many(
        "BellRing", by=ring.c.case_id, order=(ring.c.id,), description="Its rings.\n铃声"
    )

    @field("Where it rings.\n何处")
    async def bell_agency(self, root: strawberry.Parent[Case]) -> str | None:
        return str(root.row["agency_path"])

    @field("Always broken.\n故障")
    def bell_broken(self) -> str | None:
        raise RuntimeError("王小明 13812345678")

    @field("Never done.\n超时")
    async def bell_endless(self) -> str | None:
        await asyncio.sleep(60)
        return None


@data.extension(Assignment, needs=(assignment.c.state,))
class BellAssignmentFields:
    """Found through the case."""

    @field("Its state again.\n状态")
    def bell_state(self, root: strawberry.Parent[Assignment]) -> str | None:
        return str(root.row["state"])


@data.extension(Unit)
class BellUnitFields:
    """Found through the place."""

    bell_name: str | None = data.column(unit.c.name, description="Its name again.\n名称")


@strawberry.type
class BellQueries:
    """Root fields."""

    @field("Rings.\n铃声列表")
    async def bell_rings(self, info: Info, first: First = strawberry.UNSET) -> Connection[BellRing] | None:
        return await page(info, BellRing, Order((ring.c.id,)), Window.of(first, None, None, None))

    @field("Always broken.\n故障")
    async def bell_trouble(self) -> str | None:
        raise RuntimeError("王小明 13812345678")


@strawberry.input(description="How to ring.\n敲钟")
class BellInput:
    """A tone."""

    tone: str = strawberry.field(description="Its tone.\n音调")


@strawberry.type
class BellMutations:
    """Root fields."""

    @mutation("Ring.\n敲钟")
    async def bell(self, input: BellInput) -> str | None:
        return input.tone


@strawberry.type
class BellSubscriptions:
    """Root fields."""

    @subscription("How many rings there are.\n铃声数")
    async def bell_count(self, info: Info) -> AsyncIterator[int]:
        async def count() -> int:
            counted: int = await info.context.pool.fetchval("select count(*) from bell_ring")
            return counted

        return follow(info, count, seconds=0.01)

    @subscription("Breaks at the second.\n故障")
    async def bell_trouble(self) -> AsyncIterator[int]:
        yield 1
        raise RuntimeError("王小明 13812345678")


CONTRIBUTION = GraphQLContribution(
    queries=(BellQueries,),
    mutations=(BellMutations,),
    subscriptions=(BellSubscriptions,),
    extensions=(
        TypeExtension("Case", BellCaseFields),
        TypeExtension("Assignment", BellAssignmentFields),
        TypeExtension("Unit", BellUnitFields),
    ),
    types=(BellTower, BellTune),
)


async def loud(request: PanelRequest) -> list[PanelRow]:
    """One figure: how many districts it was asked about."""
    return [PanelRow("区划数", "Districts", len(request.districts), "districts")]


async def out_of_tune(_request: PanelRequest) -> list[PanelRow]:
    """A panel that fails."""
    raise RuntimeError("王小明 13812345678")


PANELS = (
    Panel("loud", "响", "Loud", "bell/ring.read", loud),
    Panel("out_of_tune", "走调", "Out of tune", "bell/ring.read", out_of_tune),
    Panel("secret", "密", "Secret", "bell/secret.read", loud),
)


def module(name: str = "bell", contribution: GraphQLContribution = CONTRIBUTION) -> ModuleType:
    """The plug-in as a module, under any name."""
    made = ModuleType(f"{name}.plugin")
    made.__package__ = HERE

    @hook
    def operations() -> dict[str, Meaning]:
        return {
            f"{name}/ring.read": Meaning("看铃", "see rings"),
            f"{name}/secret.read": Meaning("看密", "see secrets"),
        }

    @hook
    def graphql_contribution() -> GraphQLContribution:
        return contribution

    @hook
    def dashboard_panels() -> tuple[Panel, ...]:
        return PANELS if name == "bell" else ()

    manifest = Manifest(name=name, version="1.2", api=API, title_zh="钟", title_en="Bells", article="第十七条")
    for one in (operations, graphql_contribution, dashboard_panels):
        setattr(made, one.__name__, one)
    made.manifest = manifest  # type: ignore[attr-defined]
    return made


def hosted(*modules: ModuleType, more: str = "timeout_ms = 300") -> PluginHost:
    """A host with these plug-ins, on nowhere yet."""
    known = {one.manifest.name: one for one in modules}
    tables = "".join(f'[plugins.{name}]\ndistricts = "*"\n{more}\n' for name in known)
    config = parse_config(f"api = 1\n{tables}", Path("plugins.toml"))
    return load_plugins(config, (hookspecs,), known.__getitem__)
