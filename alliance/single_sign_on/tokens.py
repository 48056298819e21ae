"""Reading a provider's ID token: whose it is, for whom, when, and signed by whom."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError

from alliance.single_sign_on.discovery import ALGORITHMS, BY_TYPE, Key
from alliance.single_sign_on.outside import Failed
from alliance.single_sign_on.rules import SKEW

LONGEST = 64 << 10
OLDEST = 600  # seconds since it was issued: we asked for it a moment ago
FindKey = Callable[[str | None], Key]


@dataclass(frozen=True)
class Expected:
    """What the token must say to be the answer to our question."""

    issuer: str
    client_id: str
    nonce: str
    now: int
    access_token: str = ""


@dataclass(frozen=True)
class Told:
    """What a provider says of the person before it, checked."""

    issuer: str
    subject: str
    email: str  # in small letters; "" when none is said
    email_verified: bool
    name: str
    claims: Mapping[str, Any] = field(repr=False, default_factory=dict)

    @property
    def proved_at(self) -> int | None:
        """When the person last proved to the provider who they are, if it says so."""
        at = self.claims.get("auth_time")
        return at if isinstance(at, int) and not isinstance(at, bool) else None


def read(token: object, expected: Expected, find_key: FindKey) -> Told:
    """Check the token in full (OpenID Connect Core 1.0, 3.1.3.7), or Failed."""
    if not isinstance(token, str) or not token.isascii() or len(token) > LONGEST:
        raise Failed("there is no ID token that could be read")
    try:
        header = jws.extract_compact(token.encode()).headers()
        kid, algorithm = header.get("kid"), header.get("alg")
        if algorithm not in ALGORITHMS:
            raise Failed(f"the ID token is signed by {algorithm!r:.50}")
        key = find_key(kid if isinstance(kid, str) else None)
        opened = jwt.decode(token, key, algorithms=list(BY_TYPE[key.key_type]))
        _check(opened, expected)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as problem:
        raise Failed(f"the ID token does not hold: {problem!r:.300}") from problem
    return _told(opened.claims, expected.issuer)


def _check(opened: jwt.Token, expected: Expected) -> None:
    claims = opened.claims
    for name in ("exp", "iat", "nbf", "auth_time"):
        value = claims.get(name, 0)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Failed(f"the ID token's {name} is no whole number")
    CodeIDToken(
        claims,
        opened.header,
        {
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client_id},
        },
        {
            "nonce": expected.nonce,
            "client_id": expected.client_id,
            "access_token": expected.access_token,
        },
    ).validate(now=expected.now, leeway=SKEW)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(
        nonce.encode(), expected.nonce.encode()
    ):
        raise Failed("the ID token answers another question (nonce)")
    if not -SKEW <= expected.now - claims["iat"] <= OLDEST + SKEW:
        raise Failed("the ID token was issued too long ago, or is yet to be")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
        raise Failed("the ID token names nobody (sub)")


def _told(claims: Mapping[str, Any], issuer: str) -> Told:
    email = claims.get("email")
    plain = email.strip().lower() if isinstance(email, str) else ""
    if len(plain) > 254 or not plain.isprintable() or "@" not in plain:
        plain = ""
    name, verified = claims.get("name"), claims.get("email_verified")
    verified = verified is True or verified == "true"  # some say it as a word; 1 says nothing
    return Told(
        issuer=issuer,
        subject=claims["sub"],
        email=plain,
        email_verified=verified and bool(plain),
        name="".join(c for c in name if c.isprintable())[:200] if isinstance(name, str) else "",
        claims=claims,
    )
