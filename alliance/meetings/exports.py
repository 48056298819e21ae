"""Minutes to keep: plain text, and the very JSON that was hashed."""

import json
import textwrap
from collections.abc import Mapping
from typing import Any

from alliance.core.saying import instant
from alliance.meetings.models import Minutes
from alliance.meetings.rules import Step, Word

WIDTH = 76


def as_json(one: Minutes) -> bytes:
    """The canonical JSON of this version: its SHA-256 is what was signed."""
    return one.text.encode()


def as_text(one: Minutes) -> str:
    """The minutes as plain text, with who signed and confirmed them."""
    body = json.loads(one.text)
    lines = [*_head(body), "", "Attendance", "", *_attendance(body)]
    lines += ["", "Proceedings", ""]
    for entry in body["entries"]:
        lines += [*_entry(entry), ""]
    for said in body["corrections"]:
        lines += [*_wrapped(f"Correction: {said['words']}")]
        lines += [*_wrapped(f"Reason: {said['reason']}"), ""]
    return "\n".join([*lines, *_foot(one, body["meeting"]["zone"])]) + "\n"


def _head(body: Mapping[str, Any]) -> list[str]:
    said = body["meeting"]
    lines = [f"Minutes: {said['title']}", f"{said['body']}"]
    if said["body"] != said["alliance"]:
        lines.append(said["alliance"])
    lines.append(f"Called for {said['called_for']['words']}")
    lines += [
        f"{verb} {said[key]['words']}"
        for key, verb in (("opened", "Called to order"), ("adjourned", "Adjourned"))
        if said[key]
    ]
    return [*lines, *(said[key] for key in ("place", "link") if said[key])]


def _attendance(body: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    for one in body["attendance"]:
        vote = "" if one["voting"] else " (no vote)"
        there = [_presence(said) for said in one["there"]]
        lines += _wrapped(f"{one['name']}{vote}: {'; '.join(there) or 'absent'}")
    return lines


def _presence(said: Mapping[str, Any]) -> str:
    until = f" until {said['until']['time']}" if said["until"] else ""
    return f"{said['who']}, {said['how']}, from {said['from']['time']}{until}"


def _entry(entry: Mapping[str, Any]) -> list[str]:
    time = f"{entry['time']}  " if entry["time"] else ""
    lines = _wrapped(f"{time}{entry['text']}")
    if roll := entry.get("roll"):
        lines += _wrapped(f"Rule: {roll['rule']}", "    ")
        for word in Word:  # canonical JSON keeps no order of its own
            states = roll["answers"][word]
            lines += _wrapped(
                f"{word.capitalize()} ({len(states)}): {', '.join(states) or 'none'}", "    "
            )
        if roll.get("others"):
            lines += _wrapped(f"Other answers: {'; '.join(roll['others'])}", "    ")
        for step in roll["steps"]:
            lines += _wrapped(step, "    ")
    return lines


def _foot(one: Minutes, zone: str) -> list[str]:
    lines = [f"Version {one.version}. SHA-256 {one.sha256}"]
    for step, verb in ((Step.SIGNED, "Signed"), (Step.CONFIRMED, "Confirmed")):
        mark = one.mark(step)
        if mark is not None:
            whose = f", {mark.capacity}" if mark.capacity else ""
            lines.append(f"{verb} by {mark.name}{whose}, {instant(mark.at, zone)}")
    return lines


def _wrapped(text: str, indent: str = "") -> list[str]:
    found: list[str] = []
    for part in text.split("\n"):
        found += textwrap.wrap(
            part, WIDTH, initial_indent=indent, subsequent_indent=indent + "  "
        ) or [""]
    return found
