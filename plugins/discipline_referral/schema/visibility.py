"""The need to know as the schema asks it."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import Viewer
from plugins.discipline_referral.need_to_know import SCOPE, needs_to_know
from schema.api import data

_WHO = "discipline-officer"


class NeedToKnow:
    """A `schema.data.visibility.Visibility`: the policy opens the operation, and the viewer is named and unbiased."""

    _scoped = data.Scoped(SCOPE)

    def opening(self, viewer: Viewer, operation: str) -> ColumnElement[bool]:
        """The condition; its text depends on the viewer's shape alone."""
        return self._scoped.opening(viewer, operation) & needs_to_know(bindparam(_WHO, type_=Uuid(as_uuid=True)))

    def values(self, viewer: Viewer, operation: str, /) -> Mapping[str, object]:
        """What it binds."""
        return {**self._scoped.values(viewer, operation), _WHO: viewer.id}
