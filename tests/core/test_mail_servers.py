"""Mail goes over TLS only to a server whose certificate fits, and a password to no other."""

import contextlib
import datetime as dt
import gc
import ipaddress
import socket
import ssl

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from alliance.app import create_app
from alliance.core import worker
from alliance.core.db import db
from alliance.core.outbox import Job
from alliance.core.settings import from_environment
from tests import make
from tests.conftest import SECRET

PASSWORD = b"a password for mail"


class Server:
    """A mail server that notes the passwords and the messages it is given."""

    def __init__(self):
        self.passwords, self.got = [], []

    def authenticate(self, _server, _session, _envelope, _mechanism, given):
        self.passwords.append(given.password)
        return AuthResult(success=given.password == PASSWORD)

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 (aiosmtpd)
        self.got.append(envelope)
        return "250 OK"


def certificate(folder, *names):
    """A certificate that signs itself for these names, and its key: (certificate, key)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    now = dt.datetime.now(dt.UTC)
    alike = [x509.DNSName(one) for one in names]
    alike.append(x509.IPAddress(ipaddress.ip_address("127.0.0.2")))  # not ours
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(alike), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "mail.pem", folder / "mail.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    return files


@contextlib.contextmanager
def serving(server, scheme, files):
    """The server on a port of loopback, with STARTTLS, TLS from the start, or (None) neither."""
    context = None
    if files:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    how = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=port,
        authenticator=server.authenticate,
        auth_require_tls=scheme == "smtp",
        **how,
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@contextlib.contextmanager
def mailing(app, scheme, port, roots=""):
    """The application as these settings start it."""
    url = f"{scheme}://house:{PASSWORD.decode().replace(' ', '%20')}@localhost:{port}"
    settings = from_environment(
        {"SECRET_KEY": SECRET, "SMTP_URL": url, "SMTP_CA": str(roots)},
        database=app.config["SQLALCHEMY_DATABASE_URI"],
    )
    with create_app(settings, TESTING=True).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def problem():
    db.session.rollback()
    found = db.session.scalars(select(Job).where(Job.kind == "mail")).one()
    assert found.done_at is None
    assert found.tries == 1
    return found.problem


@pytest.fixture(params=["smtp", "smtps"])
def scheme(request):
    """STARTTLS, or TLS from the start."""
    return request.param


def test_a_server_whose_certificate_fits_is_given_the_mail(app, scheme, tmp_path):
    files, server = certificate(tmp_path, "localhost"), Server()
    make.circulated()
    with serving(server, scheme, files) as port, mailing(app, scheme, port, roots=files[0]):
        assert worker.run_once("tests") == 1
    assert server.passwords == [PASSWORD]
    assert server.got


def test_a_server_that_nobody_vouches_for_is_told_nothing(app, scheme, tmp_path):
    files, server = certificate(tmp_path, "localhost"), Server()
    make.circulated()
    with serving(server, scheme, files) as port, mailing(app, scheme, port):
        assert worker.run_once("tests") == 0
        assert f"the certificate of localhost:{port} does not fit: self" in problem()
        assert "SMTP_CA" in problem()
    assert not server.passwords + server.got
    gc.collect()  # a connection that nobody closed is told here


def test_a_certificate_for_another_name_does_not_serve(app, scheme, tmp_path):
    files, server = certificate(tmp_path, "mail.example"), Server()
    make.circulated()
    with serving(server, scheme, files) as port, mailing(app, scheme, port, roots=files[0]):
        assert worker.run_once("tests") == 0
        assert "not valid for 'localhost'" in problem()
    assert not server.passwords + server.got


def test_where_there_is_no_starttls_no_password_is_sent(app):
    server = Server()
    make.circulated()
    with serving(server, "smtp", None) as port, mailing(app, "smtp", port):
        assert worker.run_once("tests") == 0
        assert "STARTTLS" in problem()
    assert not server.passwords + server.got
    gc.collect()
