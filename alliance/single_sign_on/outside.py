"""Asking another server: little, briefly, at public addresses only, and never onward."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from alliance.single_sign_on.rules import reachable, why_not_asked

IN_ALL = 10.0  # seconds for one question and its whole answer
PATIENCE = (3.0, 5.0)  # seconds until it is connected; between two pieces of the answer
LARGEST = 256 << 10  # bytes; the metadata and keys of the large providers are below 30 KB
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Alliance"}


class Failed(Exception):  # noqa: N818
    """A sign-in that goes no further. The message is for the log, never for a page."""

    def __init__(self, message: str, *, away: bool = False) -> None:
        super().__init__(message)
        self.away = away  # the provider does not answer as it should: nobody here did wrong


class _Watched:
    """A connection that goes to addresses of the public internet, and can be cut by a watch."""

    loopback = False
    watched: list[socket.socket] = []  # noqa: RUF012 (replaced for each session)

    def _new_conn(self: Any) -> socket.socket:
        """Look the name up once, and connect to what was looked at: nothing in between."""
        found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        ips = [str(where[4][0]) for where in found]
        if refused := [ip for ip in ips if not reachable(ip, loopback=self.loopback)]:
            raise Failed(f"{self.host} is at {refused[0]}, an address that is not asked")
        for ip in ips[:-1]:
            try:
                return _connected(ip, self.port, self.watched)
            except OSError:  # the next one may answer
                continue
        return _connected(ips[-1], self.port, self.watched)


def _connected(ip: str, port: int, watched: list[socket.socket]) -> socket.socket:
    made = socket.create_connection((ip, port), PATIENCE[0])
    watched.append(made.dup())
    return made


class _Adapter(HTTPAdapter):
    """Makes connections of our own kind."""

    def __init__(self, *, loopback: bool, watched: list[socket.socket]) -> None:
        self._ours = {"loopback": loopback, "watched": watched}
        super().__init__(max_retries=0)

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        """Put our connections in the place of the usual ones."""
        super().init_poolmanager(*given, **named)
        manager: PoolManager = self.poolmanager
        plain = type("Plain", (_Watched, HTTPConnection), self._ours)
        secure = type("Secure", (_Watched, HTTPSConnection), self._ours)
        manager.pool_classes_by_scheme = {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }


class Outside(OAuth2Session):  # type: ignore[misc]  # Authlib ships no types
    """Authlib's client, held to these limits. `loopback`: this machine itself may be asked."""

    def __init__(self, *, loopback: bool, **given: Any) -> None:
        super().__init__(**given)
        self.trust_env = False  # no proxy and no password out of the environment
        self._loopback = loopback
        self._watched: list[socket.socket] = []
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(loopback=loopback, watched=self._watched))

    def send(self, request: Any, **given: Any) -> Any:
        """Send one request and read its whole answer, or Failed."""
        if reason := why_not_asked(request.url, loopback=self._loopback):
            raise Failed(f"{request.url} is not asked: {reason}")
        request.headers.update(HEADERS)
        given |= {"stream": True, "timeout": PATIENCE, "allow_redirects": False, "verify": True}
        with self._in_time():
            answer = super().send(request, **given)
            if 300 <= answer.status_code < 400:
                raise Failed(f"{request.url} leads elsewhere ({answer.status_code})", away=True)
            answer._content = _whole(answer, request.url)  # noqa: SLF001 (as requests fills it)
            answer._content_consumed = True  # noqa: SLF001
        return answer

    def get_redirect_target(self, resp: Any) -> None:
        """Nowhere: an answer that leads elsewhere is not followed, nor is its body read."""

    def document(self, address: str) -> dict[str, Any]:
        """The JSON object at this address, or Failed."""
        with failing(address):
            answer = self.get(address, withhold_token=True)
            if answer.status_code != requests.codes.ok:
                raise Failed(f"{address} answers {answer.status_code}", away=True)
            found = json.loads(answer.content)
        if not isinstance(found, dict):
            raise Failed(f"{address} answers with no JSON object", away=True)
        return found

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Cut the line when all of it takes too long, however steadily it drips."""
        watch = threading.Timer(IN_ALL, self._cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
            while self._watched:
                self._watched.pop().close()

    def _cut(self) -> None:
        for line in list(self._watched):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:  # it has ended by itself
                continue


def _whole(answer: Any, address: str) -> bytes:
    parts, size = [], 0
    while piece := answer.raw.read1(16_384, decode_content=False):
        size += len(piece)
        if size > LARGEST:
            answer.close()
            raise Failed(f"{address} answers with more than {LARGEST:,} bytes", away=True)
        parts.append(piece)
    answer.close()
    return b"".join(parts)


@contextmanager
def failing(address: str) -> Iterator[None]:
    """Whatever goes wrong on the way to a server, and with what it says, is Failed."""
    try:
        yield
    except (requests.RequestException, HTTPError, OSError) as problem:
        raise Failed(f"{address} does not answer: {problem!r:.500}", away=True) from problem
    except AuthlibBaseError as problem:
        raise Failed(f"{address} refuses: {problem!s:.500}") from problem
    except (ValueError, TypeError, KeyError, RecursionError) as problem:
        raise Failed(f"{address} answers what cannot be read: {problem!r:.500}", away=True) from (
            problem
        )
