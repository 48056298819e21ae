"""Static files: their addresses carry a digest, so that browsers keep them until they change."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

FOR_LONG = "public, max-age=31536000, immutable"


def init(app: Flask) -> None:
    """Put the digest into every address of a static file, and keep what is asked by it."""
    app.url_defaults(_with_version)
    app.after_request(_keep)


def _with_version(endpoint: str, where: dict[str, Any]) -> None:
    if endpoint != "static" or "v" in where:
        return
    found = version(Path(str(current_app.static_folder)), str(where.get("filename", "")))
    if found:
        where["v"] = found


def _keep(response: Response) -> Response:
    # Another digest than this server's own is that of a server before or after an upgrade:
    # what we have would stand under it for a year.
    if request.endpoint == "static" and response.status_code in {200, 304}:
        asked = request.args.get("v")
        name = str((request.view_args or {})["filename"])
        if asked and asked == version(Path(str(current_app.static_folder)), name):
            response.headers["Cache-Control"] = FOR_LONG
    return response


@lru_cache(maxsize=1024)
def version(folder: Path, name: str) -> str:
    """The digest of a static file, reckoned once in the life of a process; "" without a file."""
    try:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:16]
    except OSError:
        return ""
