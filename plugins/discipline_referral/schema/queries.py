"""Root fields about referrals."""

from typing import Annotated, Any

import strawberry
from sqlalchemy import ARRAY, ColumnElement, Text, any_, literal

from plugins.discipline_referral.schema.types import DisciplineReferral
from plugins.discipline_referral.states import State
from plugins.discipline_referral.tables import referral
from schema.api import (
    After,
    Before,
    Connection,
    First,
    Info,
    Last,
    Order,
    Window,
    data,
    decode,
    expect,
    field,
    given,
    page,
)

NEWEST_FIRST = Order((referral.c.created_at, referral.c.id), descending=True)

Id = Annotated[strawberry.ID, strawberry.argument(description="Its id.\n标识")]


@strawberry.input(description="Which referrals; every condition given must hold.\n问题线索筛选条件")
class DisciplineReferralFilter:
    """Conditions on referrals."""

    state: list[State] | None = strawberry.field(
        default=strawberry.UNSET, description="In one of these states.\n状态（任一）"
    )
    ground: str | None = strawberry.field(default=strawberry.UNSET, description="On this ground, by code.\n情形代码")
    unit_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Accusing this very unit.\n被反映单位"
    )

    def conditions(self) -> list[ColumnElement[bool]]:
        """As pages take them. Raises NotFound for an id that is no unit's."""
        state, ground, unit = given(self.state), given(self.ground), given(self.unit_id)
        found: list[ColumnElement[bool]] = []
        if state is not None:
            found.append(referral.c.state == any_(literal([one.value for one in state], ARRAY(Text))))
        if ground is not None:
            found.append(literal(ground, Text) == any_(referral.c.grounds))
        if unit is not None:
            found.append(referral.c.unit_id == expect(unit, "unit", "filter", "unitId"))
        return found


Filter = Annotated[
    DisciplineReferralFilter | None,
    strawberry.argument(description="Which; all you are named on without it.\n筛选条件"),
]


@strawberry.type
class DisciplineQueries:
    """Root fields."""

    @field("One referral; null if there is none that you are named on.\n取一条问题线索")
    async def discipline_referral(self, info: Info, id: Id) -> DisciplineReferral | None:
        """Null for malformed, unknown and hidden ids alike."""
        asked = decode(id)
        if asked is None or asked.code != "discipline_referral":
            return None
        return await data.by_id(info, DisciplineReferral, asked.key)

    @field("Referrals you are named on, newest first.\n本人列名的问题线索")
    async def discipline_referrals(
        self,
        info: Info,
        filter: Filter = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[DisciplineReferral] | None:
        """By keyset only; counted nowhere but here."""
        window, chosen = Window.of(first, after, last, before), given(filter)
        where: list[Any] = chosen.conditions() if chosen else []
        return await page(info, DisciplineReferral, NEWEST_FIRST, window, where=where, bound_to=chosen)
