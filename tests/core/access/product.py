"""Writes product.csv anew from the reviewed matrix and the oracle of relations: `python -m tests.core.access.product`.

Look at the difference: what changed must be what was meant.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from core.cases.states import Secrecy
from tests.core.access.relations import RELATIONS, highest

MATRIX, PRODUCT = (Path(__file__).with_name(name) for name in ("matrix.csv", "product.csv"))
HEAD = """\
# The whole product, as reviewed: how far a role, held at a unit of a county and cleared for everything, carries an
# operation on a case of each relation (tests/core/access/relations.py). A digit is the highest secrecy (0 NORMAL, 1 PRIVACY,
# 2 REPORTER_CONFIDENTIAL, 3 DISCIPLINE) and opens those below it, - opens nothing. What is not listed is - throughout.
"""


def reviewed() -> Mapping[tuple[str, str], Mapping[str, int]]:
    """By role and operation the scopes and their clearances, of matrix.csv."""
    found: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    with MATRIX.open(encoding="utf-8") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            found[row["role"], row["operation"]][row["scope"]] = Secrecy(row["clearance"]).level
    return found


def product() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """By role and operation the digit of each relation, of product.csv."""
    with PRODUCT.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {(row["role"], row["operation"]): {name: row[name] for name in RELATIONS} for row in rows}


def text() -> str:
    """The table, a line per role and operation in the order of matrix.csv."""
    lines = [",".join(("role", "operation", "scopes", *RELATIONS))]
    for (role, operation), scopes in reviewed().items():
        digits = dict(highest(scopes)).values()
        lines.append(",".join((role, operation, "+".join(sorted(scopes)), *digits)))
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PRODUCT.write_text(text(), encoding="utf-8")
