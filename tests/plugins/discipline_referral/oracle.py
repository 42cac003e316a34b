"""The hand-written table of acts and states: what Art. 21 and the four eyes rule make of each, and `-` where it is refused."""

import csv
from pathlib import Path

FILE = Path(__file__).with_name("life_cycle.csv")


def oracle() -> dict[tuple[str, str], str | None]:
    """(act, state) -> the state it leads to, or None."""
    rows = csv.DictReader(FILE.read_text("utf-8").splitlines())
    return {
        (row["act"], state): None if to == "-" else to for row in rows for state, to in row.items() if state != "act"
    }
