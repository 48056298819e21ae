"""A device that holds passkeys, as WebAuthn Level 2 says that it answers."""

import base64
import hashlib
import json
import secrets

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

ORIGIN, SITE = "http://localhost:8000", "localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    """As WebAuthn writes bytes in JSON."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def data(text: str) -> bytes:
    """The bytes again."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Device:
    """One passkey; what it says of the site, of its owner and of its count can be false."""

    def __init__(self, *, origin=ORIGIN, site=SITE, verified=True):
        self.origin, self.site, self.verified = origin, site, verified
        self.id, self.count, self.handle = secrets.token_bytes(16), 0, b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options):
        """The answer to `navigator.credentials.create`, as JSON."""
        self.handle = data(options["user"]["id"])
        public = self._key.public_key().public_numbers()
        key = {
            1: 2,
            3: -7,
            -1: 1,
            -2: public.x.to_bytes(32, "big"),
            -3: public.y.to_bytes(32, "big"),
        }
        known = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(key)
        said = {"fmt": "none", "attStmt": {}, "authData": self._said(ATTESTED) + known}
        client = self._client("webauthn.create", options)
        return self._answer(clientDataJSON=client, attestationObject=cbor2.dumps(said))

    def get(self, options):
        """The answer to `navigator.credentials.get`, as JSON."""
        self.count += 1
        client, said = self._client("webauthn.get", options), self._said()
        signed = said + hashlib.sha256(client).digest()
        return self._answer(
            clientDataJSON=client,
            authenticatorData=said,
            signature=self._key.sign(signed, ec.ECDSA(SHA256())),
            userHandle=self.handle,
        )

    def _said(self, more=0):
        flags = PRESENT | (VERIFIED if self.verified else 0) | more
        return (
            hashlib.sha256(self.site.encode()).digest()
            + bytes([flags])
            + self.count.to_bytes(4, "big")
        )

    def _client(self, kind, options):
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, **response):
        answer = {"id": text(self.id), "rawId": text(self.id), "type": "public-key"}
        answer["response"] = {name: text(value) for name, value in response.items()}
        return json.dumps(answer)
