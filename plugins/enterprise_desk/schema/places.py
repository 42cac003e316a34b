"""Where the desk's rows lie for the policy's scopes, if not simply where their case lies."""

from dataclasses import replace

from sqlalchemy import ColumnElement, Integer, exists, false, literal

from core.api import ScopeColumns, columns_through_case, within
from plugins.enterprise_desk.tables import coordination, enterprise, feedback, participant


def _of_no_unit(_: ColumnElement[str]) -> ColumnElement[bool]:
    return false()


def _with_a_part(root: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(participant.c.coordination_id == coordination.c.id, within(participant.c.unit_path, root))


OWN_PLACE = ScopeColumns(enterprise.c.district_path, enterprise.c.registered_by, literal(0, Integer), _of_no_unit)
"""An enterprise lies in its district; no unit has a part in it."""

OF_PARTICIPANTS = columns_through_case(coordination.c.case_id, _with_a_part)
"""A coordination is read like its case, but among units by those that take part: others learn nothing of those beside them."""

BY_WHO_TOLD = replace(columns_through_case(feedback.c.case_id), owner=feedback.c.by)
"""What an enterprise was told is read like its case; one's own is what one told it oneself."""
