"""What a browser complains of, and where a page asks for things."""

from urllib.parse import urlsplit

REFUSALS = {400, 403, 404, 405, 409, 422}  # pages that tests ask for on purpose


class Watch:
    """Collects errors in the console, broken parts, and requests to other hosts."""

    def __init__(self, context) -> None:
        self.complaints: list[str] = []
        context.on("console", self._said)
        context.on("weberror", lambda broken: self._complain(f"script: {broken.error}"))
        context.on("request", self._asked)
        context.on("response", self._answered)

    def _complain(self, what: str) -> None:
        self.complaints.append(what)

    def _said(self, message) -> None:
        # That a page was refused is told here as well; its status is the test's own business,
        # and that of its parts is looked at below.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._complain(f"console, {message.location.get('url')}: {message.text}")

    def _asked(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "about"} and parts.hostname != "localhost":
            self._complain(f"another host: {request.url}")

    def _answered(self, response) -> None:
        page = response.request.resource_type == "document"
        if response.status >= 400 and not (page and response.status in REFUSALS):
            self._complain(f"{response.status}: {response.url}")
