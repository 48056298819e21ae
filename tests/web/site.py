"""The pages of the product, reader by reader, each look of them once."""

from tests.web.crawl import Visit, crawl, kind_of


class Site:
    """What the readers can reach; `looks` are the pages that differ in more than words."""

    def __init__(self) -> None:
        self.visits: dict[str, dict[str, Visit]] = {}
        self.looks: dict[str, list[Visit]] = {}
        self._known: set[tuple[str, frozenset[str]]] = set()

    def add(self, email: str, request, origin: str) -> None:
        """Follow every link as this reader."""
        visits = self.visits[email] = crawl(request, origin)
        own = self.looks[email] = []
        for visit in visits.values():
            look = (kind_of(visit.path), visit.shape)
            if visit.is_page and visit.status == 200 and look not in self._known:
                self._known.add(look)
                own.append(visit)

    def pages(self, email: str, *, every: bool) -> list[Visit]:
        """The pages to look at as this reader: each look once, or every page."""
        if not every:
            return self.looks[email]
        return [one for one in self.visits[email].values() if one.is_page and one.status == 200]
