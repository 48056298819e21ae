"""The key with which the house proves to a provider that it is the client it says it is."""

import base64
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509.oid import NameOID
from joserfc.jwk import RSAKey

from alliance.core import clock
from alliance.core.seal import seal, unseal
from alliance.single_sign_on.models import Provider

YEARS = 10 * 365  # of the certificate, which only names the key; the key ends with its provider


@dataclass(frozen=True)
class ClientKey:
    """A new key: its public half as a JSON Web Key and in a certificate, the other sealed."""

    public: str
    certificate: str
    sealed: bytes


def make_key(owner: str) -> ClientKey:
    """A new RSA key of 3072 bits: RS256 is what every provider understands."""
    private = rsa.generate_private_key(65537, 3072)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    key = RSAKey.import_key(pem, {"use": "sig", "alg": "RS256"})
    key.ensure_kid()
    certificate = _certificate(private).public_bytes(serialization.Encoding.PEM).decode()
    return ClientKey(json.dumps(key.as_dict(private=False)), certificate, seal(owner, pem))


def _certificate(private: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Alliance")])
    now = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=YEARS))
        .sign(private, SHA256())
    )


def private_key(provider: Provider) -> RSAKey:
    """The key itself, for as long as one question takes."""
    return RSAKey.import_key(unseal(provider.key_owner, provider.key_sealed))


def header(provider: Provider) -> dict[str, str]:
    """How an assertion names the key: by its id, and by its certificate as Entra ID asks."""
    found = x509.load_pem_x509_certificate(provider.key_certificate.encode())
    return {
        "kid": json.loads(provider.key_public)["kid"],
        "x5t": _plain(found.fingerprint(SHA1())),  # noqa: S303 (a name, not a proof; RFC 7515, 4.1.7)
        "x5t#S256": _plain(found.fingerprint(SHA256())),
    }


def key_set(provider: Provider) -> dict[str, Any]:
    """The public half, as a provider fetches it."""
    return {"keys": [json.loads(provider.key_public)]}


def _plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
