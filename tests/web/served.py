"""`alliance demo` as somebody starts it: a command, a folder, a port, and Ctrl-C at the end."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALLIANCE = Path(sys.executable).with_name("alliance")
PORTS = range(9200, 9300)
READY = "is ready"
OURS = [
    "ALLIANCE_ENV",
    "ALLIANCE_INSTANCE",
    "DATABASE_URL",
    "PORT",
    "PUBLIC_URL",
    "SECRET_KEY",
    "SMTP_CA",
    "SMTP_URL",
    "TRUSTED_PROXIES",
]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The machine's environment without any setting of ours, then these."""
    bare = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**bare, "ALLIANCE_INSTANCE": str(folder), **more}


def alliance(folder: Path, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the product to its end."""
    command = [str(ALLIANCE), *map(str, words)]
    return subprocess.run(  # noqa: S603 (our own command)
        command,
        env=environment(folder, **more),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def free_port() -> int:
    """A port that nobody listens on; two test processes begin to look at different places."""
    begin = os.getpid() % len(PORTS)
    for port in (*PORTS[begin:], *PORTS[:begin]):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                tried.bind(("127.0.0.1", port))
                return port
    raise AssertionError("no port between 9200 and 9299 is free")


def until(true, seconds: float = 30.0, what: str = ""):
    """What `true()` gives as soon as it is true; it is asked often, and for so long at most."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, f"not within {seconds} seconds: {what or true}"
        time.sleep(0.05)
    return found


def processes() -> dict[int, tuple[int, str]]:
    """Every living process: its id, its parent's, its state."""
    told = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat="],  # noqa: S607 (wherever the system has it)
        check=True,
        capture_output=True,
        text=True,
    )
    rows = (line.split() for line in told.stdout.splitlines())
    return {int(pid): (int(parent), state) for pid, parent, state in rows}


def serving(port: int) -> set[int]:
    """The ids of the processes that serve this port, whoever their parent is by now."""
    told = subprocess.run(
        ["ps", "-A", "-o", "pid=,args="],  # noqa: S607 (wherever the system has it)
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = re.findall(rf"^ *(\d+) .*--bind 127\.0\.0\.1:{port} ", told, re.MULTILINE)
    return {int(pid) for pid in found}


class Demo:
    """A running demonstration."""

    def __init__(self, folder: Path, wait_for: str = READY) -> None:
        self.folder, self.port, self.wait_for = folder, free_port(), wait_for
        self.url = f"http://localhost:{self.port}"
        self.log = folder.parent / f"{folder.name}.log"

    def __enter__(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(  # noqa: S603 (our own command)
                [str(ALLIANCE), "demo", "--port", str(self.port)],
                env=environment(self.folder),
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            until(self._ready, seconds=120, what="the demonstration answers")
        except BaseException:
            self.stop(signal.SIGTERM)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def said(self) -> str:
        """What it printed so far."""
        return self.log.read_text()

    def family(self) -> set[int]:
        """The ids of its process and of all below it."""
        known, found = processes(), {self.process.pid}
        while more := {pid for pid, (parent, _) in known.items() if parent in found} - found:
            found |= more
        return found

    def stop(self, sign: int = signal.SIGINT) -> int:
        """Ctrl-C; its exit code. What outlives it is ended, and told."""
        family = self.family()
        if self.process.poll() is None:
            os.killpg(self.process.pid, sign)
        try:
            code = self.process.wait(20)
        finally:
            known = processes()
            left = {pid for pid in family if not known.get(pid, (0, "Z"))[1].startswith("Z")}
            left |= serving(self.port)
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        assert not left, f"still running after the end: {left}"
        return code

    def copy_to(self, folder: Path) -> Path:
        """Its database and key as they are now, in a folder of their own, while it runs."""
        folder.mkdir()
        (folder / "secret.key").write_text((self.folder / "secret.key").read_text())
        file = folder / "alliance.db"
        source, target = sqlite3.connect(self.folder / "alliance.db"), sqlite3.connect(file)
        with contextlib.closing(source), contextlib.closing(target):
            source.backup(target)
        return file

    def _ready(self) -> bool:
        assert self.process.poll() is None, self.said()
        if self.wait_for not in self.said():
            return False
        # The product says so itself, and it is so.
        return self.wait_for != READY or self.answers("/readyz")

    def answers(self, path: str) -> bool:
        """Whether somebody answers there, and well."""
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(self.url + path) as answer,  # noqa: S310 (our own address)
        ):
            return answer.status == 200
        return False
