"""What lies on a desk."""

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Item:
    """Something on the desk: what it is, why it is there, the one thing to do."""

    key: str  # "answer:UUID": the same thing has the same key, whoever asks and whenever
    title: str
    why: str
    endpoint: str
    where: tuple[tuple[str, Any], ...]  # what its address is built with
    at: dt.datetime  # when it became what it is, or changed last
    due: dt.datetime | None = None
    action: str = ""  # the words on the button; "" where the reader has nothing to do
    own: bool = False  # only the reader's office knows of it: no title of it leaves the pages

    @property
    def is_draft(self) -> bool:
        """Whether it is in the office's own hands, and no colleague's turn."""
        return self.key.startswith("draft:")

    @property
    def is_meeting(self) -> bool:
        """Whether its time is one at which people meet, not one at which something is due."""
        return self.key.startswith("meeting:")
