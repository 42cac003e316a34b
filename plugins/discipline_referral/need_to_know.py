"""Who may know of a referral: its named officers, none of whom has a conflict of interest. A role alone opens nothing.

A conflict of interest excludes even those who are named: whoever holds, or ever held, a grant at the accused unit, below
it or above it, short of the hotline agency's own root; and whoever is accused. Past grants count, for loyalties outlast
them, and so nobody is let in by ending a grant.
"""

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, exists, false, literal, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import ScopeColumns, Secrecy, Viewer, role_grant, row_filter, within
from plugins.discipline_referral.tables import officer, person, referral

SCOPE = ScopeColumns(
    district_path=referral.c.district_path,
    owner=referral.c.proposed_by,
    secrecy=literal(Secrecy.DISCIPLINE.level, Integer()),
    in_unit=lambda _: false(),  # a unit is what is accused: no scope of units reaches a referral
)
"""Every referral is kept as closely as anything can be, at the place of its case."""


def concerned(
    account: ColumnElement[Any], unit_path: ColumnElement[Any], agency: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Whether the account has, or had, a grant at, below or above the unit; `agency` and what is above it excepted."""
    held = role_grant.alias()
    above = within(unit_path, held.c.unit_path) & (held.c.unit_path != unit_path) & ~within(agency, held.c.unit_path)
    touches = within(held.c.unit_path, unit_path) | above
    return exists(select(held.c.id).where(held.c.account_id == account, touches).correlate_except(held))


def needs_to_know(account: ColumnElement[Any]) -> ColumnElement[bool]:
    """The referrals on which the account is named and in which it has no conflict of interest."""
    named, accused = officer.alias(), person.alias()
    on_list = select(named.c.id).where(
        named.c.referral_id == referral.c.id, named.c.account_id == account, named.c.removed_at.is_(None)
    )
    is_accused = select(accused.c.id).where(accused.c.referral_id == referral.c.id, accused.c.account_id == account)
    return and_(
        exists(on_list.correlate_except(named)),
        ~exists(is_accused.correlate_except(accused)),
        ~concerned(account, referral.c.unit_path, referral.c.agency_path),
    )


def reachable(viewer: Viewer, operation: str) -> ColumnElement[bool]:
    """The referrals on which the operation opens for this viewer; never keep the statement for another."""
    return row_filter(viewer, operation, SCOPE) & needs_to_know(literal(viewer.id, Uuid(as_uuid=True)))
