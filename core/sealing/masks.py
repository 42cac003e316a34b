"""What of a personal value everybody may see. Computed once, at write; when in doubt a mask shows less.

A short value shows nothing: at least four of its characters are always hidden, save for a name's single visible
character. Stars say nothing about the hidden length, except in an identity number, whose length is known to all.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

HIDDEN: Final = "****"

_LEAST_HIDDEN = 4
_IDENTITY_CHARACTERS = 18
_COUNTRY = re.compile(r"^(?:\+86|0086)")
# A place name: Chinese characters that neither end another level nor belong to a sentence ("我住在…").
_NAME = r"(?:(?![省市县区旗镇乡住在我是的])[一-鿿]){1,%d}?"
_REGION = re.compile(
    rf"(?:{_NAME % 3}省|{_NAME % 6}自治区)?"
    rf"(?:{_NAME % 7}市|{_NAME % 9}自治州|{_NAME % 4}地区)?"
    rf"(?:{_NAME % 6}(?:自治县|县|市|(?<![小社园校厂矿宅属住])区|旗))?"
)
_TOWNSHIP = re.compile(rf"{_NAME % 5}(?:镇|乡|街道)")


class MaskKind(StrEnum):
    """The kinds of sealed text, by what may be shown of them."""

    PHONE = "PHONE"
    ID = "ID"
    NAME = "NAME"
    ADDRESS = "ADDRESS"
    EMAIL = "EMAIL"
    TEXT = "TEXT"


def mask(kind: MaskKind, value: str) -> str:
    """The text to show instead of `value`; an empty value stays empty."""
    stripped = value.strip()
    return _MASKS[kind](stripped) if stripped else ""


def _phone(value: str) -> str:
    digits = re.sub(r"[^0-9]", "", _COUNTRY.sub("", unicodedata.normalize("NFKC", value)))
    # A landline's area is known to everybody, so its first digits would hide too few of the rest.
    mobile = None if digits.startswith("0") else _keep(digits, 3, 4)
    return mobile or _keep(digits, 0, 2) or HIDDEN


def _identity(value: str) -> str:
    compact = re.sub(r"\s+", "", unicodedata.normalize("NFKC", value)).upper()
    if len(compact) == _IDENTITY_CHARACTERS:
        return compact[:4] + "*" * 10 + compact[-4:]
    return _keep(compact, 1, 2) or HIDDEN


def _name(value: str) -> str:
    return value[0] + "**" if len(value) > 1 else "**"


def _address(value: str) -> str:
    region = _REGION.match(value)
    if not region or not region[0]:
        return HIDDEN
    township = _TOWNSHIP.match(value, region.end())
    return value[: township.end() if township else region.end()] + HIDDEN


def _email(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not at:
        return HIDDEN
    return (_keep(local, 1, 0) or HIDDEN) + at + domain


def _text(_: str) -> str:
    return HIDDEN


def _keep(text: str, head: int, tail: int) -> str | None:
    if len(text) < head + tail + _LEAST_HIDDEN:
        return None
    return text[:head] + HIDDEN + text[len(text) - tail :]


_MASKS: Mapping[MaskKind, Callable[[str], str]] = MappingProxyType(
    {
        MaskKind.PHONE: _phone,
        MaskKind.ID: _identity,
        MaskKind.NAME: _name,
        MaskKind.ADDRESS: _address,
        MaskKind.EMAIL: _email,
        MaskKind.TEXT: _text,
    }
)
