"""Whose request it is: nobody puts on another network's face."""

import pytest

from portal.shared.proxies import client_address, read_networks

PROXIES = read_networks("10.0.0.0/8, 2001:db8:1::/48")


@pytest.mark.parametrize(
    ("peer", "headers", "whose"),
    [
        ("203.0.113.5", [], "203.0.113.5"),
        # Whoever is no proxy of ours may claim what they like.
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),
        ("10.0.0.2", ["198.51.100.1"], "198.51.100.1"),
        # What the client itself sent stands before what our proxy wrote.
        ("10.0.0.2", ["192.0.2.66, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.2", ["192.0.2.66", "198.51.100.1, 10.1.1.1"], "198.51.100.1"),
        ("10.0.0.2", ["198.51.100.1:55555"], "198.51.100.1"),
        ("10.0.0.2", ["[2001:db8:ffff::7]:443"], "2001:db8:ffff::7"),
        ("2001:db8:1::2", ["::ffff:198.51.100.1"], "198.51.100.1"),
        # Nonsense is nobody's address: the proxy itself is counted.
        ("10.0.0.2", ["unknown"], "10.0.0.2"),
        ("10.0.0.2", ["198.51.100.1, <script>"], "10.0.0.2"),
        ("10.0.0.2", [], "10.0.0.2"),
        ("", ["198.51.100.1"], ""),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(
    peer: str, headers: list[str], whose: str
) -> None:
    assert client_address(peer, headers, PROXIES) == whose


def test_without_proxies_the_connection_alone_counts() -> None:
    assert client_address("127.0.0.1", ["198.51.100.1"], ()) == "127.0.0.1"


def test_networks_are_read_as_they_are_written() -> None:
    assert len(read_networks(" 10.0.0.1 , 192.168.0.0/16,")) == 2
    with pytest.raises(ValueError, match="not appear"):
        read_networks("irgendwo")
