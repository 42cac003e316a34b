import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.attachments.content import ACCEPTED, LIMITS, ContentKind, identify
from core.errors import Refused

FTYP_MP4 = struct.pack(">I", 24) + b"ftypmp42" + b"\x00\x00\x00\x00" + b"mp42isom"
FTYP_MOV = struct.pack(">I", 20) + b"ftypqt  " + b"\x00\x00\x02\x00" + b"qt  "
FTYP_HEIC = struct.pack(">I", 24) + b"ftypheic" + b"\x00\x00\x00\x00" + b"mif1heic"
FTYP_M4A = struct.pack(">I", 24) + b"ftypM4A " + b"\x00\x00\x00\x00" + b"M4A mp42"
REST = bytes(range(256)) * 4

SAMPLES: dict[str, bytes] = {
    "audio/mpeg": b"ID3\x04\x00\x00\x00\x00\x00\x23" + REST,
    "audio/wav": b"RIFF\x24\x08\x00\x00WAVEfmt " + REST,
    "audio/amr": b"#!AMR\n\x3c\x91\x17\x16\xbe\x66" + REST,
    "audio/mp4": FTYP_M4A + REST,
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + REST,
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + REST,
    "image/webp": b"RIFF\x24\x08\x00\x00WEBPVP8 " + REST,
    "image/heic": FTYP_HEIC + REST,
    "image/gif": b"GIF89a\x01\x00\x01\x00" + REST,
    "video/mp4": FTYP_MP4 + REST,
    "video/quicktime": FTYP_MOV + REST,
    "video/webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + REST,
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + REST,
    "text/plain": "岱庙街道停水三天。\n".encode(),
}

EXECUTABLES = {
    "windows": b"MZ\x90\x00\x03\x00\x00\x00" + REST,
    "linux": b"\x7fELF\x02\x01\x01\x00" + REST,
    "zip": b"PK\x03\x04\x14\x00" + REST,
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "wasm": b"\x00asm\x01\x00\x00\x00" + REST,
    "unknown": b"\x07\x07\x07\x07" + REST,
}

MARKUP = [
    b"<!DOCTYPE html><p>hi",
    b"<html><body>",
    b"  \n<HTML>",
    b"\xef\xbb\xbf<html>",
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    b"<svg onload=alert(1)>",
    "您好 <script>alert(1)</script>".encode(),
    b"<?php system($_GET[0]);",
]


def test_there_is_a_sample_of_every_accepted_type() -> None:
    assert set(SAMPLES) == {accepted.media_type for accepted in ACCEPTED}


@pytest.mark.parametrize("media_type", SAMPLES)
def test_a_file_is_what_it_was_declared_to_be(media_type: str) -> None:
    found = identify(SAMPLES[media_type], media_type)
    assert found.media_type == media_type
    assert found.limit == LIMITS[found.kind]


@pytest.mark.parametrize("media_type", SAMPLES)
def test_a_file_declared_as_any_other_type_is_refused(media_type: str) -> None:
    for other in set(SAMPLES) - {media_type}:
        if (media_type, other) == ("video/mp4", "audio/mp4"):
            continue  # see the recording test below
        with pytest.raises(Refused) as refused:
            identify(SAMPLES[media_type], other)
        assert refused.value.code.code == "CONTENT_TYPE_MISMATCH"
        assert refused.value.params == {"found": media_type}


@pytest.mark.parametrize("declared", ["", "application/octet-stream", "image/svg+xml", "text/html", "image/*"])
def test_a_declaration_that_is_no_accepted_type_is_refused(declared: str) -> None:
    with pytest.raises(Refused) as refused:
        identify(SAMPLES["image/png"], declared)
    assert refused.value.code.code == "CONTENT_TYPE_MISMATCH"
    assert refused.value.text("en") == (
        "The file is image/png, not what it was declared to be; upload it again under its own type."
    )


def test_clients_other_names_and_parameters_are_understood() -> None:
    assert identify(SAMPLES["text/plain"], "Text/Plain; charset=utf-8").media_type == "text/plain"
    assert identify(SAMPLES["audio/wav"], "audio/x-wav").media_type == "audio/wav"
    assert identify(SAMPLES["image/jpeg"], "image/jpg").media_type == "image/jpeg"


def test_a_recording_in_a_films_container_is_a_recording() -> None:
    found = identify(SAMPLES["video/mp4"], "audio/x-m4a")
    assert (found.media_type, found.kind) == ("audio/mp4", ContentKind.VOICE)


@pytest.mark.parametrize("declared", sorted(SAMPLES))
@pytest.mark.parametrize("name", EXECUTABLES)
def test_programs_and_unknown_files_are_refused_under_any_name(name: str, declared: str) -> None:
    with pytest.raises(Refused) as refused:
        identify(EXECUTABLES[name], declared)
    assert refused.value.code.code == "CONTENT_TYPE_REFUSED"
    assert "mp3, wav, amr, m4a, jpg, png" in refused.value.text("zh")


@pytest.mark.parametrize("declared", ["text/plain", "image/gif", "image/jpeg", "application/pdf", "text/html"])
@pytest.mark.parametrize("head", MARKUP)
def test_markup_is_refused_under_any_name(head: bytes, declared: str) -> None:
    with pytest.raises(Refused) as refused:
        identify(head, declared)
    assert refused.value.code.code == "CONTENT_TYPE_REFUSED"


@pytest.mark.parametrize("media_type", ["image/gif", "image/jpeg", "image/png", "image/webp"])
def test_a_picture_that_is_also_a_page_is_refused(media_type: str) -> None:
    with pytest.raises(Refused) as refused:
        identify(SAMPLES[media_type] + b"/*<ScRiPt>alert(1)</script>", media_type)
    assert refused.value.code.code == "CONTENT_TYPE_REFUSED"


@pytest.mark.parametrize(
    "head",
    [
        "停水三天".encode("gb18030"),
        "\ufeff停水".encode(),
        "停水三天".encode()[:-1],
        "停水三天".encode("gb18030")[:-1],
        b"BMW 3 < 5 & more\r\n\tend\f",
        b"MZ is how it begins",
    ],
)
def test_text_in_either_encoding_is_text_even_when_cut(head: bytes) -> None:
    assert identify(head, "text/plain").kind is ContentKind.DOCUMENT


@pytest.mark.parametrize("head", [b"", b"text\x00", b"text\x1b[2J", "停水".encode("utf-16"), b"\xff\xff\xff"])
def test_what_is_no_readable_text_is_refused(head: bytes) -> None:
    with pytest.raises(Refused) as refused:
        identify(head, "text/plain")
    assert refused.value.code.code == "CONTENT_TYPE_REFUSED"


@given(head=st.binary(max_size=600), declared=st.sampled_from([*SAMPLES, "", "x/y"]))
def test_any_bytes_are_either_identified_as_declared_or_refused(head: bytes, declared: str) -> None:
    try:
        outcome = identify(head, declared).media_type
    except Refused as refused:
        outcome = refused.code.code
    assert outcome in {declared, "CONTENT_TYPE_REFUSED", "CONTENT_TYPE_MISMATCH"}
