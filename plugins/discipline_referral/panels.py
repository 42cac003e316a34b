"""The dashboard's panel: what waits, of the referrals the viewer is named on and of no others."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, Text, any_, bindparam, func, select

from core.api import Panel, PanelRequest, PanelRow
from plugins.discipline_referral.need_to_know import reachable
from plugins.discipline_referral.operations import Operation
from plugins.discipline_referral.states import State
from plugins.discipline_referral.tables import referral

_SHOWN = (
    (State.PROPOSED, "系统提示", "Proposed by the system"),
    (State.SUGGESTED, "待审核", "Waiting for review"),
    (State.REVIEWED, "待批准", "Waiting for approval"),
    (State.APPROVED, "待移送", "Waiting to be transferred"),
    (State.TRANSFERRED, "待签收", "Waiting for the receipt"),
    (State.RECEIVED, "待反馈结果", "Waiting for the outcome"),
)


async def waiting(request: PanelRequest) -> Sequence[PanelRow]:
    """Referrals by what they wait for."""
    mine = (
        select(referral.c.state, func.count().label("number"))
        .where(
            reachable(request.viewer, Operation.READ),
            referral.c.gate == any_(bindparam("districts", type_=ARRAY(Text))),
        )
        .group_by(referral.c.state)
    )
    rows = await request.read.fetch(mine, districts=list(request.districts))
    found = {row["state"]: row["number"] for row in rows}
    return [PanelRow(zh, en, float(found.get(state.value, 0)), "referrals") for state, zh, en in _SHOWN]


PANEL = Panel("waiting", "问题线索（本人列名）", "Referrals you are named on", Operation.READ, waiting)
