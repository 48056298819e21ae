"""One sign-in with a provider: the question that the browser carries there, and the answer."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from authlib.oauth2.rfc7523 import PrivateKeyJWT

from alliance.core import clock
from alliance.core.settings import NotReady
from alliance.single_sign_on import discovery, tokens
from alliance.single_sign_on.client_keys import header, private_key
from alliance.single_sign_on.models import Provider
from alliance.single_sign_on.outside import Failed, Outside, failing
from alliance.single_sign_on.tokens import Told

LASTS = 600  # seconds that a sign-in may take
OLDEST_PROOF = 12 * 60 * 60  # seconds, as a session here lasts at most
LONGEST = 4_000  # characters of a code


@dataclass(frozen=True)
class Asked:
    """What the browser's session keeps of the question, to know the answer by."""

    provider: str
    state: str
    nonce: str
    verifier: str
    at: int
    then: str  # where to go on to
    anew: bool  # the person is to prove anew who they are, and is signed in already

    def kept(self) -> dict[str, Any]:
        """As it is kept in the session."""
        return asdict(self)

    @property
    def digest(self) -> str:
        """By which it is remembered that this was answered."""
        return hashlib.sha256(self.state.encode()).hexdigest()


@dataclass(frozen=True)
class House:
    """Where we are asked to be answered, and whether this machine itself may be asked."""

    redirect_uri: str
    loopback: bool


def recalled(kept: object) -> Asked:
    """The question that this browser's session keeps, while it lasts; or Failed."""
    try:
        asked = Asked(**kept)  # type: ignore[arg-type]
        age = _now() - asked.at
    except TypeError:
        raise Failed("this browser has asked nothing") from None
    if not -1 <= age <= LASTS:
        raise Failed(f"this browser asked {age} seconds ago")
    return asked


def ask(provider: Provider, house: House, *, then: str, anew: bool = False) -> tuple[str, Asked]:
    """Where to send the browser, and what its session is to keep; or Failed."""
    outside = _client(provider, house)
    meta = discovery.metadata(provider.issuer, outside, loopback=house.loopback)
    asked = Asked(
        provider=str(provider.id),
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        at=_now(),
        then=then,
        anew=anew,
    )
    # Asked for an age, a provider says when the person last proved who they are (auth_time).
    more: dict[str, Any] = {"max_age": 0, "prompt": "login"} if anew else {"max_age": OLDEST_PROOF}
    if provider.acr_values:
        more["acr_values"] = provider.acr_values
    address, _ = outside.create_authorization_url(
        meta.authorization_endpoint,
        state=asked.state,
        code_verifier=asked.verifier,
        nonce=asked.nonce,
        **more,
    )
    return address, asked


def answered(provider: Provider, house: House, asked: Asked, answer: Mapping[str, str]) -> Told:
    """Who the provider says is there, for the answer that the browser brought; or Failed."""
    check_answer(provider, asked, answer)
    outside = _client(provider, house)
    meta = discovery.metadata(provider.issuer, outside, loopback=house.loopback)
    said = answer.get("iss", "")
    if (said and said != meta.issuer) or (meta.names_itself and not said):
        raise Failed(f"the answer comes from {said!r:.200}, not from {meta.issuer}")
    given = _exchange(provider, outside, meta, asked.verifier, answer["code"])
    expected = tokens.Expected(
        issuer=provider.issuer,
        client_id=provider.client_id,
        nonce=asked.nonce,
        now=_now(),
        access_token=str(given.get("access_token", "")),
    )
    return tokens.read(
        given.get("id_token"), expected, lambda kid: discovery.key_for(kid, meta, outside)
    )


def check_answer(provider: Provider, asked: Asked, answer: Mapping[str, str]) -> None:
    """That the answer is to the question that this browser asked; or Failed."""
    if asked.provider != str(provider.id):
        raise Failed("the answer is for another provider")
    if not hmac.compare_digest(answer.get("state", "").encode(), asked.state.encode()):
        raise Failed("the answer is to another question (state)")
    if not 0 < len(answer.get("code", "")) <= LONGEST:
        raise Failed("the answer brings no code")


def _exchange(
    provider: Provider, outside: Outside, meta: discovery.Metadata, verifier: str, code: str
) -> Mapping[str, Any]:
    """The code for tokens, with the proof of who we are and of who asked (RFC 7636)."""
    try:
        outside.client_secret = private_key(provider)
    except NotReady as problem:
        raise Failed(str(problem), away=True) from None
    outside.register_client_auth_method(
        PrivateKeyJWT(meta.token_endpoint, headers=header(provider))
    )
    with failing(meta.token_endpoint):
        given: Mapping[str, Any] = outside.fetch_token(
            meta.token_endpoint,
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
        )
    return given


def _client(provider: Provider, house: House) -> Outside:
    return Outside(
        loopback=house.loopback,
        client_id=provider.client_id,
        token_endpoint_auth_method="private_key_jwt",  # noqa: S106 (the name of a method)
        code_challenge_method="S256",
        scope=provider.scopes,
        redirect_uri=house.redirect_uri,
    )


def _now() -> int:
    return int(clock.now().timestamp())
