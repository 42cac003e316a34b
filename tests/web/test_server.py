"""The socket is had, or its message says why not."""

import socket

import pytest

from web.problems import Halt
from web.server import listening_socket


def test_a_free_port_is_taken() -> None:
    with listening_socket("127.0.0.1", 0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_a_taken_port_is_named_with_the_mend() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Halt) as halted:
            listening_socket("127.0.0.1", port)
    assert halted.value.cause == f"Port {port} on 127.0.0.1 is taken by another program."
    assert "HOTLINE_PORT" in halted.value.mend


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Halt, match=r"Port 8000 on 192\.0\.2\.1 is no address of this machine"):
        listening_socket("192.0.2.1", 8000)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(Halt, match=r"HOTLINE_HOST: nowhere\.invalid is not known"):
        listening_socket("nowhere.invalid", 8000)
