"""The desk's settings, and how a district's own are told in plugins.toml."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from core.api import Mode
from core.plugin.config import parse_config
from core.plugin.errors import PluginError
from core.plugin.host import load_plugins
from plugins.enterprise_desk.settings import EnterpriseDeskSettings
from schema import hookspecs

FILE = """
api = 1
[plugins.enterprise_desk]
districts = "*"
settings = { handling_days = 12 }
[plugins.enterprise_desk.district.370902]
contact_minutes = 60
contact_mode = "WORKING"
"""


def settings(district: str, text: str = FILE) -> EnterpriseDeskSettings:
    host = load_plugins(parse_config(text, Path("plugins.toml")), (hookspecs,))
    return host.settings(EnterpriseDeskSettings, district)


def test_are_2115_unless_told_otherwise() -> None:
    given = EnterpriseDeskSettings()

    assert (given.contact_minutes, given.contact_mode, given.feedback_days, given.handling_days) == (
        120,
        Mode.CLOCK,
        1,
        15,
    )


def test_a_district_may_have_its_own() -> None:
    found = settings("370902")

    assert (found.contact_minutes, found.contact_mode, found.handling_days) == (60, Mode.WORKING, 12)


def test_the_others_keep_the_city_s() -> None:
    found = settings("370911")

    assert (found.contact_minutes, found.handling_days) == (120, 12)


@pytest.mark.parametrize(
    "key", ["contact_minutes", "feedback_days", "handling_days", "coordination_days", "follow_up_days"]
)
def test_nothing_is_due_at_once(key: str) -> None:
    with pytest.raises(ValidationError, match=key):
        EnterpriseDeskSettings.model_validate({key: 0})


def test_a_misspelt_key_is_refused_by_its_path() -> None:
    with pytest.raises(PluginError, match=r"enterprise_desk.*follow_up_dais"):
        settings("370902", "api = 1\n[plugins.enterprise_desk]\ndistricts = []\nsettings = { follow_up_dais = 3 }\n")
