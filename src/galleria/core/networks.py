"""Where on the network somebody is."""

import ipaddress

_ONE_CUSTOMER = 64
"""Bits of an IPv6 address that a provider gives to one customer; the rest are theirs to choose."""


def network_of(address: str) -> str:
    """Name the network that limits are counted for.

    It is the address itself for IPv4, and for IPv6 what all addresses of one customer share.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _ONE_CUSTOMER), strict=False))
