"""Who may do what about signing in: everybody, with their own account."""

from enum import StrEnum
from typing import Any

from alliance.accounts.models import WebAuthn
from alliance.core.actor import Actor
from alliance.core.policy import Table, with_account


class Do(StrEnum):
    """The actions."""

    READ = "factors:read"
    ENROL_APP = "factors:enrol-app"
    REMOVE_APP = "factors:remove-app"
    ENROL_PASSKEY = "factors:enrol-passkey"
    REMOVE_PASSKEY = "factors:remove-passkey"
    RECOVERY_CODES = "factors:recovery-codes"
    USE_RECOVERY_CODE = "factors:use-recovery-code"
    CHANGE_PASSWORD = "factors:change-password"  # noqa: S105 (a word, not one)
    RESET_PASSWORD = "factors:reset-password"  # noqa: S105
    CHANGE_EMAIL = "factors:change-email"


def own_account(who: Actor, thing: Any) -> bool:
    """Anybody with an account, with their own account and passkeys and with no other."""
    if thing is None:
        return with_account(who, thing)
    owner = thing.user_id if isinstance(thing, WebAuthn) else thing.id
    return with_account(who, thing) and bool(owner == who.person_id)


POLICY: Table = {action: [own_account] for action in Do}
