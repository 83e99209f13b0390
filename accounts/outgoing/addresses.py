"""Which addresses outside may be called: read once, strictly, and judged by what they lead to (API-11)."""

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST = 500
DEFAULT_PORTS = {"http": 80, "https": 443}
_FORM = re.compile(r"[\x21-\x7e]+")
# The last label of a name begins with a letter: whatever begins with a digit would be read as a number by some.
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")

# Ranges that lead inside, or to another address that may lie inside; some of them pass for global in the library.
_NOT_OUTSIDE = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
        # Everything that is not global unicast: loopback, mapped and compatible, NAT64, local, multicast.
        "::/3",
        "4000::/2",
        "8000::/1",
        # Teredo and 6to4 carry an address of the old kind inside; the next is for documents.
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)


class AddressRefusedError(Exception):
    """The address may not be called; the text says why, in words for whoever typed it."""

    def __init__(self, why: str | Promise) -> None:
        super().__init__(str(why))


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the operator permits beyond the public network, and our own address, which is never called."""

    hosts: Collection[str] = ()
    own: tuple[str, int] = ("", 0)

    def names(self, host: str, port: int) -> bool:
        """Say whether the operator named this host, or this port of it."""
        return host in self.hosts or f"{host}:{port}" in self.hosts

    def admits_port(self, host: str, port: int) -> bool:
        """Say whether the port is one of the web, or was named."""
        return port in DEFAULT_PORTS.values() or f"{host}:{port}" in self.hosts


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart: `host` as it stands in a header, `name` as it is looked up."""

    scheme: str
    host: str
    name: str
    port: int
    target: str
    may_be_inside: bool


def place_of(url: str, allowance: Allowance) -> Place:
    """Take an address apart; raises `AddressRefusedError` for everything that does not lead outside for certain."""
    if len(url) > LONGEST:
        raise AddressRefusedError(_("This address is too long."))
    if not _FORM.fullmatch(url) or "\\" in url:
        raise AddressRefusedError(
            _("Write the address with plain letters and without spaces; a foreign name in its xn-- form.")
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefusedError(_("This is not an address such as https://example.org/hook.")) from None
    if parts.scheme not in DEFAULT_PORTS or not parts.netloc:
        raise AddressRefusedError(_("The address begins with https:// or http://."))
    if "@" in parts.netloc:
        raise AddressRefusedError(_("Leave name and password out of the address; calls are signed instead."))
    if "#" in url:
        raise AddressRefusedError(_("Leave out what follows the # sign."))
    host, name = _host_of(parts.netloc)
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    if not allowance.admits_port(host, port):
        raise AddressRefusedError(
            _("Only the ports 80 and 443 are called, or those that the operator allows.")
        )
    if (host, port) == allowance.own:
        raise AddressRefusedError(_("This is our own address."))
    place = Place(
        scheme=parts.scheme,
        host=host,
        name=name,
        port=port,
        target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        may_be_inside=allowance.names(host, port),
    )
    _refuse_inside(place)
    return place


def _host_of(netloc: str) -> tuple[str, str]:
    """Return the host as written, and as it is looked up; numbers only in their one usual form."""
    if netloc.startswith("["):
        text = netloc[1:].partition("]")[0]
        try:
            return f"[{ipaddress.IPv6Address(text)}]", _without_zone(text)
        except ValueError:
            raise _no_host() from None
    host = netloc.partition(":")[0].lower()
    try:
        return host, str(ipaddress.IPv4Address(host))
    except ValueError:
        if len(host) > 253 or not _NAME.fullmatch(host):
            raise _no_host() from None
    return host, host


def _without_zone(text: str) -> str:
    if "%" in text:
        raise ValueError(text)
    return str(ipaddress.IPv6Address(text))


def _no_host() -> AddressRefusedError:
    return AddressRefusedError(_("There is no usable host name in this address."))


def _refuse_inside(place: Place) -> None:
    """Refuse what is inside by its very spelling; a name is judged by its addresses when it is called."""
    if place.may_be_inside:
        return
    if place.name == "localhost" or place.name.endswith(".localhost"):
        raise _inside()
    try:
        literal = ipaddress.ip_address(place.name)
    except ValueError:
        return
    if not is_outside(literal):
        raise _inside()


def _inside() -> AddressRefusedError:
    return AddressRefusedError(
        _("This leads to a private network. The operator can allow a host (OUTGOING_ALLOWED_HOSTS).")
    )


def is_outside(address: Address) -> bool:
    """Say whether the address belongs to the public network and to nobody's inside."""
    return address.is_global and not any(
        address in network for network in _NOT_OUTSIDE if network.version == address.version
    )


def checked(found: Collection[str], place: Place) -> list[str]:
    """Return the addresses that a name stands for; one that leads inside spoils them all."""
    addresses = [ipaddress.ip_address(text) for text in found]
    if not place.may_be_inside and not all(is_outside(address) for address in addresses):
        raise _inside()
    return [str(address) for address in addresses]
