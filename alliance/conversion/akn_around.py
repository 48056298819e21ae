"""What stands around the body of a document of Akoma Ntoso, and is no part of the text."""

from collections.abc import Collection
from typing import Final
from xml.etree.ElementTree import Element

from alliance.conversion.findings import Report, shown
from alliance.conversion.xml_parts import letters, local, loose, words

_AROUND: Final = {"preface", "coverPage", "preamble", "conclusions"}
_ATTACHED: Final = {"attachments", "components"}
_READ: Final = {"meta", "body", "mainBody"}


def say_around(
    document: Element,
    report: Report,
    known: Collection[str],
    *,
    read: Collection[str] = (),
    where: str = "",
) -> None:
    """Note what is left out. `known` are the letters of the title, which is taken elsewhere."""

    def say(name: str, said: str) -> None:
        if said := " ".join(said.split()):
            report.say(f"{name}{where}", f"it was left out: {shown(said)}")

    for part in document:
        name = local(part)
        if name in read or name in _READ or (name in _ATTACHED and not where):
            continue
        if name not in _AROUND:
            say(name, words(part))
            continue
        say(name, loose(part))
        for one in part:
            taken = one.get("class") == "mark" or letters(words(one)) in known
            say(name, "" if taken else words(one))
