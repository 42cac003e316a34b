"""Frames that are made once for all are those that any client reads."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import CLIENT, Protocol

from schema.streams.relay import At
from web.streams.packets import Answer, Packet
from web.ws.frames import beginning, frames, head


def packet(*texts: str) -> Packet:
    places = [At(number, "") for number in range(1, len(texts) + 1)]
    return Packet(At(0, ""), At(len(texts), ""), [Answer(one, None) for one in texts], places, 0.0)


def read(data: bytes) -> list[object]:
    client = Protocol(CLIENT, max_size=None)
    client.receive_data(data)
    found = client.events_received()
    assert all(isinstance(one, Frame) and one.opcode is Opcode.TEXT and one.fin for one in found)
    return [orjson.loads(one.data) for one in found if isinstance(one, Frame)]


@given(id_=st.text(min_size=1, max_size=128), told=st.lists(st.text(max_size=300), min_size=1, max_size=5))
def test_every_answer_is_a_message_of_its_own_under_its_id(id_: str, told: list[str]) -> None:
    made = packet(*(orjson.dumps({"data": one}).decode() for one in told))
    try:
        begins = beginning(id_).encode()
    except TypeError:  # half a surrogate, which no message brings
        return
    assert read(frames(made, begins)) == [{"id": id_, "type": "next", "payload": {"data": one}} for one in told]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 200_000])
def test_of_any_length(size: int) -> None:
    assert head(size) + b"x" * size == Frame(Opcode.TEXT, b"x" * size).serialize(mask=False)


def test_ids_of_one_length_share_what_is_made() -> None:
    made = packet('{"data":1}', '{"data":2}')
    for id_ in ("a", "b", "longer"):
        assert [one["id"] for one in read(frames(made, beginning(id_).encode()))] == [id_, id_]  # type: ignore[index]
    assert len(made._forms) == 2
