"""Who is let through where being signed in is not enough."""

from datetime import UTC, datetime, timedelta

import pytest

from core.access.session import Session
from core.access.step_up import require_step_up
from core.access.viewer import SYSTEM, Viewer
from core.errors import Refused

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def viewer(session: Session | None) -> Viewer:
    return Viewer(SYSTEM.id, "e:li", (), SYSTEM.matrix, NOW, session=session)


@pytest.mark.parametrize("ago", [0, 1, 600])
def test_a_strong_proof_counts_for_ten_minutes(ago: int) -> None:
    require_step_up(viewer(Session(NOW, strong_since=NOW - timedelta(seconds=ago))))


@pytest.mark.parametrize("session", [None, Session(NOW), Session(NOW, strong_since=NOW - timedelta(seconds=601))])
def test_without_one_it_is_refused_and_says_what_is_missing(session: Session | None) -> None:
    with pytest.raises(Refused) as refused:
        require_step_up(viewer(session))
    assert refused.value.code.code == "STEP_UP_REQUIRED"
    assert refused.value.text("en").startswith("This needs a strong sign-in of the last 10 minutes")
