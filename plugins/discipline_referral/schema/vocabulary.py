"""The states of a referral as a GraphQL enum."""

from plugins.discipline_referral.states import State
from schema.api import described

described(
    State,
    "DisciplineReferralState",
    "Where a referral stands.\n线索状态",
    {
        "PROPOSED": "The system proposes it; nobody has taken it up · 系统提示",
        "SUGGESTED": "Waits for review · 待审核",
        "REVIEWED": "Waits for approval · 待批准",
        "APPROVED": "Waits to be transferred · 待移送",
        "TRANSFERRED": "Is with the organ, without its receipt · 已移送",
        "RECEIVED": "The organ has it · 已签收",
        "CONCLUDED": "The organ has decided · 已反馈结果",
        "REJECTED": "Nothing came of it · 不予移送",
        "WITHDRAWN": "Its proposer took it back · 已撤回",
    },
)
