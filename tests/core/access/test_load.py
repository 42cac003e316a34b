from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.access.load import load_holder, load_viewer
from core.access.matrix import Matrix, load_matrix
from core.access.viewer import Grant, Viewer
from core.accounts.model import account, role_grant
from core.db.connection import open_pool
from core.db.grants import APP
from core.db.read import Read
from core.db.wall import login_as
from core.ids import new_id
from tests.core.access.rows import insert

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
AGO = NOW - timedelta(days=300)
ID = new_id()


@pytest.fixture
async def pool(clean_database: str) -> AsyncIterator[Any]:
    pool = await open_pool(clean_database, size=1)
    await insert(pool, account, [{"id": ID, "subject": "local:wang", "active": True}])
    yield pool
    await pool.close()


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return load_matrix()


def grant_row(role: str, path: str, **rest: object) -> dict[str, object]:
    places = {"unit_path": path, "district_path": "/370900"}
    return {"id": new_id(), "account_id": ID, "role": role, **places, "clearance": 2, "valid_from": AGO, **rest}


async def test_an_active_account_comes_with_all_its_grants_in_the_order_of_roles(pool: Any, matrix: Matrix) -> None:
    ended = NOW - timedelta(days=1)
    await insert(pool, role_grant, [grant_row("reviewer", "/ta")])
    await insert(pool, role_grant, [grant_row("dispatcher", "/ta", valid_to=ended)])

    viewer = await load_viewer(Read(pool), "local:wang", matrix, NOW)

    dispatcher = Grant("dispatcher", "/ta", "/370900", 2, AGO, ended)
    reviewer = Grant("reviewer", "/ta", "/370900", 2, AGO, None)
    assert viewer == Viewer(ID, "local:wang", (dispatcher, reviewer), matrix, NOW)
    assert viewer.may("approveFeedback")
    assert not viewer.may("dispatchCase")


async def test_an_account_without_grants_may_nothing(pool: Any, matrix: Matrix) -> None:
    assert await load_viewer(Read(pool), "local:wang", matrix, NOW) == Viewer(ID, "local:wang", (), matrix, NOW)


async def test_the_grants_of_others_are_not_ones_own(pool: Any, matrix: Matrix) -> None:
    other = new_id()
    await insert(pool, account, [{"id": other, "subject": "local:li", "active": True}])
    await insert(pool, role_grant, [grant_row("reviewer", "/ta") | {"account_id": other}])

    viewer = await load_viewer(Read(pool), "local:wang", matrix, NOW)

    assert viewer is not None
    assert viewer.grants == ()


async def test_an_inactive_account_is_nobody(pool: Any, matrix: Matrix) -> None:
    idle = new_id()
    await insert(pool, account, [{"id": idle, "subject": "local:zhao", "active": False}])
    await insert(pool, role_grant, [grant_row("reviewer", "/ta") | {"account_id": idle}])

    assert await load_viewer(Read(pool), "local:zhao", matrix, NOW) is None


@pytest.mark.parametrize("subject", ["local:unknown", "LOCAL:WANG", "wang", "", "local:wang ", "reviewer"])
async def test_an_unknown_subject_is_nobody(subject: str, pool: Any, matrix: Matrix) -> None:
    assert await load_viewer(Read(pool), subject, matrix, NOW) is None


async def test_who_acts_for_a_service_is_known_as_such(pool: Any, matrix: Matrix) -> None:
    row = {"id": new_id(), "subject": "local:wechat", "active": True, "kind": "SERVICE"}
    await insert(pool, account, [row])
    person = await load_viewer(Read(pool), "local:wang", matrix, NOW)
    service = await load_viewer(Read(pool), "local:wechat", matrix, NOW)
    assert (person and person.service, service and service.service) == (False, True)


async def test_beyond_the_district_of_its_issuer_an_account_may_nothing(pool: Any, matrix: Matrix) -> None:
    paths = ("/370900", "/370900/370911", "/370900/370911/370911100", "/370900/3709110", "/370900/370902")
    await insert(pool, role_grant, [grant_row("reviewer", "/ta", district_path=path) for path in paths])

    async def places(bounds: dict[str, str]) -> set[str]:
        viewer = await load_viewer(Read(pool), "local:wang", matrix, NOW, bounds)
        assert viewer is not None
        return {grant.district_path for grant in viewer.grants}

    assert await places({"local:": "370911"}) == {"/370900/370911", "/370900/370911/370911100"}
    assert await places({"local:": "370900"}) == set(paths)
    assert await places({"loc": "370911", "local": "370911", "other:": "370911"}) == set(paths)


async def test_whom_a_request_is_about_is_known_on_the_lower_side_of_the_wall_too(
    pool: Any, matrix: Matrix, clean_database: str
) -> None:
    await insert(pool, role_grant, [grant_row("reviewer", "/ta")])
    below = await open_pool(login_as(clean_database, APP), size=1)
    try:
        found = await load_holder(Read(below), "local:wang", matrix, NOW)
        nobody = await load_holder(Read(below), "local:nobody", matrix, NOW)
    finally:
        await below.close()

    assert found == await load_viewer(Read(pool), "local:wang", matrix, NOW)
    assert nobody is None
