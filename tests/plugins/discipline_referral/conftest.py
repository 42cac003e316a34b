"""The plug-in with a standing officer, so that the system has somebody to propose to."""

import pytest

from tests.plugins.discipline_referral.bureau import Bureau, open_bureau
from tests.support.plugged import Plugged, config_text

SETTINGS = """
[plugins.discipline_referral.settings]
standing_officers = ["t:inspecting", "t:proposer", "t:reviewing", "t:approving", "t:standing_at_the_county"]
bounces = 1
[plugins.discipline_referral.district.370911]
distinct_approver = false
standing_officers = []
"""


@pytest.fixture
def plugins_toml(plugin_names: tuple[str, ...]) -> str:
    return config_text(plugin_names, SETTINGS)


@pytest.fixture
async def bureau(plugged: Plugged) -> Bureau:
    """A bureau without a referral."""
    return await open_bureau(plugged)
