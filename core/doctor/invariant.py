"""What must be true of the data at every moment, and what is found where it is not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One truth about the data: its name, why (the article, or a reason), and how to mend a breach of it."""

    name: str
    why: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Invariant(Rule):
    """A rule as one SELECT of two texts: the id of each row that breaks it, and what is wrong in codes only.

    The SQL says in its own words what the domain says in Python, so that a slip in one shows in the other. Each invariant
    answers for one thing: a single corruption is reported once.
    """

    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: the rule, the row's id, and what is wrong with it in ids and codes; never personal data."""

    rule: Rule
    subject: str
    note: str


LIMIT = 1000
"""Breaches listed of one rule; who has more mends the cause first."""
