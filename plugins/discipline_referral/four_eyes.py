"""Nobody decides on what he has proposed himself, and where the settings say so, nobody decides twice."""

from core.api import Refused, Row, Viewer
from plugins.discipline_referral.errors import NOT_THE_PROPOSER, OWN_PROPOSAL, OWN_REVIEW


def not_the_proposer(actor: Viewer, row: Row) -> None:
    """Raises Refused: OWN_PROPOSAL."""
    if row["proposed_by"] == actor.id:
        raise Refused(OWN_PROPOSAL)


def not_the_reviewer(actor: Viewer, row: Row) -> None:
    """Raises Refused: OWN_REVIEW."""
    if row["reviewed_by"] == actor.id:
        raise Refused(OWN_REVIEW)


def the_proposer(actor: Viewer, row: Row) -> None:
    """Raises Refused: NOT_THE_PROPOSER."""
    if row["proposed_by"] != actor.id:
        raise Refused(NOT_THE_PROPOSER)
