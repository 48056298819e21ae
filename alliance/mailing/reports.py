"""Reading a report that a message could not be delivered (RFC 3464), which anybody may have sent.

A report is believed only if it brings back the Message-ID that we gave the message for that very
address: who was never sent it, be it another reader of the same event, cannot know that. It is
bounded in every direction.
"""

import email
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message

from alliance.core.db import as_id
from alliance.mailing.rules import refuses_the_address

LARGEST = 1 << 20
MOST_PARTS = 20
MOST_RECIPIENTS = 50
_OURS = re.compile(
    r"^message-id:\s*<([0-9a-f-]{36})\.([0-9a-f-]{36})@alliance>", re.IGNORECASE | re.MULTILINE
)
_ADDRESS = re.compile(r"rfc822\s*;\s*<?([^\s<>;,]{1,254})>?\s*$", re.IGNORECASE)
_FINAL = re.compile(r"5\.\d{1,3}\.\d{1,3}")


KeyOf = Callable[[uuid.UUID, str], uuid.UUID]


class NoReport(Exception):  # noqa: N818
    """This is no report that we can act on; the message says why and what to do."""


@dataclass(frozen=True)
class Failed:
    """An address at which a message of ours failed for good, and what was said of it."""

    email: str
    said: str


@dataclass(frozen=True)
class Report:
    """What a report says of one message: which event it was, and who did not get it."""

    event: uuid.UUID
    failed: tuple[Failed, ...]


def read_report(data: bytes, key_of: KeyOf) -> Report:
    """The report in this message; NoReport when it is none, or is not about mail of ours.

    `key_of` gives the key of a message from its event and its address.
    """
    if len(data) > LARGEST:
        raise NoReport(f"larger than {LARGEST:,} bytes; a report is small")
    try:
        message = email.message_from_bytes(data)  # the old policy reads headers as they are
        parts = list(_parts(message))
    except (MessageError, ValueError, LookupError, RecursionError):
        raise NoReport("this is no message that can be read; give it as it came in") from None
    if message.get_content_type() != "multipart/report":
        raise NoReport("not a report of delivery (multipart/report); nothing was marked")
    event, key = _message_id(parts)
    failed = tuple(one for one in _failed(parts) if key_of(event, one.email) == key)
    if not failed:
        raise NoReport("it says of no address of that message that it failed for good")
    return Report(event, failed)


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS * MOST_RECIPIENTS:
            raise NoReport("it has more parts than a report has")
        yield part


def _message_id(parts: list[Message]) -> tuple[uuid.UUID, uuid.UUID]:
    for part in parts:
        said = [f"Message-ID: {part.get('Message-ID', '')}"]
        if part.get_content_type() == "text/rfc822-headers":
            said.append(_text(part))
        for text in said:
            found = _OURS.search(text[:LARGEST])
            event, key = (as_id(found[1]), as_id(found[2])) if found else (None, None)
            if event and key:
                return event, key
    raise NoReport("it does not bring back a message of ours; nothing was marked")


def _failed(parts: list[Message]) -> Iterator[Failed]:
    """Each recipient's block of the status part, as far as it says: failed, for good."""
    blocks = (
        block
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
    )
    for number, block in enumerate(blocks):
        if number > MOST_RECIPIENTS:
            raise NoReport(f"it names more than {MOST_RECIPIENTS} recipients")
        action, status = _field(block, "Action").lower(), _field(block, "Status")
        if action != "failed" or not _FINAL.match(status) or not refuses_the_address(500, status):
            continue
        said = f"{status} {_field(block, 'Diagnostic-Code')}".strip()
        for name in ("Original-Recipient", "Final-Recipient"):
            if address := _ADDRESS.match(_field(block, name)):
                yield Failed(address[1].lower(), said[:300])


def _blocks(part: Message) -> list[Message]:
    inside = part.get_payload()
    return [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []


def _field(block: Message, name: str) -> str:
    return " ".join(str(block.get(name, ""))[:1000].split())


def _text(part: Message) -> str:
    inside = part.get_payload(decode=True)
    return inside.decode("utf-8", "replace") if isinstance(inside, bytes) else ""
