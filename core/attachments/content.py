"""What a file is, by its content and never by its name (DESIGN §7).

What is neither a voice recording, a picture, a video, a PDF nor plain text is refused, and so is a file that is
something else than it was declared to be, or that hides markup a browser would run.
"""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import filetype

from core.errors import ErrorCode, Refused, register

HEAD_BYTES = 8192
"""How much of a file `identify` wants to see."""

CONTENT_TYPE_MISMATCH = register(
    ErrorCode(
        "CONTENT_TYPE_MISMATCH",
        "文件内容是 {found}，与申报的类型不符，请按实际类型重新上传。",
        "The file is {found}, not what it was declared to be; upload it again under its own type.",
    )
)
CONTENT_TYPE_REFUSED = register(
    ErrorCode(
        "CONTENT_TYPE_REFUSED",
        "不接受此类文件，可上传：{accepted}。",
        "Files of this type are not accepted; accepted are: {accepted}.",
    )
)

_MEGABYTE = 1024 * 1024


class ContentKind(StrEnum):
    """What an attachment is to its reader."""

    VOICE = "VOICE"
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    DOCUMENT = "DOCUMENT"


LIMITS: Mapping[ContentKind, int] = MappingProxyType(
    {
        ContentKind.VOICE: 100 * _MEGABYTE,
        ContentKind.IMAGE: 20 * _MEGABYTE,
        ContentKind.VIDEO: 500 * _MEGABYTE,
        ContentKind.DOCUMENT: 50 * _MEGABYTE,
    }
)
"""The largest file of each kind, in bytes."""


@dataclass(frozen=True, slots=True)
class ContentType:
    """An accepted type: its media type, kind, usual extension, and the other names clients declare it by."""

    media_type: str
    kind: ContentKind
    extension: str
    aliases: frozenset[str] = frozenset()

    @property
    def limit(self) -> int:
        """The largest file of this type, in bytes."""
        return LIMITS[self.kind]


def _type(media_type: str, kind: ContentKind, extension: str, *aliases: str) -> ContentType:
    return ContentType(media_type, kind, extension, frozenset(aliases))


_M4A = _type("audio/mp4", ContentKind.VOICE, "m4a", "audio/m4a", "audio/x-m4a", "audio/aac")
_TEXT = _type("text/plain", ContentKind.DOCUMENT, "txt")

ACCEPTED: tuple[ContentType, ...] = (
    _type("audio/mpeg", ContentKind.VOICE, "mp3", "audio/mp3"),
    _type("audio/wav", ContentKind.VOICE, "wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"),
    _type("audio/amr", ContentKind.VOICE, "amr", "audio/3gpp"),
    _M4A,
    _type("image/jpeg", ContentKind.IMAGE, "jpg", "image/jpg"),
    _type("image/png", ContentKind.IMAGE, "png"),
    _type("image/webp", ContentKind.IMAGE, "webp"),
    _type("image/heic", ContentKind.IMAGE, "heic", "image/heif"),
    _type("image/gif", ContentKind.IMAGE, "gif"),
    _type("video/mp4", ContentKind.VIDEO, "mp4"),
    _type("video/quicktime", ContentKind.VIDEO, "mov"),
    _type("video/webm", ContentKind.VIDEO, "webm"),
    _type("application/pdf", ContentKind.DOCUMENT, "pdf"),
    _TEXT,
)

ACCEPTED_EXTENSIONS = ", ".join(accepted.extension for accepted in ACCEPTED)
"""What a refusal names."""

_BY_NAME: Mapping[str, ContentType] = MappingProxyType(
    {name: accepted for accepted in ACCEPTED for name in (accepted.media_type, *accepted.aliases)}
)
_ACTIVE_MARKUP = (b"<script", b"<html", b"<!doctype", b"<iframe", b"<foreignobject")
_TEXT_MARKUP = (*_ACTIVE_MARKUP, b"<svg", b"<?xml", b"<?php", b"<body", b"<%")
_TEXT_CONTROLS = frozenset(range(0x20)) - frozenset(b"\t\n\f\r")


def identify(head: bytes, declared: str) -> ContentType:
    """The type of a file from its first `HEAD_BYTES` bytes, which must be the declared media type.

    Refused with CONTENT_TYPE_REFUSED if the content is of no accepted type, with CONTENT_TYPE_MISMATCH if it is another
    one than declared.
    """
    return agreed(sniffed(head), declared)


def sniffed(head: bytes) -> ContentType | None:
    """The accepted type these first `HEAD_BYTES` bytes are of, whatever the file was declared to be."""
    return _sniff(head[:HEAD_BYTES])


def named(media_type: str) -> ContentType | None:
    """The accepted type a client means by this name, parameters and case aside."""
    return _BY_NAME.get(media_type.partition(";")[0].strip().lower())


def agreed(found: ContentType | None, declared: str) -> ContentType:
    """The type of a file of which the content and the declaration are known. Refused as `identify` does."""
    if found is None:
        raise Refused(CONTENT_TYPE_REFUSED, accepted=ACCEPTED_EXTENSIONS)
    wanted = named(declared)
    if wanted is _M4A and found.media_type == "video/mp4":
        # Phones write recordings in the same container as films, and only the track list, often at the end, tells.
        return _M4A
    if wanted is not found:
        raise Refused(CONTENT_TYPE_MISMATCH, found=found.media_type)
    return found


def _sniff(head: bytes) -> ContentType | None:
    if not head:
        return None
    guessed = filetype.guess(head)
    found = _BY_NAME.get(guessed.mime) if guessed else None
    if found is None:
        # Some signatures are two letters long: a text about a BMW is not a bitmap.
        return _TEXT if _is_plain_text(head) else None
    return None if found.kind is ContentKind.IMAGE and _contains(head, _ACTIVE_MARKUP) else found


def _is_plain_text(head: bytes) -> bool:
    return (
        not head.startswith(b"#!")
        and _TEXT_CONTROLS.isdisjoint(head)
        and not _contains(head, _TEXT_MARKUP)
        and any(_decodes(head, encoding) for encoding in ("utf-8", "gb18030"))
    )


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        # Not final: the head may end in the middle of a character.
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _contains(head: bytes, needles: tuple[bytes, ...]) -> bool:
    lowered = head.lower()
    return any(needle in lowered for needle in needles)
