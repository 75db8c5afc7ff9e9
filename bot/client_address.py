"""Who asks: the address that a client's allowance is counted by."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

Networks = Sequence[IPv4Network | IPv6Network]

_IPV6_SITE = 64  # bits: one household or office has at least that network, and changes the rest


def client_key(peer: str, forwarded: str, trusted: Networks) -> str:
    """Return the address that a request is counted by; of IPv6, its network of 64 bits.

    `peer` is who is connected, `forwarded` the header X-Forwarded-For. That header counts only
    when `peer` is in `trusted`, and then from its end: each proxy adds whom it saw, and the first
    who is no trusted proxy is the client. What stands before is the client's own claim.
    """
    client = peer
    for claim in reversed(forwarded.split(",")):
        if not is_trusted(client, trusted) or not _is_address(claim):
            break
        client = claim.strip()
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, _IPV6_SITE), strict=False))


def is_trusted(peer: str, trusted: Networks) -> bool:
    """Tell whether `peer` is one of the proxies that are believed."""
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    return any(address in network for network in trusted)


def _is_address(text: str) -> bool:
    try:
        ip_address(text.strip())
    except ValueError:
        return False
    return True
