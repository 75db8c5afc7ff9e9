"""Who is asking: the address by which a client's allowance is counted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Networks = Sequence[IPv4Network | IPv6Network]

# Bits of IPv6: one household or office has at least the longer one and changes the rest at will;
# who rents a server often gets the shorter one, which holds 65,536 of them.
_IPV6_SITE, _IPV6_CUSTOMER = 64, 48
_CUSTOMER_SHARE = 4.0  # times what one site may ask
# "203.0.113.9:51234" and "[2001:db8::1]:443", as some proxies write them.
_WITH_PORT = re.compile(r"^(?:\[([^\]]*)\](?::\d{1,5})?|(\d+\.\d+\.\d+\.\d+):\d{1,5})$")
_LOGGED_BITS = {4: 24, 6: 48}  # of an address that a log may show as a network


@dataclass(frozen=True, slots=True)
class Network:
    """The unit of counting: an address or a network; `share` is its part of an allowance."""

    name: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class ClientAddress:
    """Who asks."""

    address: str  # as text; what is no address, such as "", counts as one client

    @property
    def key(self) -> str:
        """Return the client's name in the queue: its address or widest network."""
        return self.networks[-1].name

    @property
    def networks(self) -> tuple[Network, ...]:
        """Return the networks the client is counted under, narrowest first."""
        address = _parsed(self.address)
        if not isinstance(address, IPv6Address):
            return (Network(str(address or self.address)),)
        site, customer = (
            str(IPv6Network((address, bits), strict=False)) for bits in (_IPV6_SITE, _IPV6_CUSTOMER)
        )
        return (Network(site), Network(customer, _CUSTOMER_SHARE))

    @property
    def logged_network(self) -> str:
        """Return the network that a log may show in place of the address; "" without an address."""
        address = _parsed(self.address)
        if address is None:
            return ""
        return str(ip_network(f"{address}/{_LOGGED_BITS[address.version]}", strict=False))


def client_of(peer: str, forwarded: str, trusted: Networks) -> ClientAddress:
    """Return the client of a request.

    `peer` is who is connected, `forwarded` the header X-Forwarded-For. That header counts only
    when `peer` is in `trusted`, and then from its end: each proxy adds whom it saw, and the first
    who is no trusted proxy is the client. What stands before is the client's own claim. Where a
    trusted proxy names somebody who cannot be read, the client is "", and never the proxy.
    """
    client = _parsed(peer)
    for claim in reversed(forwarded.split(",") if forwarded.strip() else []):
        if client is None or not any(client in network for network in trusted):
            break
        client = _parsed(_WITH_PORT.sub(r"\1\2", claim.strip()))
    return ClientAddress("" if client is None else str(client))


def is_among(peer: str, networks: Networks) -> bool:
    """Tell whether the address `peer` is in one of `networks`."""
    address = _parsed(peer)
    return address is not None and any(address in network for network in networks)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address in `text`; an IPv4 address mapped into IPv6 is returned as IPv4."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if "%" in text:  # a zone: any words may follow
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address
    return address
