"""Root fields about units."""

import strawberry

from core.units.model import unit
from schema.data import fields as data
from schema.data.declarations import Found
from schema.relay.connections import Connection
from schema.relay.ids import decode
from schema.relay.windows import Order, given
from schema.units.inputs import UnitFilter, UnitKey
from schema.units.types import Unit

BY_PATH = Order((unit.c.path, unit.c.id))


def _key(by: UnitKey) -> Found:
    code = given(by.code)
    if code is not None:
        return unit.c.code, code
    asked = decode(by.id or "")
    return (unit.c.id, asked.key) if asked and asked.code == "unit" else None


@strawberry.type
class UnitQueries:
    """Root fields."""

    unit: Unit | None = data.found(
        "Unit",
        data.Argument(name="by", type=UnitKey, description="Its id or its code.\n标识或编码", default=data.REQUIRED),
        key=_key,
        description="One unit; null if there is none.\n取一个承办单位",
    )
    units: Connection[Unit] | None = data.pages(
        "Unit",
        order=BY_PATH,
        arguments=(
            data.Argument(name="filter", type=UnitFilter | None, description="Which units; all without it.\n筛选条件"),
        ),
        description="Units in the order of the tree.\n承办单位列表",
    )
