"""Every page that somebody can reach by following links, and what each address answered."""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from alliance.membership.rules import TAKEN

MOST = 3000  # pages of one reader; more means that links never end


class _Links(HTMLParser):
    """Where a page leads, and what it is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.shape: set[str] = set()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag in {"a", "link"} and given.get("href"):
            self.links.append(given["href"])
        # A picture in the page itself (the policy of the pages allows `data:`) leads nowhere.
        if given.get("src") and not given["src"].startswith("data:image/"):
            self.links.append(given["src"])
        if given.get("id"):
            self.ids.add(given["id"])
        # What a look depends on: the element and its classes, not the words in it.
        role = given.get("role") or given.get("type") or ""
        self.shape.add(f"{tag} {role} {given.get('class') or ''}")

    handle_startendtag = handle_starttag


@dataclass
class Visit:
    """One address: what it answered, where it leads, what it is made of."""

    path: str
    status: int
    kind: str
    came_from: str
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    shape: frozenset[str] = frozenset()

    @property
    def is_page(self) -> bool:
        """Whether it is something to look at."""
        return self.kind.startswith("text/html")


def crawl(request, origin: str, each: int = MOST) -> dict[str, Visit]:
    """Follow every link from the desk, with the cookies of `request` (Playwright's).

    `each` bounds how many pages of one kind are opened: the pages of 56 states are much alike.
    """
    waiting = deque([("/", "(start)")])
    seen: dict[str, Visit] = {}
    kinds: Counter[str] = Counter()
    while waiting:
        path, came_from = waiting.popleft()
        if path in seen or kinds[kind_of(path)] == each:
            continue
        kinds[kind_of(path)] += 1
        assert len(seen) < MOST, f"no end of links: {path} from {came_from}"
        answer = request.get(origin + path, max_redirects=0)
        kind = answer.headers.get("content-type", "")
        if answer.headers.get("content-disposition", "").startswith("attachment"):
            kind = "a file to keep"  # of whatever type: nobody looks at it here
        visit = Visit(path, answer.status, kind, came_from)
        seen[path] = visit
        if answer.status in {301, 302, 303, 307, 308}:
            waiting.append((_inside(origin, answer.headers["location"], path), path))
        elif visit.is_page:
            read = _Links()
            read.feed(answer.text())
            visit.ids, visit.shape = read.ids, frozenset(read.shape)
            visit.links = [_whole(origin, link, path) for link in read.links]
            waiting.extend((urldefrag(link).url, path) for link in visit.links)
    return seen


def _whole(origin: str, link: str, path: str) -> str:
    return _inside(origin, link, path) if not link.startswith("#") else path + link


def _inside(origin: str, link: str, path: str) -> str:
    whole = urljoin(origin + path, link)
    parts = urlsplit(whole)
    assert f"{parts.scheme}://{parts.netloc}" == origin, f"{path} leads to another host: {link}"
    return whole.removeprefix(origin)


def kind_of(path: str) -> str:
    """The address without what tells one thing from another of its kind."""
    bare = urlsplit(path)
    named = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", bare.path)
    # Of an alliance what has an id of its own stands under its kind: /alliances/groups/ID; and
    # some pages stand beside the alliances: /alliances/matrix.
    beside = "|".join(TAKEN)
    name = rf"^/(alliances|lawsuits|states|resolutions/new)/(?!(?:{beside})(?:/|$))[^/]+"
    named = re.sub(name, r"/\1/NAME", named)
    return named + ("?" + "&".join(sorted(re.findall(r"(\w+)=", bare.query))) if bare.query else "")
