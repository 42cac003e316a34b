"""What hardly ever changes is asked for once in a while."""

from sqlalchemy import bindparam, select

from core.db.remembered import SECONDS, Remembered
from core.districts.model import district
from tests.support.office import Office

PLACE = select(district.c.name).where(district.c.code == bindparam("code"))
NEW = """insert into district (code, name, kind, path, gate, source)
         select '379999', 'first', kind, path || 'x', gate, source from district limit 1"""


class Time:
    now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_a_row_is_remembered_for_some_seconds_and_its_absence_is_not(office: Office) -> None:
    time = Time()
    remembered = Remembered(time)

    async def name() -> object:
        row = await remembered.one(office.read, PLACE, code="379999")
        return row and row["name"]

    try:
        assert await name() is None
        await office.pool.execute(NEW)
        assert await name() == "first"
        await office.pool.execute("update district set name = 'second' where code = '379999'")
        time.now += SECONDS - 0.1
        assert await name() == "first"
        time.now += 0.2
        assert await name() == "second"
    finally:
        await office.pool.execute("delete from district where code = '379999'")
