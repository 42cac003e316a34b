"""The period of rates."""

import pytest

from tests.schema.conftest import Api

ASKED = 'query($u: DateTime!) { unitRates(unitId: "x", since: "2026-11-22T00:00:00Z", until: $u) { __typename } }'


@pytest.mark.parametrize("until", ["2026-11-22T00:00:00Z", "2026-11-21T00:00:00Z"])
async def test_a_period_that_ends_before_it_begins_is_refused(api: Api, until: str) -> None:
    result = await api.execute(ASKED, "city_lead", u=until)
    assert result.errors is not None
    (error,) = result.errors
    assert (error.extensions or {})["code"] == "BAD_USER_INPUT"
    assert "until is not after since" in error.message
