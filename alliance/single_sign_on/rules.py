"""What may be asked outside, where a sign-in may lead, and what counts as a second factor."""

import ipaddress
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

SKEW = 60  # seconds by which another's clock may differ from ours
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Stage(StrEnum):
    """How far a request to be known has come."""

    WAITING = "waiting"
    LINKED = "linked"
    REFUSED = "refused"


# An administrator who refused may think better of it; what is linked is ended at the identity.
FOLLOWS = {
    Stage.WAITING: frozenset({Stage.LINKED, Stage.REFUSED}),
    Stage.REFUSED: frozenset({Stage.LINKED}),
}


def why_not_asked(address: str, *, loopback: bool) -> str:
    """Why nothing is asked at this address, in plain words; "" when it may be.

    `loopback`: this machine itself may be asked, and by http; never in production.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "it is not an address"
    if not address.isascii() or not address.isprintable() or " " in address:
        return "it is not an address"
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        return "it is not a plain address of the form https://host/path"
    here = loopback and host in LOOPBACK
    if parts.scheme != "https" and not (here and parts.scheme == "http"):
        return "it does not begin with https://"
    return ""


def reachable(ip: str, *, loopback: bool) -> bool:
    """Whether a connection may go to this numeric address: the public internet, no inner net."""
    found = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return reachable(str(inner), loopback=loopback)
        if found.teredo is not None:
            return False
    if found.is_loopback:
        return loopback
    return found.is_global and not found.is_multicast and not found.is_reserved


def counted(wanted: str, claims: Mapping[str, Any]) -> bool:
    """Whether the provider says one of these words of its sign-in (acr, or one of amr).

    `wanted`: words between spaces; without any, nothing that a provider says counts.
    """
    words = set(wanted.split())
    methods = claims.get("amr")
    said = [claims.get("acr"), *(methods if isinstance(methods, list) else ())]
    return bool(words & {one for one in said if isinstance(one, str)})


def onward(address: object) -> str:
    """An address within this site to go on to, or the desk."""
    text = address if isinstance(address, str) else ""
    plain = re.fullmatch(r"/(?![/\\])[!-\[\]-~]{0,2000}", text)
    return text if plain else "/"
