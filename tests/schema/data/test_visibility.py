"""How a row's condition reads the row that it belongs to."""

from core.access.operations import Operation
from core.ratings.model import callback
from schema.cases.types import Case
from schema.data.visibility import Through
from tests.support.office import Office


def test_of_the_row_above_its_key_alone_is_read(office: Office) -> None:
    """For the lower side of the wall may not read every column of every table."""
    condition = Through(Case, on=callback.c.case_id).opening(office.viewer("city_lead"), Operation.CASE_READ)

    assert " ".join(str(condition).split()).startswith("EXISTS (SELECT case_file.id FROM case_file")
