"""A browser that holds every page to the rules of the house."""

import contextvars
import re
import uuid

import html5lib
from flask import Flask, url_for
from sqlalchemy import select

from alliance.accounts.models import Person
from alliance.accounts.operations import Visit, open_session
from alliance.core import clock
from alliance.core.db import db
from alliance.core.transaction import transaction
from tests.people import PASSWORD, Role

UNLABELLED = {"hidden", "submit", "button"}


def _cookie(key, sid):
    """What the cookie says of somebody who has just signed in."""
    now = int(clock.now().timestamp())
    times = {"since": now, "seen": now, "noted": now, "proved": now}
    return {"_user_id": key, "_fresh": True, "sid": str(sid), **times}


class Page:
    """What came back, parsed as strictly as HTML can be."""

    def __init__(self, response):
        self.response = response
        self.text = response.get_data(as_text=True)
        self.tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(self.text)

    def texts(self, tag):
        """The text of every element with this tag."""
        return [" ".join("".join(e.itertext()).split()) for e in self.tree.iter(tag)]

    @property
    def h1(self):
        """The heading."""
        (only,) = self.texts("h1")
        return only

    @property
    def words(self):
        """All text, white space folded."""
        return " ".join("".join(self.tree.itertext()).split())

    def links(self):
        """Where its links lead."""
        return [e.get("href") for e in self.tree.iter("a") if e.get("href")]

    def hidden(self, action):
        """What the form that goes there carries along, as a browser sends it."""
        return {
            e.get("name"): e.get("value") or ""
            for form in self.tree.iter("form")
            if form.get("action") == action and form.get("method") == "post"
            for e in form.iter("input")
            if e.get("type") == "hidden"
        }

    def field(self, name):
        """The value of a field."""
        for e in self.tree.iter("input"):
            if e.get("name") == name:
                return e.get("value")
        raise AssertionError(f"no field {name}")

    def obey_house_rules(self):
        """One h1 that begins the title, unique ids, labels, signed forms, no inline code."""
        (title,) = self.texts("title")
        assert title.startswith(self.h1), (title, self.h1)
        ids = [e.get("id") for e in self.tree.iter() if e.get("id")]
        assert len(ids) == len(set(ids)), f"ids twice: {sorted(i for i in ids if ids.count(i) > 1)}"
        labels = {e.get("for") for e in self.tree.iter("label")}
        for e in self.tree.iter():
            assert not e.get("style"), "no inline style"
            assert not any(name.startswith("on") for name in e.attrib), "no inline script"
            if e.tag in {"input", "select", "textarea"} and e.get("type") not in UNLABELLED:
                assert e.get("id") in labels or e.get("aria-label"), f"no label: {e.attrib}"
        for form in self.tree.iter("form"):
            assert form.get("action"), "a form says where it goes"
            if form.get("method") == "post":
                names = [i.get("name") for i in form.iter("input")]
                assert "csrf_token" in names, "unsigned form"
        for e in self.tree.iter():
            for name in ("src", "href", "action"):
                assert not re.match(r"(https?:)?//", e.get(name) or ""), "another host"


class Browser:
    """Somebody at a browser, without JavaScript."""

    def __init__(self, app: Flask):
        self.app = app
        self.client = app.test_client()

    def sign_in(self, role: Role):
        """Be this person, freshly proved by two factors, without the cost of a password hash."""
        visit = Visit(uuid.uuid4(), "127.0.0.1", "")
        with transaction():
            asked = select(Person.fs_uniquifier, Person.id).where(Person.email == role.email)
            key, person = db.session.execute(asked).one()
            open_session(person, visit)
        self.client = self.app.test_client()
        with self._apart(self.client.session_transaction) as session:
            session.update(_cookie(key, visit.session_id))
            session["factors"] = "password+totp"
        return self

    def sign_in_by_form(self, email: str, password: str = PASSWORD):
        """Sign in as people do."""
        page = Page(self._request("get", "/sign-in"))
        page.obey_house_rules()
        data = {"email": email, "password": password, "csrf_token": page.field("csrf_token")}
        return self._request("post", "/sign-in", data=data)

    def get(self, endpoint, expect=200, **where):
        """Open a page."""
        return self._look(self._request("get", self.url(endpoint, **where)), expect)

    def at(self, address, expect=200):
        """Open an address."""
        return self._look(self._request("get", address), expect)

    def send(self, endpoint, data=None, expect=303, **where):
        """Open the form, fill it in, send it: the token comes from the page, as it should."""
        page = self._look(self._request("get", self.url(endpoint, **where)), 200)
        return self._send(endpoint, data, expect, where, page)

    def press(self, endpoint, on, data=None, expect=303, **where):
        """Press a button that stands on another page."""
        return self._send(endpoint, data, expect, where, on)

    def post_raw(self, endpoint, data=None, **where):
        """Send something without a token."""
        return self._request("post", self.url(endpoint, **where), data=data or {})

    def url(self, endpoint, **where):
        """The address of a page."""
        with self.app.test_request_context():
            return url_for(endpoint, **where)

    def _send(self, endpoint, data, expect, where, page):
        address = self.url(endpoint, **where)
        carried = {"csrf_token": page.field("csrf_token"), **page.hidden(address)}
        data = {**carried, **(data or {})}
        return self._look(self._request("post", address, data=data), expect)

    def _request(self, verb, address, **more):
        db.session.rollback()  # the test's own session sees what the request wrote
        return self._apart(getattr(self.client, verb), address, **more)

    @staticmethod
    def _apart(call, *args, **more):
        # In a context of its own: a test that holds an application context would else share
        # `g`, and with it the actor, between requests.
        return contextvars.Context().run(call, *args, **more)

    @staticmethod
    def _look(response, expect):
        said = response.get_data(as_text=True)[:600] if response.status_code != expect else ""
        assert response.status_code == expect, (response.status_code, response.headers, said)
        if not response.content_type.startswith("text/html") or response.location:
            return response
        page = Page(response)
        page.obey_house_rules()
        return page
