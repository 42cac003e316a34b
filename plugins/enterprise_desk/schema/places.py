"""Where an enterprise lies for the policy's scopes: in its district; no unit has a part in it."""

from sqlalchemy import ColumnElement, Integer, false, literal

from core.api import ScopeColumns
from plugins.enterprise_desk.tables import enterprise


def _of_no_unit(_: ColumnElement[str]) -> ColumnElement[bool]:
    return false()


OWN_PLACE = ScopeColumns(enterprise.c.district_path, enterprise.c.registered_by, literal(0, Integer), _of_no_unit)
