"""What officials are told of their plug-ins."""

from datetime import datetime

import pytest

from core.plugin.model import plugin_switch
from schema.relay.ids import encode
from tests.schema.plugins.conftest import OFF, ON, BellApi

ASKED = """query($district: String) { plugins(district: $district) { name title version api article status detail locked
  suspended enabled districts { code name } health { status detail } lag { rows deadLetters }
  lastSwitch { district { code } enabled reason by { id } at } } }"""
SWITCH = """mutation($input: SetDistrictPluginInput!) { setDistrictPlugin(input: $input) {
  plugin { name enabled lastSwitch { reason enabled by { id } } } userErrors { code field message } } }"""


@pytest.fixture
async def unswitched(bells: BellApi) -> BellApi:
    """Nothing was ever switched."""
    await bells.office.pool.execute(f"delete from {plugin_switch.name}")
    await bells.office.pool.execute("delete from plugin_district")
    return bells


async def test_a_plugin_in_a_district(unswitched: BellApi) -> None:
    (found,) = (await unswitched.data(ASKED, "city_lead", district=ON))["plugins"]
    assert found == {
        "name": "bell", "title": "钟", "version": "1.2", "api": 1, "article": "第十七条", "status": "LOADED",
        "detail": None, "locked": False, "suspended": False, "enabled": True,
        "districts": [{"code": ON, "name": "泰山区"}], "health": {"status": "OK", "detail": None}, "lag": None,
        "lastSwitch": None,
    }  # fmt: skip


async def test_elsewhere_and_nowhere_in_particular(unswitched: BellApi) -> None:
    (there,) = (await unswitched.data(ASKED, "operator", district=OFF))["plugins"]
    (anywhere,) = (await unswitched.data(ASKED, "operator"))["plugins"]
    assert (there["enabled"], anywhere["enabled"]) == (False, None)


async def test_a_district_that_is_none_is_refused(unswitched: BellApi) -> None:
    assert await unswitched.refusal(ASKED, "operator", district="999999") == "UNKNOWN_DISTRICT"
    assert await unswitched.refusal('{ dashboard(district: "370902001") { key } }') == "UNKNOWN_DISTRICT"


async def test_a_suspended_plugin_says_so(unswitched: BellApi) -> None:
    unswitched.host.switches.suspend("bell")
    (found,) = (await unswitched.data(ASKED, "city_lead", district=ON))["plugins"]
    assert (found["suspended"], found["enabled"], found["districts"]) == (True, False, [])
    assert found["health"]["status"] == "FAILED"
    assert found["health"]["detail"].startswith("suspended")


async def test_switching_is_told_with_who_and_why(unswitched: BellApi) -> None:
    # when the county's officer switches it off at home
    given = {"district": ON, "plugin": "bell", "enabled": False, "reason": "整改中"}
    done = (await unswitched.data(SWITCH, "county_officer", input=given))["setDistrictPlugin"]
    # then it is off at once, and everybody is told by whom and why
    by = {"id": encode("account", unswitched.office.viewer("county_officer").id)}
    switch = {"reason": "整改中", "enabled": False, "by": by}
    assert done == {"plugin": {"name": "bell", "enabled": False, "lastSwitch": switch}, "userErrors": []}
    (found,) = (await unswitched.data(ASKED, "city_lead", district=ON))["plugins"]
    assert found["enabled"] is False
    assert found["lastSwitch"]["district"] == {"code": ON}
    assert datetime.fromisoformat(found["lastSwitch"]["at"]) == unswitched.office.clock.now()
    # and of another district nothing was said
    (there,) = (await unswitched.data(ASKED, "city_lead", district=OFF))["plugins"]
    assert there["lastSwitch"] is None


@pytest.mark.parametrize(
    ("role", "changed", "code"),
    [
        ("operator", {}, "NOT_ALLOWED"),
        ("county_officer", {"district": OFF, "enabled": True}, "NOT_ALLOWED"),
        ("city_lead", {"district": "123456"}, "UNKNOWN_DISTRICT"),
        ("city_lead", {"plugin": "gong"}, "UNKNOWN_PLUGIN"),
        ("city_lead", {"enabled": True}, "PLUGIN_UNCHANGED"),
    ],
)
async def test_a_switch_can_be_refused(unswitched: BellApi, role: str, changed: dict[str, object], code: str) -> None:
    given = {"district": ON, "plugin": "bell", "enabled": False, "reason": "整改中"} | changed
    done = (await unswitched.data(SWITCH, role, input=given))["setDistrictPlugin"]
    assert done["plugin"] is None
    assert [error["code"] for error in done["userErrors"]] == [code]
