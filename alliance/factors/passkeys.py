"""Passkeys (WebAuthn): what the browser is asked, and whether its answer is right."""

import uuid
from dataclasses import dataclass
from typing import Any

import webauthn
from flask import current_app
from flask_security import WebauthnUtil
from sqlalchemy.engine import make_url
from webauthn.helpers import options_to_json, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from alliance.accounts.models import Person, WebAuthn

NAME = 64
USAGE = "first"  # in Flask-Security's words: each may be the only factor, or the second
_PORTS = {"http": 80, "https": 443}


class AnyPasskey(WebauthnUtil):
    """Every kind of authenticator, in the device or carried; it always verifies its owner."""

    def authenticator_selection(
        self,
        user: Any,  # noqa: ARG002 (the library's arguments)
        usage: str,  # noqa: ARG002
    ) -> AuthenticatorSelectionCriteria:
        """What is asked of an authenticator: to be found without a name, if it can."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(
        self,
        user: Any,  # noqa: ARG002
        usage: list[str],  # noqa: ARG002
    ) -> Any:
        """A passkey is two factors in one only if its owner is verified."""
        return UserVerificationRequirement.REQUIRED

    def origin(self) -> str:
        """The address of this site: as it is set, never as a visitor says."""
        scheme, host, port = _address()
        shown = f":{port}" if port and port != _PORTS.get(scheme) else ""
        return f"{scheme}://{host}{shown}"


@dataclass(frozen=True)
class Enrolled:
    """What a new passkey says of itself."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    device_type: str
    backed_up: bool
    transports: list[str]


# What the library raises at nonsense; the last at brackets within brackets without end.
_WRONG = (WebAuthnException, ValueError, KeyError, TypeError, RecursionError)


class NotRight(Exception):  # noqa: N818
    """The browser's answer proves nothing; the log may say why, the page does not."""


def site() -> str:
    """The name under which passkeys know this site (the relying party's id)."""
    return _address()[1]


def asked_to_enrol(person: Person, handle: str, issuer: str, challenge: bytes) -> str:
    """What `navigator.credentials.create` is given, as JSON."""
    options: dict[str, Any] = {
        "rp_id": site(),
        "rp_name": issuer,
        "user_id": handle.encode(),
        "user_name": person.email,
        "user_display_name": person.name,
        "challenge": challenge,
        "exclude_credentials": _known(person),
    }
    options = _util().registration_options(person, USAGE, options)
    return str(options_to_json(webauthn.generate_registration_options(**options)))


def asked_to_prove(person: Person | None, challenge: bytes) -> str:
    """What `navigator.credentials.get` is given; without a person any passkey of this site."""
    options: dict[str, Any] = {"rp_id": site(), "challenge": challenge}
    if person:
        options["allow_credentials"] = _known(person)
    options = _util().authentication_options(person, [USAGE], options)
    return str(options_to_json(webauthn.generate_authentication_options(**options)))


def enrolled(answer: str, challenge: bytes | None) -> Enrolled:
    """The new passkey, or NotRight."""
    if not challenge:  # an answer to nothing, which the library might take
        raise NotRight
    try:
        parsed = webauthn.helpers.parse_registration_credential_json(answer)
        found = webauthn.verify_registration_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=site(),
            expected_origin=_util().origin(),
            require_user_verification=True,
        )
    except _WRONG as problem:
        raise NotRight from problem
    return Enrolled(
        found.credential_id,
        found.credential_public_key,
        found.sign_count,
        str(found.credential_device_type.value),
        found.credential_backed_up,
        [str(one.value) for one in parsed.response.transports or ()],
    )


def named_in(answer: str) -> bytes:
    """The id of the passkey that answers, not yet verified; or NotRight."""
    try:
        return bytes(parse_authentication_credential_json(answer).raw_id)
    except _WRONG as problem:
        raise NotRight from problem


def proved(answer: str, passkey: WebAuthn, challenge: bytes) -> tuple[int, bool]:
    """The new count of the passkey and whether it is backed up; or NotRight."""
    if not challenge:
        raise NotRight
    try:
        parsed = parse_authentication_credential_json(answer)
        found = webauthn.verify_authentication_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=site(),
            expected_origin=_util().origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _WRONG as problem:
        raise NotRight from problem
    handle = parsed.response.user_handle  # WebAuthn, 7.2, step 6
    if handle and handle != str(passkey.user.fs_webauthn_user_handle).encode():
        raise NotRight
    return found.new_sign_count, found.credential_backed_up


def new_handle() -> str:
    """The name by which passkeys know a person: no e-mail address, nothing that tells who."""
    return uuid.uuid4().hex


def _known(person: Person) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one.credential_id) for one in person.webauthn]


def _util() -> AnyPasskey:
    return AnyPasskey(current_app)


def _address() -> tuple[str, str, int | None]:
    config = current_app.config
    url = make_url(f"{config['PREFERRED_URL_SCHEME']}://{config['SERVER_NAME']}")
    return url.drivername, str(url.host), url.port
