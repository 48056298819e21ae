"""The queue of SQLite's writers: first come, first served, and nobody waits for ever.

`flock` gives the order: the kernel lets waiters in as they came, across processes, and a process
that dies leaves the queue. But it waits without limit, and behind a writer that is stopped (not
dead) that is too long. Asking again and again with LOCK_NB would be bounded, but starves some; an
alarm signal reaches the main thread only. So whoever cannot be served at once has a thread stand in
the queue for them and waits for that thread, which can be bounded. A place that its writer has
left cannot be given up, since nothing wakes a thread out of `flock`: the next writer of this
process takes it over. So there are never more such threads than there were writers waiting at once.
"""

import fcntl
import os
import threading
from collections import defaultdict

PATIENCE = 10.0  # seconds, as SQLite's busy_timeout

_changing = threading.Lock()
_left: dict[str, list["_Place"]] = defaultdict(list)  # places without a writer, the oldest first


class _Place:
    """A place in the queue, with a thread that stands there."""

    def __init__(self, path: str, opened: int) -> None:
        self.path, self.opened = path, opened
        self.served = threading.Event()
        # A daemon: a process may end while it stands in a queue.
        threading.Thread(target=self._stand, name="writers' queue", daemon=True).start()

    def _stand(self) -> None:
        fcntl.flock(self.opened, fcntl.LOCK_EX)
        with _changing:
            if self in _left[self.path]:
                _left[self.path].remove(self)
                os.close(self.opened)  # nobody waits here any more: on to the next
            else:
                self.served.set()

    def leave(self) -> None:
        """The writer goes away without having been served, or is broken off when it was."""
        with _changing:
            if self.served.is_set():
                os.close(self.opened)
            else:
                _left[self.path].append(self)


def wait(path: str) -> int | None:
    """Wait for one's turn: a descriptor to close when it is over, or None after PATIENCE seconds.

    `path` is a file of its own, made when it is first needed.
    """
    place = _left_place(path)
    if place is None:
        opened = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            # What a waiting flock does first, too: it passes by nobody who would not be passed so.
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            place = _Place(path, opened)
        else:
            return opened
    served = False
    try:
        served = place.served.wait(PATIENCE)
    finally:
        if not served:
            place.leave()
    return place.opened if served else None


def _left_place(path: str) -> _Place | None:
    with _changing:
        return _left[path].pop(0) if _left[path] else None
