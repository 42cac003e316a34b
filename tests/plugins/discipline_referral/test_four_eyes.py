"""Who must not decide."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from core.errors import Refused
from plugins.discipline_referral.four_eyes import not_the_proposer, not_the_reviewer, the_proposer

PROPOSER, REVIEWER, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
ROW = {"proposed_by": PROPOSER, "reviewed_by": REVIEWER}


@pytest.mark.parametrize(
    ("guard", "who", "code"),
    [
        (not_the_proposer, PROPOSER, "DISCIPLINE_REFERRAL_OWN_PROPOSAL"),
        (not_the_reviewer, REVIEWER, "DISCIPLINE_REFERRAL_OWN_REVIEW"),
        (the_proposer, OTHER, "DISCIPLINE_REFERRAL_NOT_THE_PROPOSER"),
    ],
)
def test_the_wrong_person_is_refused(guard: Any, who: UUID, code: str) -> None:
    with pytest.raises(Refused) as refused:
        guard(SimpleNamespace(id=who), ROW)

    assert refused.value.code.code == code


@pytest.mark.parametrize(
    ("guard", "who"), [(not_the_proposer, REVIEWER), (not_the_reviewer, OTHER), (the_proposer, PROPOSER)]
)
def test_the_right_one_passes(guard: Any, who: UUID) -> None:
    guard(SimpleNamespace(id=who), ROW)


def test_nobody_is_the_proposer_of_what_only_the_system_proposes() -> None:
    not_the_proposer(SimpleNamespace(id=OTHER), {"proposed_by": None})
