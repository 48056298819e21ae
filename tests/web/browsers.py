"""The browser of all tests: one that stops answering is ended, and another one takes its place.

Chromium now and then waits for a page of its own for ever, and most calls to it know no time-out:
the whole run would wait with it.
"""

import contextlib
import os
import signal
import threading
from pathlib import Path

PATIENCE, LONG = 240, 900  # seconds for one test; for those that look at very many pages
MANY_PAGES = ("test_axe", "test_demo", "test_layout", "test_meeting", "test_story")


class Browsers:
    """The browser in hand, launched anew when it is gone."""

    def __init__(self, launch):
        self.launch, self.browser = launch, launch()

    @property
    def current(self):
        """A browser that answers."""
        if not self.browser.is_connected():
            self.browser = self.launch()
        return self.browser

    def close(self):
        """End it."""
        if self.browser.is_connected():
            self.browser.close()


def patience_with(path, *, campaign):
    """How many seconds a test in this file may take."""
    return LONG if campaign or Path(path).stem in MANY_PAGES else PATIENCE


@contextlib.contextmanager
def ended_after(seconds):
    """End the browser when this takes longer: whoever waits for it is told then."""
    timer = threading.Timer(seconds, end_own)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def end_own():
    """Kill every browser that this process has begun, through the driver between them."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            head, _, rest = stat.read_text().rpartition(")")
            pid, _, name = head.partition(" (")
            parents[int(pid)] = (int(rest.split()[1]), name)
    for pid, (parent, name) in parents.items():
        driver = parents.get(parent, (0, ""))
        if name.startswith("chrom") and driver[0] == os.getpid():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
