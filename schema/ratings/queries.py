"""Root fields about callbacks and rates."""

from typing import Annotated

import strawberry
from sqlalchemy import bindparam, select

from core.access import withholding
from core.access.operations import Operation
from core.access.predicate import Target, allows
from core.access.viewer import Viewer
from core.cases.states import Secrecy
from core.db.read import Row
from core.districts.model import district
from core.errors import Refused
from core.ratings.model import callback
from core.ratings.rates import unit_rates
from core.units.model import unit
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field
from schema.gate.codes import BAD_USER_INPUT
from schema.ratings.rates import Since, UnitRate, Until
from schema.ratings.types import Callback
from schema.relay.connections import Connection
from schema.relay.ids import decode
from schema.relay.windows import Order

NEWEST_FIRST = Order((callback.c.at, callback.c.id), descending=True)

_PLACE = (
    select(unit.c.path, district.c.path.label("district_path"))
    .join(district, district.c.code == unit.c.district)
    .where(unit.c.id == bindparam("id"))
)

UnitId = Annotated[
    strawberry.ID, strawberry.argument(description="The unit; those below it count too.\n承办单位（含下级）")
]


@strawberry.type
class RatingQueries:
    """Root fields."""

    ratings: Connection[Callback] | None = data.pages(
        "Callback",
        order=NEWEST_FIRST,
        arguments=(
            data.Argument(
                name="rated",
                type=bool | None,
                description="Only those with a rating, or only those without.\n是否已评价",
                demand=data.Choice(among={True: callback.c.rated.is_(True), False: callback.c.rated.is_(False)}),
            ),
        ),
        description="Callbacks with their answers, newest first.\n回访评价列表",
    )

    @field("The rates of a unit in a period; null if they are not yours to see.\n承办单位评价指标")
    async def unit_rates(self, info: Info, unit_id: UnitId, since: Since, until: Until) -> list[UnitRate] | None:
        """Over the rounds closed in [since, until); one entry per rate."""
        if since >= until:
            raise Refused(BAD_USER_INPUT, field=("until",), detail="until is not after since; give a later instant")
        asked = decode(unit_id)
        row = await info.context.read.fetch_one(_PLACE, id=asked.key) if asked and asked.code == "unit" else None
        if row is None:
            return None
        levels = [level for level in range(Secrecy.DISCIPLINE.level) if _opens(info.context.viewer, row, level)]
        if not levels:
            return None
        viewer = info.context.viewer
        kept = {"clearance": max(levels), "accused": list(viewer.inside), **withholding.values(viewer)}
        place = {"unit_path": row["path"], "since": since, "until": until}
        rates = await unit_rates(info.context.read, row["path"], since, until, viewer.matrix.withholding, **kept)
        return [UnitRate(rate=rate, place=place) for rate in rates]


def _opens(viewer: Viewer, unit: Row, level: int) -> bool:
    """Whether rounds of cases of that secrecy are counted for the viewer."""
    return allows(viewer, Operation.RATE_READ, Target(unit["district_path"], (unit["path"],), None, level))
