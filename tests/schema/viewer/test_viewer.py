"""Who asks, as they see themselves."""

from tests.schema.conftest import Api

VIEWER = """{ viewer { id name roles { code label } operations
               grants { role { code } unitPath districtPath clearance validTo } } }"""


async def test_a_dispatcher_sees_name_roles_grants_and_operations(api: Api) -> None:
    found = (await api.data(VIEWER, role="dispatcher"))["viewer"]
    assert found["name"]
    assert found["roles"] == [{"code": "dispatcher", "label": "派单员"}]
    (grant,) = found["grants"]
    assert (grant["role"]["code"], grant["unitPath"], grant["districtPath"], grant["validTo"]) == (
        "dispatcher", "/ta", "/370900", None,
    )  # fmt: skip
    assert "dispatchCase" in found["operations"]
    assert "recordCallback" not in found["operations"]


async def test_operations_are_those_the_policy_opens(api: Api) -> None:
    administrator = (await api.data(VIEWER, role="administrator"))["viewer"]
    assert "account.write" in administrator["operations"]
    assert "case.read" not in administrator["operations"]
