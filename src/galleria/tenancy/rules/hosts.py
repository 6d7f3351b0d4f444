"""What a host name is: one spelling for each, and which of them a tenant may claim."""

import ipaddress
import re
import unicodedata

import idna

from galleria.tenancy.errors import InvalidHost

LONGEST_LABEL = 63
_ASCII_HOST = re.compile(
    r"(?!.{254})[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
)
_PORT = re.compile(r":[0-9]{0,5}$")
_LARGEST_PORT = 65_535
RESERVED_LABELS = frozenset(
    {"admin", "api", "app", "assets", "cdn", "help", "mail", "media", "status", "support", "www"}
)
"""Sub-domains that the platform keeps for itself."""


def normalize_host(text: str) -> str:
    """Write a host name, as found in a Host header or typed by a merchant, in its one spelling.

    Lower case, without port and final dot, international names in their ASCII form (UTS 46).

    Raises:
        InvalidHost: no machine can have this name.
    """
    host = _without_port(text.strip()).lower().removesuffix(".")
    if _ASCII_HOST.fullmatch(host) and "xn--" not in host:
        return host
    if host.startswith("["):
        return f"[{_ip_version_6(text, host[1:-1])}]"
    try:
        return _ascii(host)
    except idna.IDNAError:
        raise InvalidHost(
            text, "a name has letters, digits, hyphens and dots, as in shop.example.com."
        ) from None


def _without_port(text: str) -> str:
    # A bare IPv6 address has colons of its own, so only the bracketed form carries a port.
    if text.startswith("[") and not text.endswith("]"):
        address, _, port = text.rpartition(":")
        return address if port.isdigit() else text
    found = _PORT.search(text)
    if found is None or int(found[0][1:] or 0) > _LARGEST_PORT:
        return text
    return text[: found.start()]


def _ip_version_6(text: str, address: str) -> str:
    try:
        return ipaddress.IPv6Address(address).compressed
    except ValueError:
        raise InvalidHost(text, "this is not an IPv6 address.") from None


def _ascii(host: str) -> str:
    mapped = idna.encode(host, uts46=True).decode("ascii").lower().removesuffix(".")
    # Mapping may bring forth characters that no host name has, for example an underscore.
    if not _ASCII_HOST.fullmatch(mapped):
        raise idna.IDNAError
    return mapped


def is_platform_host(host: str, *, base_domain: str) -> bool:
    """Whether the platform gives this name out, so that nobody needs to prove it.

    Names below ``localhost`` count, since they lead to one's own machine (RFC 6761).
    """
    return host.endswith((f".{base_domain}", ".localhost"))


def check_claim(host: str, *, base_domain: str) -> None:
    """Refuse hosts that no tenant may claim: addresses, names without a dot, the platform's own.

    Raises:
        InvalidHost: the normalized host is one of these.
    """
    if host.startswith("[") or host.rpartition(".")[2].isdigit():
        raise InvalidHost(host, "use a name, not an IP address.")
    if host == base_domain:
        raise InvalidHost(host, f"choose a name below it, as in shop.{base_domain}.")
    if "." not in host:
        raise InvalidHost(host, "use a full name with a dot, as in shop.example.com.")
    if is_platform_host(host, base_domain=base_domain):
        _check_label(host, host.removesuffix(f".{base_domain}").removesuffix(".localhost"))


def _check_label(host: str, label: str) -> None:
    if "." in label:
        raise InvalidHost(host, "only one name may stand before the platform's own.")
    if label in RESERVED_LABELS:
        raise InvalidHost(host, f"the platform keeps “{label}” for itself. Choose another name.")


def suggest_label(name: str) -> str:
    """Make a sub-domain out of a store's name.

    >>> suggest_label("Pip & Pomelo")
    'pip-pomelo'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_LABEL].strip("-")
