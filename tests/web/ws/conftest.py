"""The server the sockets are opened to."""

from tests.web.streams.conftest import common_host, listening

__all__ = ["common_host", "listening"]
