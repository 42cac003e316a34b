"""Which measures fit, in which order, and why."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import new_id
from plugins.enterprise_desk.measures import SOON, Match, Traits, matches, rank
from plugins.enterprise_desk.vocabulary import INDUSTRIES, Reason, Size
from tests.plugins.enterprise_desk.desk import EnterpriseDesk

PATHS = {
    "370900": "/370900",
    "370902": "/370900/370902",
    "370902003": "/370900/370902/370902003",
    "370911": "/370900/370911",
}
DAY = date(2026, 11, 16)
FACTORY = Traits("C", "SMALL", "370902")


def measure(**terms: Any) -> dict[str, Any]:
    """A measure that leaves out nobody, but for these terms."""
    open_ = {"industries": [], "sizes": [], "districts": [], "valid_from": date(2026, 1, 1), "valid_to": None}
    return {"id": new_id(), **open_, **terms}


def reasons(traits: Traits = FACTORY, **terms: Any) -> tuple[Reason, ...] | None:
    found = rank([measure(**terms)], traits, PATHS, DAY)
    return found[0].reasons if found else None


def order(*measures: dict[str, Any]) -> list[int]:
    """The places in which the measures, given in the expected order, come out."""
    ids = [one["id"] for one in measures]
    return [ids.index(match.measure_id) for match in rank(reversed(measures), FACTORY, PATHS, DAY)]


class TestReasons:
    def test_of_a_measure_for_all(self) -> None:
        assert reasons() == (Reason.DISTRICT_ANY, Reason.INDUSTRY_ANY, Reason.SIZE_ANY)

    def test_of_one_that_names_everything(self) -> None:
        found = reasons(districts=["370902"], industries=["A", "C"], sizes=["SMALL"])

        assert found == (Reason.DISTRICT_NAMED, Reason.INDUSTRY_NAMED, Reason.SIZE_NAMED)

    def test_of_one_for_the_city(self) -> None:
        assert reasons(districts=["370900", "370911"]) == (Reason.DISTRICT_ABOVE, Reason.INDUSTRY_ANY, Reason.SIZE_ANY)

    def test_say_that_it_ends_soon(self) -> None:
        found = reasons(valid_to=DAY + SOON)

        assert found is not None
        assert found[-1] is Reason.ENDS_SOON

    def test_do_not_say_so_the_day_before(self) -> None:
        found = reasons(valid_to=DAY + SOON + timedelta(days=1))

        assert found is not None
        assert Reason.ENDS_SOON not in found

    @pytest.mark.parametrize(
        "terms",
        [
            {"industries": ["A"]},
            {"sizes": ["LARGE"]},
            {"districts": ["370911"]},
            {"districts": ["370902003"]},
            {"districts": ["370902"], "industries": ["C"], "sizes": ["MICRO"]},
        ],
        ids=["industry", "size", "district beside", "district below", "all but the size"],
    )
    def test_are_none_where_one_thing_does_not_fit(self, terms: dict[str, Any]) -> None:
        assert reasons(**terms) is None

    def test_a_district_that_is_no_more_names_nobody(self) -> None:
        assert reasons(districts=["379999"]) is None


class TestOrder:
    def test_what_says_most_of_the_enterprise_comes_first(self) -> None:
        everything = measure(districts=["370902"], industries=["C"], sizes=["SMALL"])

        assert order(everything, measure(industries=["C"], sizes=["SMALL"]), measure(sizes=["SMALL"]), measure()) == [
            0,
            1,
            2,
            3,
        ]

    def test_then_the_nearest_district(self) -> None:
        assert order(measure(districts=["370902"]), measure(districts=["370900"])) == [0, 1]

    def test_then_what_ends_first(self) -> None:
        assert order(measure(valid_to=date(2026, 12, 1)), measure(valid_to=date(2027, 1, 1)), measure()) == [0, 1, 2]

    def test_then_the_newest(self) -> None:
        assert order(measure(valid_from=date(2026, 6, 1)), measure(valid_from=date(2026, 5, 1))) == [0, 1]


codes = st.lists(st.sampled_from(sorted(PATHS)), max_size=3, unique=True)
industries = st.lists(st.sampled_from(INDUSTRIES), max_size=4, unique=True)
sizes = st.lists(st.sampled_from([one.value for one in Size]), max_size=4, unique=True)
measures = st.lists(st.builds(measure, districts=codes, industries=industries, sizes=sizes), max_size=6)
traits = st.builds(
    Traits, st.sampled_from(INDUSTRIES), st.sampled_from([one.value for one in Size]), st.sampled_from(sorted(PATHS))
)


def fits(one: dict[str, Any], whom: Traits) -> bool:
    """Said another way: whatever is named, names the enterprise."""
    inside = [code for code in one["districts"] if (PATHS[whom.district] + "/").startswith(PATHS[code] + "/")]
    return (
        (not one["districts"] or bool(inside))
        and (not one["industries"] or whom.industry in one["industries"])
        and (not one["sizes"] or whom.size in one["sizes"])
    )


class TestRank:
    @given(measures, traits)
    def test_leaves_out_none_that_fits_and_tells_none_that_does_not(
        self, given_: list[dict[str, Any]], whom: Traits
    ) -> None:
        found = {match.measure_id for match in rank(given_, whom, PATHS, DAY)}

        assert found == {one["id"] for one in given_ if fits(one, whom)}

    @given(measures, traits, st.randoms())
    def test_does_not_depend_on_the_order_it_is_given(
        self, given_: list[dict[str, Any]], whom: Traits, by: Any
    ) -> None:
        shuffled = list(given_)
        by.shuffle(shuffled)

        assert rank(shuffled, whom, PATHS, DAY) == rank(given_, whom, PATHS, DAY)

    @given(measures, traits)
    def test_says_one_thing_of_district_industry_and_size(self, given_: list[dict[str, Any]], whom: Traits) -> None:
        for match in rank(given_, whom, PATHS, DAY):
            assert [reason.name.split("_")[0] for reason in match.reasons][:3] == ["DISTRICT", "INDUSTRY", "SIZE"]


class TestInForce:
    async def found(self, desk: EnterpriseDesk, day: date) -> list[Match]:
        (found,) = await matches(desk.office.read, [FACTORY], day)
        return found

    async def test_from_the_first_to_the_last_day(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.measure(valid_from=date(2026, 11, 1), valid_to=date(2026, 11, 30))

        days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]

        assert [[one.measure_id for one in await self.found(desk, day)] for day in days] == [[], [id_], [id_], []]

    async def test_for_good_without_a_last_day(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.measure()

        assert [one.measure_id for one in await self.found(desk, date(2036, 1, 1))] == [id_]
