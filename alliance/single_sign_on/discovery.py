"""What a provider says of itself, and the keys it signs with: asked seldom, kept for an hour."""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from alliance.core import clock
from alliance.single_sign_on.outside import Failed, Outside
from alliance.single_sign_on.rules import why_not_asked

HOLDS = dt.timedelta(hours=1)
MOST = 128  # documents kept in a process
MOST_KEYS = 50  # of one provider; more is no set of keys
WELL_KNOWN = "/.well-known/openid-configuration"
Key = RSAKey | ECKey
# Signatures by a private key only: no "none", and no HS256, whose key everybody could know.
BY_TYPE = {"RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "EC": ("ES256", "ES384")}
ALGORITHMS = tuple(one for names in BY_TYPE.values() for one in names)
LEAST_BITS = 2048


@dataclass(frozen=True)
class Metadata:
    """The part of a provider's metadata that we use (OpenID Connect Discovery 1.0, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    names_itself: bool  # it says `iss` with its answers (RFC 9207)


_kept: OrderedDict[str, tuple[dt.datetime, dict[str, Any]]] = OrderedDict()
_keeping = threading.Lock()


def forget() -> None:
    """Ask everything anew."""
    with _keeping:
        _kept.clear()


def metadata(issuer: str, outside: Outside, *, loopback: bool) -> Metadata:
    """What the provider says of itself, checked; or Failed."""
    address = issuer.rstrip("/") + WELL_KNOWN
    said = _document(address, lambda: _checked(outside.document(address), issuer, loopback))
    return Metadata(
        issuer,
        said["authorization_endpoint"],
        said["token_endpoint"],
        said["jwks_uri"],
        said.get("authorization_response_iss_parameter_supported") is True,
    )


def key_for(kid: str | None, meta: Metadata, outside: Outside) -> Key:
    """The provider's key of this name. One that is not known is asked for anew, once."""
    address = meta.jwks_uri
    found = _named(kid, _document(address, lambda: outside.document(address)))
    if found is None:
        _drop(address)
        found = _named(kid, _document(address, lambda: outside.document(address)))
    if found is None:
        raise Failed(f"{address} holds no key named {kid!r:.100}")
    return found


def _checked(said: dict[str, Any], issuer: str, loopback: bool) -> dict[str, Any]:  # noqa: FBT001
    if said.get("issuer") != issuer:
        raise Failed(f"{issuer} calls itself {said.get('issuer')!r:.200}", away=True)
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        address = said.get(name)
        reason = "it is missing"
        if isinstance(address, str):
            reason = why_not_asked(address, loopback=loopback)
        if reason:
            raise Failed(f"{issuer}, {name}: {reason}", away=True)
    return said


def _named(kid: str | None, said: dict[str, Any]) -> Key | None:
    """The one key of this name; without a name, the only key that there is."""
    given = said.get("keys")
    fit = [
        one
        for one in (given[:MOST_KEYS] if isinstance(given, list) else ())
        if isinstance(one, dict)
        and one.get("kty") in BY_TYPE
        and one.get("use", "sig") == "sig"
        and (kid is None or one.get("kid") == kid)
    ]
    if len(fit) != 1:
        return None
    plain = {name: fit[0][name] for name in ("kty", "n", "e", "crv", "x", "y") if name in fit[0]}
    try:
        key: Key = (RSAKey if plain["kty"] == "RSA" else ECKey).import_key(plain)
        small = isinstance(key, RSAKey) and key.public_key.key_size < LEAST_BITS
    except (JoseError, ValueError, TypeError, KeyError) as problem:
        raise Failed(f"a key cannot be read: {problem!r:.200}", away=True) from problem
    if small:
        raise Failed(f"a key has fewer than {LEAST_BITS} bits", away=True)
    return key


def _document(address: str, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    now = clock.now()
    with _keeping:
        at, kept = _kept.get(address, (None, None))
    if kept is not None and at is not None and dt.timedelta() <= now - at < HOLDS:
        return kept
    said = ask()  # two who ask at once both ask: nobody waits for another's server
    with _keeping:
        _kept[address] = (now, said)
        _kept.move_to_end(address)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return said


def _drop(address: str) -> None:
    with _keeping:
        _kept.pop(address, None)
