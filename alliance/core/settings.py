"""Settings come from the environment, and are checked before anything starts."""

import os
import re
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).parents[2]
POSTGRESQL = ("postgresql+psycopg", "postgresql", "postgres")


class NotReady(Exception):  # noqa: N818
    """The system cannot start or go on; the message is one line that says what to do."""


class WrongSetting(NotReady):
    """A setting is missing or wrong; the message names it."""


@dataclass(frozen=True)
class Settings:
    """What the environment asked for, checked."""

    instance: Path
    database_url: str
    secret_key: str
    production: bool
    port: int
    public_url: str
    smtp_url: str
    smtp_ca: str  # a file, or ""
    trusted_proxies: int
    demo: bool
    metrics_token: str

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded one, SQLite."""
        return self.database_url.startswith("sqlite")


def from_environment(
    environment: Mapping[str, str] = os.environ, *, database: str | None = None
) -> Settings:
    """Read and check every setting.

    Raises WrongSetting with one line that names the setting and says how to mend it.
    """
    instance = Path(environment.get("ALLIANCE_INSTANCE") or ROOT / "instance").absolute()
    production = _production(environment)
    url = _database_url(database or environment.get("DATABASE_URL") or "", instance)
    needs_secret = production or not url.startswith("sqlite")
    return Settings(
        instance=instance,
        database_url=url,
        secret_key=_secret_key(environment.get("SECRET_KEY", ""), instance, needed=needs_secret),
        production=production,
        port=_whole("PORT", environment.get("PORT") or "8000", 1, 65535),
        public_url=_public_url(environment.get("PUBLIC_URL", ""), needed=production),
        smtp_url=_smtp_url(environment.get("SMTP_URL", ""), needed=production),
        smtp_ca=_roots("SMTP_CA", environment.get("SMTP_CA", "")),
        trusted_proxies=_whole("TRUSTED_PROXIES", environment.get("TRUSTED_PROXIES") or "0", 0, 10),
        demo=environment.get("ALLIANCE_DEMO") == "1",
        metrics_token=environment.get("ALLIANCE_METRICS_TOKEN", ""),
    )


def _production(environment: Mapping[str, str]) -> bool:
    asked = environment.get("ALLIANCE_ENV", "")
    if asked not in {"", "production", "development"}:
        raise WrongSetting(f"ALLIANCE_ENV: {asked!r} is not known. Use production or leave it out.")
    return asked == "production"


def _database_url(asked: str, instance: Path) -> str:
    if not asked:
        return f"sqlite:///{instance / 'alliance.db'}"
    try:
        url = make_url(asked)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise WrongSetting(
            "DATABASE_URL: this is not the address of a database. "
            "Use postgresql+psycopg://user:password@host/name or sqlite:////path/to/file.db."
        ) from None
    if url.drivername in POSTGRESQL:
        if not url.database:
            raise WrongSetting("DATABASE_URL: the name of the database is missing at its end.")
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if url.drivername == "sqlite":
        if not url.database or url.database == ":memory:":
            raise WrongSetting("DATABASE_URL: name a file: sqlite:////path/to/file.db.")
        return f"sqlite:///{Path(url.database).absolute()}"
    raise WrongSetting(
        f"DATABASE_URL: {url.drivername} is not supported. Use postgresql+psycopg:// or sqlite:///."
    )


def _secret_key(asked: str, instance: Path, *, needed: bool) -> str:
    if asked:
        if len(asked.strip()) < 32:
            raise WrongSetting(
                "SECRET_KEY: at least 32 characters. "
                'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        return asked
    if needed:
        raise WrongSetting(
            "SECRET_KEY is not set; with PostgreSQL or in production it is required. "
            'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return _kept_key(instance)


def _kept_key(instance: Path) -> str:
    """The embedded mode's own key: made once, readable by its owner only."""
    path = instance / "secret.key"
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            part = instance / f"secret.key.{os.getpid()}"
            part.touch(mode=0o600)
            part.write_text(secrets.token_urlsafe(48))
            try:
                os.link(part, path)  # two processes may come first: one link wins
            except FileExistsError:
                pass
            finally:
                part.unlink()
        kept = path.read_text().strip()
    except OSError as problem:
        raise WrongSetting(
            f"ALLIANCE_INSTANCE: {instance} cannot be used ({problem.strerror}). "
            "Name a folder that can be written."
        ) from None
    if len(kept) < 32:
        raise WrongSetting(
            f"SECRET_KEY: {path} does not hold a key. Put it back from a backup; without it the "
            "signing keys in this folder's database do not open."
        )
    return kept


def _public_url(asked: str, *, needed: bool) -> str:
    if needed and not asked:
        raise WrongSetting(
            "PUBLIC_URL is not set; in production it is required, or links in mail lead nowhere. "
            "Name the address that people use, such as https://alliance.example.gov."
        )
    return _address("PUBLIC_URL", asked, ("http", "https"))


def _smtp_url(asked: str, *, needed: bool) -> str:
    if needed and not asked:
        raise WrongSetting(
            "SMTP_URL is not set; in production it is required, or mail reaches nobody. "
            "Name the mail server, such as smtp://user:password@mail.example.gov:587."
        )
    return _address("SMTP_URL", asked, ("smtp", "smtps"))


def _whole(name: str, asked: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", asked) or not low <= int(asked) <= high:
        raise WrongSetting(f"{name}: {asked!r} is not a whole number from {low} to {high}.")
    return int(asked)


def _address(name: str, asked: str, schemes: tuple[str, ...]) -> str:
    if not asked:
        return ""
    try:
        parts = urlsplit(asked)
        good = parts.scheme in schemes and bool(re.fullmatch(r"[\w.:-]+", parts.hostname or ""))
        good = good and not (parts.path.rstrip("/") or parts.query or parts.fragment)
        _ = parts.port
    except ValueError:
        good = False
    if not good:
        forms = " or ".join(f"{scheme}://host" for scheme in schemes)
        # It is not repeated here: it may hold a password, and this line goes into logs.
        raise WrongSetting(f"{name} is not an address of the form {forms}, with a port if need be.")
    return asked.rstrip("/")


def _roots(name: str, asked: str) -> str:
    if not asked:
        return ""
    path = Path(asked).absolute()
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError:
        raise WrongSetting(f"{name}: {path} holds no certificate in PEM form.") from None
    except OSError as problem:
        raise WrongSetting(f"{name}: {path} cannot be read ({problem.strerror}).") from None
    return str(path)
