"""Identifiers: row ids, case numbers, access codes."""

import os
import secrets
import time
from datetime import date
from uuid import UUID

_ACCESS_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing a caller can mishear: no 0/O, 1/I/L
_CODE_LENGTH = 8
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""The cross sum of twice each digit."""


def new_id() -> UUID:
    """A version 7 UUID (RFC 9562): 48 bits of Unix milliseconds, then random, so that rows cluster by birth."""
    milliseconds = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds << 80) | (0x7 << 76) | ((tail >> 68 & 0xFFF) << 64) | (0b10 << 62) | (tail & (1 << 62) - 1)
    return UUID(int=value)


def case_number(day: date, sequence: int) -> str:
    """`TA` + local date + six digits + Luhn check digit, for instance TA202611220000018. Unique, not gapless."""
    digits = f"{day.isoformat().replace('-', '')}{sequence % 1_000_000:06d}"
    return f"TA{digits}{_luhn(digits)}"


def is_case_number(text: str) -> bool:
    """Whether `text` has the form and the check digit of a case number."""
    prefix, digits = text[:2], text[2:]
    shaped = prefix == "TA" and len(digits) == 15 and digits.isascii() and digits.isdigit()
    return shaped and _luhn(digits[:-1]) == digits[-1]


def access_code() -> str:
    """Eight characters told once to the reporter; with the case number they open the reporter's own case."""
    number, letters = secrets.randbelow(len(_ACCESS_ALPHABET) ** _CODE_LENGTH), []
    for _ in range(_CODE_LENGTH):
        number, place = divmod(number, len(_ACCESS_ALPHABET))
        letters.append(_ACCESS_ALPHABET[place])
    return "".join(letters)


def _luhn(digits: str) -> str:
    """Every second digit counts twice, beginning with the last."""
    total = sum(map(int, digits[-1::-2].translate(_DOUBLED) + digits[-2::-2]))
    return str(-total % 10)
