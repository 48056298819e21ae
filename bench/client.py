"""A load client that is bounded and knows one machine only: this one.

It is given a port, never a host, sends each request exactly once, and stops at a limit of
requests and of seconds.
"""

import socket
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

HERE = "127.0.0.1"
MOST_REQUESTS = 20_000
LONGEST = 120.0  # seconds for one call of send()
PATIENCE = 20.0  # seconds for one answer
CONNECTIONS = 8


class NotAnswered(Exception):  # noqa: N818
    """The server gave no usable answer; the message says what came instead."""


@dataclass
class Sent:
    """What came back: answers by status, bytes, and the seconds each took."""

    statuses: Counter[int] = field(default_factory=Counter)
    bytes: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many were answered."""
        return self.statuses.total()


def get(port: int, path: str, cookie: str = "") -> bytes:
    """The bytes of a GET."""
    return _head("GET", port, path, cookie) + b"\r\n"


def post(port: int, path: str, cookie: str, data: Mapping[str, str]) -> bytes:
    """The bytes of a form that is sent."""
    body = urlencode(data).encode()
    about = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return _head("POST", port, path, cookie) + about.encode() + b"\r\n" + body


def send(port: int, requests: Sequence[bytes], connections: int = CONNECTIONS) -> Sent:
    """Send each request once, over so many connections at a time; NotAnswered if one fails."""
    if len(requests) > MOST_REQUESTS:
        raise ValueError(f"{len(requests)} requests: {MOST_REQUESTS} are the limit")
    end = time.monotonic() + LONGEST
    sent, problems, lock = Sent(), list[Exception](), threading.Lock()

    def work(share: Sequence[bytes]) -> None:
        try:
            found = _converse(port, share, end)
        except (OSError, NotAnswered) as problem:
            problems.append(problem)
            return
        with lock:
            sent.statuses += found.statuses
            sent.bytes += found.bytes
            sent.seconds += found.seconds

    shares = [requests[one::connections] for one in range(connections)]
    threads = [threading.Thread(target=work, args=(share,)) for share in shares if share]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise NotAnswered(str(problems[0])) from problems[0]
    return sent


def _head(verb: str, port: int, path: str, cookie: str) -> bytes:
    lines = [f"{verb} {path} HTTP/1.1", f"Host: localhost:{port}", "Accept: text/html"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return ("\r\n".join(lines) + "\r\n").encode()


def _converse(port: int, requests: Sequence[bytes], end: float) -> Sent:
    sent = Sent()
    line: socket.socket | None = None
    try:
        for request in requests:
            if time.monotonic() > end:
                raise NotAnswered(f"not done within {LONGEST:.0f} seconds")
            if line is None:
                line = socket.create_connection((HERE, port), PATIENCE)
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            began = time.perf_counter()
            line.sendall(request)
            status, size, stays = _receive(line)
            sent.seconds.append(time.perf_counter() - began)
            sent.statuses[status] += 1
            sent.bytes += size
            if not stays:
                line.close()
                line = None
    finally:
        if line is not None:
            line.close()
    return sent


def _receive(line: socket.socket) -> tuple[int, int, bool]:
    """Status, size of the body, and whether the connection stays open."""
    held = b""
    while b"\r\n\r\n" not in held:
        held += _more(line)
    head, _, body = held.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    names = (one.partition(":") for one in rest)
    headers = {name.strip().lower(): value.strip() for name, _, value in names}
    status = int(first.split(" ", 2)[1])
    if "content-length" not in headers:
        raise NotAnswered(f"an answer without a length: {first}")
    size, got = int(headers["content-length"]), len(body)
    while got < size:
        got += len(_more(line))
    return status, size, headers.get("connection", "").lower() != "close"


def _more(line: socket.socket) -> bytes:
    some = line.recv(1 << 16)
    if not some:
        raise NotAnswered("the server closed the connection")
    return some
