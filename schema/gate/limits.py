"""How large a document may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds, each inclusive.

    `source` counts characters; the parser checks `tokens` and `comments`, one walk before validation checks the rest.
    `overlaps` counts the pairs of selections that validation must compare, because that rule alone is quadratic: 390
    repetitions of one field cost a third of a second without it. `page` is the length assumed for a list whose size the
    document leaves open.
    """

    source: int = 20_000
    tokens: int = 2_000
    comments: int = 50
    fields: int = 400
    aliases: int = 50
    directives: int = 8
    depth: int = 12
    overlaps: int = 2_000
    cost: int = 5_000
    page: int = 20
    errors: int = 20
