"""Whose request it is, behind proxies that the installation trusts.

X-Forwarded-For is a claim: each proxy appends whom it heard from, and anybody may send one that
is made up. So it is read from its end, as far as trusted proxies wrote it.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Networks = tuple[IPv4Network | IPv6Network, ...]


def read_networks(text: str) -> Networks:
    """'10.0.0.0/8, 2001:db8::1' as networks. Raises ValueError."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(ip_network(part, strict=False) for part in parts)


def client_address(peer: str, forwarded_for: Iterable[str], trusted: Networks) -> str:
    """The address of who asks: `peer`, the connection's other end, unless that is a trusted proxy.

    `forwarded_for` are the values of the header X-Forwarded-For, in their order.
    """
    claims = [part.strip() for line in forwarded_for for part in line.split(",")]
    nearest = peer
    for claim in reversed(claims):
        if not _is_trusted(nearest, trusted):
            break
        address = _address(claim)
        if address is None:
            break
        nearest = str(address)
    return nearest


def _is_trusted(text: str, trusted: Networks) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in trusted)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """'192.0.2.1', '192.0.2.1:443', '[2001:db8::1]:443' or '2001:db8::1'; None for else."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
