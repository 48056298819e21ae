"""The way to the mail server: over TLS only to a server whose certificate fits."""

import smtplib
import ssl
from typing import Any

from flask import current_app
from flask_mailman.backends.smtp import EmailBackend
from flask_mailman.utils import DNS_NAME


class Untrusted(OSError):  # noqa: N818
    """The mail server's certificate does not fit; nothing was said to it, no password either."""


class CheckedSmtp(EmailBackend):  # type: ignore[misc]  # it has no types
    """Flask-Mailman's way, whose STARTTLS takes any certificate, with the certificate checked."""

    connection: smtplib.SMTP | None

    def open(self) -> bool:
        """Connect, unless that is done; whether it was done now."""
        if self.connection:
            return False
        try:
            self.connection = self._connected()
        except ssl.SSLCertVerificationError as problem:
            raise Untrusted(
                f"the certificate of {self.host}:{self.port} does not fit: "
                f"{problem.verify_message.rstrip('.')}. Mend it there, or name the file that "
                "holds its root in SMTP_CA."
            ) from problem
        return True

    def _connected(self) -> smtplib.SMTP:
        how: dict[str, Any] = {"local_hostname": DNS_NAME.get_fqdn(), "timeout": self.timeout}
        if self.use_ssl:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, context=_context(), **how
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, **how)
        try:
            if self.use_tls:
                connection.starttls(context=_context())
            if self.username and self.password:
                connection.login(self.username, self.password)
        except BaseException:
            connection.close()  # else the next message would go out in the clear
            raise
        return connection


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    if roots := current_app.config["SMTP_CA"]:
        context.load_verify_locations(roots)
    return context
