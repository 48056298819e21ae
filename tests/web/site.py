"""The pages of the product, reader by reader, each look of them once."""

from tests.web.crawl import Visit, crawl, kind_of


class Site:
    """What the readers can reach; `looks` hold each kind of element of each
    kind of page at least once."""

    def __init__(self) -> None:
        self.visits: dict[str, dict[str, Visit]] = {}
        self.looks: dict[str, list[Visit]] = {}
        self._known: dict[str, set[str]] = {}

    def add(self, email: str, request, origin: str, each: int) -> None:
        """Follow the links as this reader; the richest pages of a kind come first."""
        visits = self.visits[email] = crawl(request, origin, each)
        own = self.looks[email] = []
        for visit in sorted(visits.values(), key=lambda one: -len(one.shape)):
            known = self._known.setdefault(kind_of(visit.path), set())
            if visit.is_page and visit.status == 200 and not visit.shape <= known:
                known |= visit.shape
                own.append(visit)

    def pages(self, email: str, *, every: bool) -> list[Visit]:
        """The pages to look at as this reader: each look once, or every page."""
        if not every:
            return self.looks[email]
        return [one for one in self.visits[email].values() if one.is_page and one.status == 200]
