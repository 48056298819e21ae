"""The product as it answers when something has happened since each page was read last.

What was read before is thrown away at every request, so all of it is asked for anew.
"""

from collections.abc import Iterable
from typing import Any

from alliance.core import recall
from wsgi import app as product


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Forget, then answer."""
    recall.forget()
    return product(environ, start_response)
