"""What counts as strong, and how codes are written. Pure."""

import re
import secrets
from enum import StrEnum

RECOVERY_CODES = 10
STEP = 30  # seconds that a code of an authenticator app stands for (RFC 6238, 5.2)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no i, l, o, 0, 1
_GROUPS, _GROUP = 4, 4  # 31 ** 16: 79 bits


class Used(StrEnum):
    """What a session was begun with, as its cookie says it."""

    PASSWORD = "password"  # noqa: S105 (a word, not one)
    APP = "password+totp"
    SECOND_PASSKEY = "password+passkey"
    RECOVERY = "password+recovery"
    PASSKEY = "passkey"
    STRONG_SSO = "sso+mfa"  # the state's own sign-in says that it asked for two factors


STRONG = frozenset(Used) - {Used.PASSWORD}


def app_code(typed: str) -> str | None:
    """Six digits, as typed with spaces or a hyphen; None if it is anything else.

    ASCII digits only: others would be other ways of writing a code that was used.
    """
    plain = re.sub(r"[ \-]", "", typed)
    return plain if re.fullmatch(r"[0-9]{6}", plain) else None


def new_recovery_code() -> str:
    """A code to write down, in four groups."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def recovery_code(typed: str) -> str | None:
    """The code without what people add when they copy it; None if it cannot be one."""
    plain = re.sub(r"[\s\-]", "", typed).lower()
    return plain if re.fullmatch(f"[{_ALPHABET}]{{{_GROUPS * _GROUP}}}", plain) else None


def own_path(path: str) -> bool:
    """Whether this leads to a page of this site and nowhere else."""
    return bool(re.fullmatch(r"/(?![/\\])[^\x00-\x20\\\x7f]*", path))
