"""The life of a referral (问题线索移送): which act leads from where to where, and which operation opens it (Art. 21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from plugins.discipline_referral.operations import Operation


class State(StrEnum):
    """Where a referral stands."""

    PROPOSED = "PROPOSED"
    SUGGESTED = "SUGGESTED"
    REVIEWED = "REVIEWED"
    APPROVED = "APPROVED"
    TRANSFERRED = "TRANSFERRED"
    RECEIVED = "RECEIVED"
    CONCLUDED = "CONCLUDED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


OPEN = frozenset(State) - {State.CONCLUDED, State.REJECTED, State.WITHDRAWN}
BEFORE_TRANSFER = frozenset({State.SUGGESTED, State.REVIEWED, State.APPROVED})


class Act(StrEnum):
    """What happens to a referral; also the codes of its steps and of its audit."""

    PROPOSE = "propose"
    SUGGEST = "suggest"
    TAKE_UP = "takeUp"
    REVIEW = "review"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    COLLECT_EVIDENCE = "collectEvidence"
    TRANSFER = "transfer"
    RECORD_RECEIPT = "recordReceipt"
    RECORD_OUTCOME = "recordOutcome"
    ADD_OFFICER = "addOfficer"
    REMOVE_OFFICER = "removeOfficer"
    READ = "read"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Transition:
    """`to` is None where the state stays."""

    operation: Operation
    states: frozenset[State]
    to: State | None


TRANSITIONS: Mapping[Act, Transition] = MappingProxyType(
    {
        Act.TAKE_UP: Transition(Operation.SUGGEST, frozenset({State.PROPOSED}), State.SUGGESTED),
        Act.REVIEW: Transition(Operation.REVIEW, frozenset({State.SUGGESTED}), State.REVIEWED),
        Act.APPROVE: Transition(Operation.APPROVE, frozenset({State.REVIEWED}), State.APPROVED),
        Act.REJECT: Transition(
            Operation.REJECT, frozenset({State.PROPOSED, State.SUGGESTED, State.REVIEWED}), State.REJECTED
        ),
        Act.WITHDRAW: Transition(Operation.WITHDRAW, BEFORE_TRANSFER, State.WITHDRAWN),
        Act.COLLECT_EVIDENCE: Transition(Operation.COLLECT_EVIDENCE, BEFORE_TRANSFER, None),
        Act.TRANSFER: Transition(Operation.TRANSFER, frozenset({State.APPROVED}), State.TRANSFERRED),
        Act.RECORD_RECEIPT: Transition(Operation.RECORD_RECEIPT, frozenset({State.TRANSFERRED}), State.RECEIVED),
        Act.RECORD_OUTCOME: Transition(Operation.RECORD_OUTCOME, frozenset({State.RECEIVED}), State.CONCLUDED),
        Act.ADD_OFFICER: Transition(Operation.NAME_OFFICERS, frozenset(State), None),
        Act.REMOVE_OFFICER: Transition(Operation.NAME_OFFICERS, frozenset(State), None),
    }
)
"""Every act on a referral that there is; whoever does it holds `operation` and is named on the referral."""
