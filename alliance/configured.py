"""The settings of the installation as Flask and its extensions take them."""

from typing import Any

from sqlalchemy.engine import make_url

from alliance.accounts import sign_in
from alliance.core import web
from alliance.core.settings import Settings
from alliance.core.smtp import CheckedSmtp

HOUSE_NAME = "Alliance"
LARGEST_REQUEST = 4 << 20


def config_of(settings: Settings) -> dict[str, Any]:
    """What Flask and its extensions are told."""
    secure = settings.production or settings.public_url.startswith("https://")
    config: dict[str, Any] = {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {} if settings.embedded else _POOL,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_REQUEST,
        "SESSION_COOKIE_NAME": "__Host-alliance" if secure else "alliance",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_CHECK_DEFAULT": False,  # the doors check it, after they have asked who knocks
        "WTF_CSRF_TIME_LIMIT": None,  # it lives as long as the session it is bound to
        web.DEMANDED: not settings.demo,  # the accounts of a demonstration are enrolled in nothing
        "METRICS_TOKEN": settings.metrics_token,
        "DEMO": settings.demo,
        "LOOPBACK_PROVIDERS": not settings.production,
        **sign_in.SETTINGS,
        **_mail(settings),
    }
    address = make_url(settings.public_url or f"http://localhost:{settings.port}")
    host = str(address.host) + (f":{address.port}" if address.port else "")
    config |= {"SERVER_NAME": host, "PREFERRED_URL_SCHEME": address.drivername}
    if settings.public_url:
        config["TRUSTED_HOSTS"] = [str(address.host), "localhost", "127.0.0.1"]
    return config


# A connection that is cut is noticed in seconds, not in the minutes that TCP gives it.
_POOL: dict[str, Any] = {
    "pool_size": 5,
    "pool_pre_ping": False,
    "connect_args": {
        "connect_timeout": 3,
        "keepalives_idle": 2,
        "keepalives_interval": 1,
        "keepalives_count": 3,
        "tcp_user_timeout": 4000,
    },
}


def _mail(settings: Settings) -> dict[str, Any]:
    sender = {"MAIL_DEFAULT_SENDER": f"{HOUSE_NAME} <no-reply@{_mail_host(settings)}>"}
    if not settings.smtp_url:
        folder = settings.instance / "mail"
        return sender | {"MAIL_BACKEND": "file", "MAIL_FILE_PATH": str(folder)}
    url = make_url(settings.smtp_url)
    return sender | {
        "MAIL_BACKEND": CheckedSmtp,
        "SMTP_CA": settings.smtp_ca,
        "MAIL_SERVER": url.host,
        "MAIL_PORT": url.port or (465 if url.drivername == "smtps" else 25),
        "MAIL_USERNAME": url.username,
        "MAIL_PASSWORD": url.password,
        "MAIL_USE_SSL": url.drivername == "smtps",
        "MAIL_USE_TLS": bool(url.username) and url.drivername == "smtp",
        "MAIL_TIMEOUT": 20,
    }


def _mail_host(settings: Settings) -> str:
    return str(make_url(settings.public_url).host) if settings.public_url else "localhost"
