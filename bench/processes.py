"""Servers started for the benchmark, and what their processes cost, read from /proc."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from bench import client

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")  # a second of CPU in /proc/PID/stat
PORTS = range(9100, 9200)
PATIENCE = 60.0  # seconds until a server must answer
STILL = 0.4  # a tree that uses nothing for so many seconds has finished starting


class NotStarted(Exception):  # noqa: N818
    """A server did not start; the message holds what it said."""


def tree(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for one in PROC.iterdir():
        if one.name.isdigit() and (fields := _stat(int(one.name))):
            children.setdefault(int(fields[1]), []).append(int(one.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def cpu(pids: Iterable[int]) -> float:
    """Seconds of CPU that these processes, and those they have buried, have used so far."""
    every = (_stat(pid) for pid in pids)
    return sum(int(one) for fields in every for one in fields[11:15]) / TICKS


def pss(pids: Iterable[int]) -> float:
    """Memory in MB, what is shared counted in shares."""
    found = 0
    for pid in pids:
        try:
            rollup = (PROC / str(pid) / "smaps_rollup").read_text()
        except OSError:
            continue
        found += sum(int(one) for one in re.findall(r"^Pss:\s+(\d+)", rollup, re.MULTILINE))
    return found / 1024


def parent_of(pid: int) -> int | None:
    """The parent of a process; None where there is no such process here."""
    fields = _stat(pid)
    return int(fields[1]) if fields else None


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on (proc(5), field 3)."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return []
    return text[text.rindex(")") + 2 :].split()


def free_port() -> int:
    """A port nobody listens on."""
    for port in PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((client.HERE, port))
            except OSError:
                continue
            return port
    raise NotStarted(f"no port from {PORTS.start} to {PORTS.stop - 1} is free")


class Server:
    """A web server with its workers, from its start to its end."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], port: int) -> None:
        self.command, self.environment, self.port = command, dict(environment), port
        self.said = Path(environment["BENCH_FOLDER"]) / f"server-{port}.log"

    def __enter__(self) -> Self:
        began = time.monotonic()
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(  # noqa: S603 (our own interpreter)
                self.command, env=self.environment, stderr=said, stdout=said, start_new_session=True
            )
        try:
            self._wait(began + PATIENCE)
        except BaseException:
            self._end()
            raise
        self.first_answer = time.monotonic() - began
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _problem: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._end()

    @property
    def pids(self) -> list[int]:
        """Its processes."""
        return tree(self.process.pid)

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        return cpu(self.pids)

    def pss(self) -> float:
        """Memory of all its processes in MB."""
        return pss(self.pids)

    @property
    def last_words(self) -> str:
        """The end of what it has said."""
        return self.said.read_text(errors="replace").strip()[-4000:]

    def started(self) -> float:
        """Seconds of CPU until all its workers have finished starting."""
        used, since = self.cpu(), time.monotonic()
        while time.monotonic() - since < STILL:
            time.sleep(STILL / 8)
            if (now := self.cpu()) - used > 1.5 / TICKS:
                used, since = now, time.monotonic()
        return used

    def _wait(self, end: float) -> None:
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                # Any answer will do: the yardstick has no such page.
                client.send(self.port, [client.get(self.port, "/healthz")], 1)
            except client.NotAnswered:
                time.sleep(0.05)
                continue
            return
        raise NotStarted(
            f"{' '.join(self.command)} does not answer on {self.port}:\n{self.last_words}"
        )

    def _end(self) -> None:
        for sign, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
            if self.process.poll() is not None:
                return
            try:
                os.killpg(self.process.pid, sign)
                self.process.wait(patience)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
