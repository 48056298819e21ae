"""How often one may try to sign in: counted before anything is looked up or hashed.

Each try is one conditional write that every process sees, so that of many tries at once no more
pass than one after the other. It counts whether or not there is such an account.
"""

import datetime as dt
import hashlib
import ipaddress
from typing import Any

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from alliance.accounts.models import Tries
from alliance.accounts.rules import FORGOTTEN, FROM_ADDRESS, WAITS, WINDOW
from alliance.core import clock
from alliance.core.db import db

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def admit(account: str, address: str) -> dt.timedelta | None:
    """Count a try, in a transaction of its own; how long to wait if it is one too many.

    `account` is whatever names the one account that is tried, such as an e-mail address.
    """
    return _count(_address_key(address), _from_address) or _count(_account_key(account), _account)


def admit_from(address: str) -> dt.timedelta | None:
    """The same for a try that names no account."""
    return _count(_address_key(address), _from_address)


def forgive(account: str, address: str) -> None:
    """It was the right one: the account begins anew, the address is given back one try."""
    db.session.execute(delete(Tries).where(Tries.key == _account_key(account)))
    given_back = update(Tries).where(Tries.key == _address_key(address), Tries.count > 0)
    db.session.execute(given_back.values(count=Tries.count - 1))
    db.session.execute(delete(Tries).where(Tries.until < clock.now() - FORGOTTEN))


def _account_key(account: str) -> str:
    return hashlib.sha256(f"account {account.strip().lower()}".encode()).hexdigest()


def _address_key(address: str) -> str:
    """A visitor of IPv6 has a whole /64 to come from (RFC 6177)."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        known = ipaddress.ip_address(0)
    if isinstance(known, ipaddress.IPv6Address):
        known = known.ipv4_mapped or ipaddress.ip_address(int(known) >> 64 << 64)
    return hashlib.sha256(f"address {known}".encode()).hexdigest()


def _account(now: dt.datetime) -> tuple[dict[str, Any], Any]:
    """In a row: the wait after each failure grows, and nobody is admitted before it is over."""
    count = case((Tries.until < now - FORGOTTEN, 1), else_=Tries.count + 1)
    waits = [(count >= least, now + wait) for least, wait in WAITS]
    return {"count": count, "until": case(*waits, else_=now)}, Tries.until <= now


def _from_address(now: dt.datetime) -> tuple[dict[str, Any], Any]:
    """In a window of time: so many, and no more until it is over."""
    begins = Tries.until <= now
    count = case((begins, 1), else_=Tries.count + 1)
    until = case((begins, now + WINDOW), else_=Tries.until)
    return {"count": count, "until": until}, begins | (Tries.count < FROM_ADDRESS)


def _count(key: str, how: Any) -> dt.timedelta | None:
    now = clock.now()
    values, allowed = how(now)
    start = now + WINDOW if how is _from_address else now
    tried = _INSERT[db.engine.dialect.name](Tries).values(key=key, count=1, until=start)
    counted = tried.on_conflict_do_update(
        index_elements=["key"], set_=values, where=allowed
    ).returning(Tries.count)
    if db.session.scalar(counted) is not None:
        return None
    until = db.session.scalar(select(Tries.until).where(Tries.key == key))
    return max(until - now, dt.timedelta(seconds=1)) if until else dt.timedelta(seconds=1)
