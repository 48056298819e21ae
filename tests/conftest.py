"""The set every test plays on: an application on each database, people, a browser."""

import pytest

from alliance.app import create_app
from alliance.core.db import db
from alliance.core.schema import upgrade
from alliance.core.settings import from_environment
from tests import databases, make
from tests.browser import Browser

SECRET = "a secret key for tests, long enough"
WEB = "tests/web/"
# Argon2 is slow on purpose, and thousands of tests sign somebody in; what the product itself
# sets is tested in accounts/test_sign_in.py.
QUICK = {"argon2__memory_cost": 64, "argon2__time_cost": 1, "argon2__parallelism": 1}
_built = {}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Spread single tests; those in the browser go to one process, so that one server serves them.

    The largest unit is begun first, so nobody waits for the browser at the end.
    """
    from xdist.scheduler import LoadScopeScheduling

    class OneBrowser(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return WEB if nodeid.startswith(WEB) else nodeid

    return OneBrowser(config, log)


def pytest_addoption(parser):
    """Two switches of our own."""
    parser.addoption("--accept", action="store_true", help="redraw the tables that people review")
    parser.addoption("--campaign", action="store_true", help="the long runs, with their counts")


def _application(kind):
    """The application on this database, built once per process."""
    if kind not in _built:
        database = databases.Sqlite() if kind == "sqlite" else databases.Postgresql()
        instance = databases.Sqlite().folder
        environment = {"SECRET_KEY": SECRET, "ALLIANCE_INSTANCE": str(instance)}
        settings = from_environment(environment, database=database.url)
        app = create_app(
            settings,
            TESTING=True,
            MAIL_BACKEND="locmem",
            SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=QUICK,
        )
        with app.app_context():
            upgrade(db.engine)
            make.world()
            db.session.remove()
            database.keep(db.engine)
        _built[kind] = (app, database)
    return _built[kind]


@pytest.fixture(params=databases.KINDS)
def app(request):
    """The application with a database as it was after set-up, and its context."""
    app, database = _application(request.param)
    with app.app_context():
        database.reset(db.engine)
        app.extensions["mailman"].outbox = []  # what a test before it left unread
        yield app
        db.session.remove()


@pytest.fixture
def visitor(app):
    """Somebody at a browser, without JavaScript."""
    return Browser(app)


@pytest.fixture
def campaign(request):
    """Whether this is the long run."""
    return request.config.getoption("--campaign")
