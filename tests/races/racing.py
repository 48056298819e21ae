"""Several people at once: each in a thread, with a browser or a session of their own."""

import threading

from alliance.core.db import db
from alliance.core.ledger import check
from tests.browser import Browser

PATIENCE = 60.0  # seconds; a race that takes longer is a deadlock


def race(app, *deeds):
    """Do all of these at the same instant; what each gave back, or the exception it ended with."""
    db.session.remove()
    start = threading.Barrier(len(deeds))
    outcomes = [None] * len(deeds)

    def run(number, deed):
        with app.app_context():
            start.wait(PATIENCE)
            try:
                outcomes[number] = deed()
            except Exception as problem:  # noqa: BLE001 (told by the race's own test)
                outcomes[number] = problem
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "nobody is left waiting for ever"
    return outcomes


class Racer:
    """Somebody at a browser, with the token of their session at hand."""

    def __init__(self, app, role):
        self.browser = Browser(app).sign_in(role)
        self.token = self.browser.get("workspaces.states").field("csrf_token")

    def sends(self, endpoint, data=None, **where):
        """A deed: the form is sent; the status it is answered with."""
        address = self.browser.url(endpoint, **where)
        filled = {**(data or {}), "csrf_token": self.token}

        def deed():
            answer = self.browser._apart(self.browser.client.post, address, data=filled)
            assert answer.status_code != 503, "nobody is turned away by a lock"
            assert not (answer.location or "").startswith("/sign-in")
            return answer.status_code

        return deed


def ledger_holds():
    """The chain of every stream is whole."""
    db.session.rollback()
    found = check()
    db.session.rollback()
    assert found["valid"], found["first_problem"]


def rounds(campaign):
    """How often each race is run."""
    return 60 if campaign else 3
