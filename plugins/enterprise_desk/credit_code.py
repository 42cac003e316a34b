"""The unified social credit code (统一社会信用代码) of GB 32100-2015.

Eighteen characters of an alphabet of 31, the last of which is the check character: the values of all eighteen, weighted
with the powers of three, add up to a multiple of 31. As 31 is a prime, as no weight is a multiple of it, and as no two
neighbours weigh the same, every single wrong character and every swap of two neighbours is found.
"""

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Without I, O, S, V and Z, which are taken for 1, 0, 5, U and 2."""
LENGTH = 18

_MODULUS = len(ALPHABET)
_WEIGHTS = tuple(pow(3, place, _MODULUS) for place in range(LENGTH - 1))
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def normal(text: str) -> str:
    """The code as the standard writes it: full-width and small letters become plain capitals, blanks and hyphens go."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).upper() if one != "-" and not one.isspace())


def is_well_formed(code: str) -> bool:
    """Whether a normal code has eighteen characters of the alphabet."""
    return len(code) == LENGTH and all(one in _VALUES for one in code)


def check_character(body: str) -> str:
    """The check character of the first seventeen. ValueError for characters that are not of the alphabet, or not seventeen."""
    if len(body) != LENGTH - 1 or any(one not in _VALUES for one in body):
        raise ValueError(f"write {LENGTH - 1} characters of {ALPHABET}")
    total = sum(_VALUES[one] * weight for one, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % _MODULUS]


def is_valid(code: str) -> bool:
    """Whether a normal code is well formed and ends in its check character."""
    return is_well_formed(code) and check_character(code[:-1]) == code[-1]
