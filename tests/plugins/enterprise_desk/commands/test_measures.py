"""addMeasure, reviseMeasure, withdrawMeasure."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.ids import new_id
from plugins.enterprise_desk.commands.add_measure import add_measure
from plugins.enterprise_desk.commands.revise_measure import revise_measure
from plugins.enterprise_desk.commands.withdraw_measure import withdraw_measure
from plugins.enterprise_desk.inputs import AddMeasure, MeasureTerms, ReviseMeasure, WithdrawMeasure
from plugins.enterprise_desk.vocabulary import Size
from tests.plugins.enterprise_desk.commands.test_enterprises import told
from tests.plugins.enterprise_desk.desk import EnterpriseDesk


def terms(desk: EnterpriseDesk, **values: Any) -> MeasureTerms:
    given = MeasureTerms(
        title="技改贷款贴息", issuing_unit_id=desk.world.units["ta-housing"], basis="泰政发〔2026〕3号",
        benefit="贴息五成", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), industries=("C", "B", "C"),
        sizes=(Size.SMALL, Size.MICRO), districts=("370911", "370902"),
    )  # fmt: skip
    return replace(given, **values)


class TestAdd:
    async def test_keeps_the_terms(self, desk: EnterpriseDesk) -> None:
        done = await desk.own(add_measure, AddMeasure(terms=terms(desk)))

        (row,) = await desk.rows("measure", id=done.object_id)
        assert (row["version"], row["title"], row["valid_to"]) == (1, "技改贷款贴息", date(2026, 12, 31))
        assert (row["industries"], row["sizes"], row["districts"]) == (
            ["B", "C"],
            ["MICRO", "SMALL"],
            ["370902", "370911"],
        )

    @pytest.mark.parametrize(
        ("values", "refusal"),
        [
            ({"title": ""}, ("REQUIRED", ("input", "title"))),
            ({"basis": ""}, ("REQUIRED", ("input", "basis"))),
            ({"benefit": ""}, ("REQUIRED", ("input", "benefit"))),
            ({"issuing_unit_id": new_id()}, ("NOT_FOUND", ("input", "issuingUnitId"))),
            ({"industries": ("Z",)}, ("UNKNOWN_CODE", ("input", "industries"))),
            ({"districts": ("1",)}, ("UNKNOWN_CODE", ("input", "districts"))),
            ({"valid_to": date(2025, 12, 31)}, ("PERIOD_REVERSED", ("input", "validTo"))),
        ],
        ids=lambda value: next(iter(value)) if isinstance(value, dict) else value[0],
    )
    async def test_refuses(self, desk: EnterpriseDesk, values: dict[str, Any], refusal: tuple[str, Any]) -> None:
        assert told(await desk.refused_own(add_measure, AddMeasure(terms=terms(desk, **values)))) == refusal

    async def test_takes_one_day(self, desk: EnterpriseDesk) -> None:
        day = date(2026, 11, 16)

        assert (await desk.own(add_measure, AddMeasure(terms=terms(desk, valid_from=day, valid_to=day)))).version == 1

    async def test_is_the_desk_s(self, desk: EnterpriseDesk) -> None:
        refusal = await desk.refused_own(add_measure, AddMeasure(terms=terms(desk)), "operator")

        assert told(refusal) == ("NOT_ALLOWED", None)


class TestRevise:
    async def test_is_the_next_version_with_all_terms_anew(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.measure()

        done = await desk.own(revise_measure, ReviseMeasure(measure_id=id_, terms=terms(desk), expected_version=1))

        (row,) = await desk.rows("measure", id=id_)
        assert (done.version, row["version"], row["title"], row["industries"]) == (2, 2, "技改贷款贴息", ["B", "C"])

    async def test_of_what_has_moved_on_is_refused(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.measure()
        await desk.own(revise_measure, ReviseMeasure(measure_id=id_, terms=terms(desk)))

        refusal = await desk.refused_own(
            revise_measure, ReviseMeasure(measure_id=id_, terms=terms(desk), expected_version=1)
        )

        assert told(refusal) == ("STALE_VERSION", ("input", "expectedVersion"))

    async def test_of_none_is_refused(self, desk: EnterpriseDesk) -> None:
        refusal = await desk.refused_own(revise_measure, ReviseMeasure(measure_id=new_id(), terms=terms(desk)))

        assert told(refusal) == ("NOT_FOUND", ("input", "measureId"))

    async def test_is_the_desk_s(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.measure()

        refusal = await desk.refused_own(revise_measure, ReviseMeasure(measure_id=id_, terms=terms(desk)), "operator")

        assert told(refusal) == ("NOT_ALLOWED", None)


class TestWithdraw:
    async def test_takes_it_out_of_force_and_keeps_it(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.measure()

        await desk.own(withdraw_measure, WithdrawMeasure(measure_id=id_))

        (row,) = await desk.rows("measure", id=id_)
        assert (row["withdrawn_at"], row["version"]) == (desk.office.clock.now(), 2)

    @pytest.mark.parametrize("again", ["withdraw", "revise"])
    async def test_is_the_end_of_it(self, desk: EnterpriseDesk, again: str) -> None:
        id_ = await desk.measure()
        await desk.own(withdraw_measure, WithdrawMeasure(measure_id=id_))

        if again == "withdraw":
            refusal = await desk.refused_own(withdraw_measure, WithdrawMeasure(measure_id=id_))
        else:
            refusal = await desk.refused_own(revise_measure, ReviseMeasure(measure_id=id_, terms=terms(desk)))

        assert told(refusal) == ("MEASURE_WITHDRAWN", ("input", "measureId"))
