"""A sealed file opens whole or not at all: whatever is cut, moved, doubled, mixed or altered is found before it is given on."""

import itertools
import tracemalloc
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterable, Iterator
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sealing import stream
from core.sealing.envelope import SealBroken, SealingKey, Suite, new_secret
from core.sealing.stream import CHUNK_BYTES, is_sealed, opened_stream, sealed_stream

T = TypeVar("T")
PLACE = "attachment.content|0199"
SMALL = 16
HEAD = 17
SEALED = SMALL + 16


async def _pieces(parts: Iterable[bytes]) -> AsyncGenerator[bytes, None]:
    for part in parts:
        yield part


async def _all(parts: AsyncIterator[bytes]) -> list[bytes]:
    return [part async for part in parts]


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """What needs no loop, for it waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    raise AssertionError("it waits")


def sealed(key: SealingKey, *parts: bytes, place: str = PLACE) -> bytes:
    return b"".join(at_once(_all(sealed_stream(key, place, _pieces(parts)))))


def opened(key: SealingKey, *parts: bytes, place: str = PLACE) -> bytes:
    return b"".join(at_once(_all(opened_stream(key, place, _pieces(parts)))))


def given_on(key: SealingKey, file: bytes) -> tuple[bytes, bool]:
    """What comes out of it, and whether it ends well."""
    out = bytearray()

    async def read() -> None:
        async for piece in opened_stream(key, PLACE, _pieces([file])):
            out.extend(piece)

    try:
        at_once(read())
    except SealBroken:
        return bytes(out), False
    return bytes(out), True


@pytest.fixture(params=list(Suite))
def key(request: pytest.FixtureRequest) -> SealingKey:
    return SealingKey.of(new_secret(), Suite(request.param))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of 16 bytes, so that a file of several can be altered in every way."""
    monkeypatch.setattr(stream, "CHUNK_BYTES", SMALL)
    monkeypatch.setattr(stream, "_SEALED_CHUNK", SEALED)


@pytest.mark.parametrize("size", [0, 1, *(times * CHUNK_BYTES + by for times in (1, 2, 3) for by in (-1, 0, 1))])
def test_a_file_of_any_size_opens_again(key: SealingKey, size: int) -> None:
    plain = (bytes(range(251)) * (size // 251 + 1))[:size]

    file = sealed(key, plain)

    assert opened(key, file) == plain
    assert len(file) == HEAD + size + 16 * max(1, (size + CHUNK_BYTES - 1) // CHUNK_BYTES)


@settings(max_examples=40)
@given(suite=st.sampled_from(Suite), parts=st.lists(st.binary(max_size=50)), cut=st.integers(1, 60))
def test_in_whatever_pieces_it_comes_and_goes(suite: Suite, parts: list[bytes], cut: int) -> None:
    key = SealingKey.of(b"k" * 32, suite)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stream, "CHUNK_BYTES", SMALL)
        patched.setattr(stream, "_SEALED_CHUNK", SEALED)
        file = sealed(key, *parts)
        assert opened(key, *(file[at : at + cut] for at in range(0, len(file), cut))) == b"".join(parts)


def test_it_begins_as_every_sealed_value_does(key: SealingKey) -> None:
    file = sealed(key, b"x")

    assert (file[:2], file[2:10]) == (key.head[:2], key.key_id)
    assert is_sealed(key, file)
    assert not is_sealed(SealingKey.of(new_secret()), file)
    assert not is_sealed(key, b"\x89PNG")


def test_two_sealings_of_one_file_have_nothing_in_common_but_their_head(key: SealingKey) -> None:
    one, two = sealed(key, bytes(100)), sealed(key, bytes(100))

    assert one[:10] == two[:10]
    assert one[10:HEAD] != two[10:HEAD]
    assert one[HEAD:] != two[HEAD:]


def _tampered(file: bytes, other: bytes) -> Iterator[bytes]:
    """Every byte altered, every cut, every exchange and doubling of chunks, chunks of another file of the same key."""
    for at, bit in itertools.product(range(len(file)), (0x01, 0x80)):
        yield file[:at] + bytes([file[at] ^ bit]) + file[at + 1 :]
    for at in range(len(file)):
        yield file[:at]
        yield file[:at] + file[at + 1 :]
    head, chunks = file[:HEAD], [file[at : at + SEALED] for at in range(HEAD, len(file), SEALED)]
    for order in itertools.product(chunks, repeat=len(chunks)):
        if list(order) != chunks:
            yield head + b"".join(order)
    for at in range(len(chunks) + 1):
        for more in (chunks[0], chunks[-1], bytes(16), b"\0"):
            yield head + b"".join([*chunks[:at], more, *chunks[at:]])
    theirs = [other[at : at + SEALED] for at in range(HEAD, len(other), SEALED)]
    for at, chunk in enumerate(theirs):
        yield head + b"".join([*chunks[:at], chunk, *chunks[at + 1 :]])
    yield other[:HEAD] + file[HEAD:]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("size", [0, 1, 16, 40, 48])
def test_whatever_is_done_to_it_is_found_and_nothing_untrue_is_given_on(key: SealingKey, size: int) -> None:
    plain = bytes(range(size))
    file, other = sealed(key, plain), sealed(key, bytes(size))
    tampered = set(_tampered(file, other)) - {file}
    assert len(tampered) > 100

    for one in tampered:
        out, whole = given_on(key, one)
        assert not whole
        assert plain.startswith(out)
        assert len(out) % SMALL == 0
        assert len(out) < max(size, 1)


def test_it_opens_at_its_own_place_and_by_its_own_key_alone(key: SealingKey) -> None:
    file = sealed(key, b"x" * 100)

    with pytest.raises(SealBroken) as broken:
        opened(key, file, place="attachment.content|0200")
    assert (broken.value.place, broken.value.__cause__) == ("attachment.content|0200", None)
    with pytest.raises(SealBroken):
        opened(SealingKey.of(new_secret()), file)


@pytest.mark.usefixtures("small")
def test_an_empty_chunk_more_is_no_end_of_it(key: SealingKey) -> None:
    # Given whoever has the key, and ends a file with a chunk of nothing: one file would have two forms
    chunks = stream._Chunks(key.ciphers[key.head], b"p" * 7, stream.bound(key, PLACE))
    file = key.head + b"p" * 7 + chunks.seal(bytes(SMALL)) + chunks.seal(b"", last=True)

    assert given_on(key, file) == (bytes(SMALL), False)


def test_either_suite_opens_what_the_other_sealed() -> None:
    secret = new_secret()
    for one, other in itertools.permutations(Suite):
        assert opened(SealingKey.of(secret, other), sealed(SealingKey.of(secret, one), b"x" * 100)) == b"x" * 100


def test_about_two_chunks_are_held_of_a_file_of_any_length() -> None:
    key, piece, count = SealingKey.of(new_secret()), bytes(CHUNK_BYTES), 256

    async def through() -> int:
        plain = _pieces(itertools.repeat(piece, count))
        return sum([len(one) async for one in opened_stream(key, PLACE, sealed_stream(key, PLACE, plain))])

    tracemalloc.start()
    try:
        size = at_once(through())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == count * CHUNK_BYTES
    assert peak < 12 * CHUNK_BYTES
