"""Pieces of pages that were rendered before, kept by everything they show.

    {% kept (one.id, one.title, one.stage) %} ... {% endkept %}

The key names all that the piece shows; the reader's time zone is added to it. The same key is the
same markup, so nothing has to be thrown away when something changes: it has another key.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from threading import Lock
from typing import Any, Generic, TypeVar

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

MOST = 8 << 20  # characters, in each process


Piece = TypeVar("Piece", bound=Sized)


class Pieces(Generic[Piece]):
    """What was kept, up to a number of characters or bytes; the longest unasked goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._pieces: OrderedDict[Hashable, Piece] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, render: Callable[[], Piece]) -> Piece:
        """The piece with this key, rendered now if it is not there."""
        with self._lock:
            found = self._pieces.get(key)
            if found is not None:
                self._pieces.move_to_end(key)
                return found
        made = render()
        with self._lock:
            if key not in self._pieces:
                self._pieces[key] = made
                self._size += len(made)
            while self._size > self._most:
                _, gone = self._pieces.popitem(last=False)
                self._size -= len(gone)
        return made

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._pieces.clear()
            self._size = 0


PIECES: Pieces[Markup] = Pieces(MOST)


class KeptBlock(Extension):
    """The tag {% kept KEY %} … {% endkept %}."""

    tags = {"kept"}  # noqa: RUF012 (Jinja's own idiom)

    def parse(self, parser: Parser) -> nodes.Node:
        """The block as a call with its body."""
        line = next(parser.stream).lineno
        key = parser.parse_expression()
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        place = nodes.Const(f"{parser.name}:{line}")
        call = self.call_method("_piece", [place, key])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _piece(self, place: str, key: Hashable, caller: Callable[[], Any]) -> Markup:
        zone = self.environment.globals["zone"]()  # type: ignore[operator]
        return PIECES.get((place, zone, key), lambda: Markup(caller()))  # noqa: S704 (escaped by then)
