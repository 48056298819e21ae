"""The mail of a demonstration: it lands in files, which a page shows."""

import datetime as dt
import email
import os
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

MOST = 50
LARGEST = 200_000  # bytes of one file
BETWEEN = b"\n" + b"-" * 79 + b"\n"  # what the files have after each message


@dataclass(frozen=True)
class Mail:
    """A message as the demonstration's page shows it."""

    to: str
    subject: str
    text: str
    at: dt.datetime | None


def kept(folder: str | Path) -> list[Mail]:
    """The newest messages in the files of this folder."""
    found: list[Mail] = []
    for path in _newest(Path(folder)):
        with path.open("rb") as file:
            whole = file.read(LARGEST)
        found += [_mail(one) for one in reversed(whole.split(BETWEEN)) if one.strip()]
        if len(found) >= MOST:
            break
    return found[:MOST]


def _newest(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as there:
        files = [(one.stat().st_mtime_ns, one.path) for one in there if one.name.endswith(".log")]
    return [Path(path) for _, path in sorted(files, reverse=True)[:MOST]]


def _mail(data: bytes) -> Mail:
    message = email.message_from_bytes(data.lstrip(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    date = message["Date"]
    return Mail(
        str(message["To"] or ""),
        str(message["Subject"] or ""),
        str(text).strip(),
        parsedate_to_datetime(str(date)) if date else None,
    )
