"""Small policy files for the tests."""

from pathlib import Path

from core.access.matrix import Matrix, load_matrix

HEAD = """g, r:clerk, r:staff
g, r:chief, r:staff
p, r:clerk, case.read, district, PRIVACY, allow
"""


def written(folder: Path, text: str) -> Path:
    """A policy file of this text."""
    path = folder / "policy.csv"
    path.write_text(text, encoding="utf-8")
    return path


def compiled(folder: Path, *lines: str) -> Matrix:
    """The matrix of the small policy and these further lines."""
    return load_matrix(written(folder, HEAD + "\n".join(lines)))
