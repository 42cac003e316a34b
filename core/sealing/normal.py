"""One spelling for values that are searched by equality, whatever way they were typed.

Each function returns None for what is not such a value: it is then sealed and masked, but has no index.
"""

import re
import unicodedata

_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#)\s*[0-9]{1,6}$", re.IGNORECASE)
_DESK = re.compile(r"^(0[0-9]{2,3}-?[0-9]{7,8})-[0-9]{1,6}$")
_SEPARATORS = re.compile(r"[\s().·‐‑–—-]+")
_ABROAD = re.compile(r"\+(?!86)[1-9][0-9]{6,14}")
# A local number may begin with 86 too; it is shorter than any number with an area.
_HOME_PREFIX = re.compile(r"^(?:\+86|0086|86(?=[0-9]{9}))")
_MOBILE = re.compile(r"0?(1[3-9][0-9]{9})")
_LANDLINE = re.compile(r"0?((?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7})")
_SERVICE = re.compile(r"([48]00[0-9]{7})")
_LOCAL = re.compile(r"[2-9][0-9]{6,7}")
_NOT_A_WORD = re.compile(r"[\W_]+")
_IDENTITY = re.compile(r"[1-9][0-9]{16}[0-9X]")


def phone(text: str, *, area: str | None = None) -> str | None:
    """A telephone number as E.164 (`+8613800138000`, `+865388224567`); extensions are left out.

    `area` is the home area code without its zero (`538`), for landlines written without one.
    """
    digits = _compact_phone(text)
    if _ABROAD.fullmatch(digits):
        return digits
    national = _HOME_PREFIX.sub("", digits)
    if area and _LOCAL.fullmatch(national):
        return f"+86{area}{national}"
    found = _MOBILE.fullmatch(national) or _SERVICE.fullmatch(national) or _LANDLINE.fullmatch(national)
    return f"+86{found[1]}" if found else None


def identity_number(text: str) -> str | None:
    """A resident identity number (GB 11643): 18 characters, ending in a digit or `X`. The check digit is not judged."""
    compact = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    return compact if _IDENTITY.fullmatch(compact) else None


def plain_name(text: str) -> str | None:
    """A name of a person or a company however it was typed: half width, lower case, no blanks or punctuation."""
    return _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold() or None


def _compact_phone(text: str) -> str:
    half_width = _EXTENSION.sub("", unicodedata.normalize("NFKC", text).strip())
    desk = _DESK.match(half_width)
    return _SEPARATORS.sub("", desk[1] if desk else half_width)
