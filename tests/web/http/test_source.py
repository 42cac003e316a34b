import pytest
from starlette.requests import Request

from web.http.source import source


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        (("192.0.2.7", 40000), "192.0.2.7"),
        (("::ffff:192.0.2.7", 40000), "192.0.2.7"),
        (("2001:db8:0:1::7", 40000), "2001:db8:0:1::/64"),
        (("2001:db8:0:1:ffff::9", 50000), "2001:db8:0:1::/64"),
        (("2001:db8:0:2::7", 40000), "2001:db8:0:2::/64"),
        (("/run/hotline.sock", 0), "/run/hotline.sock"),
        (None, ""),
    ],
)
def test_a_source_is_an_address_or_a_subscriber_s_network(client: tuple[str, int] | None, expected: str) -> None:
    assert source(Request({"type": "http", "headers": [], "client": client})) == expected
