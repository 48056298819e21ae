"""The door for a WSGI server: checks the settings and the database before it opens."""

# ruff: noqa: E402
import gc
import sys

# Nothing that is loaded here is thrown away again; looking for it would be a fifth of the start.
gc.disable()

from alliance.app import create_app
from alliance.core.settings import NotReady, from_environment
from alliance.starting import check_before_serving, log_to_stderr, make_ready_to_fork

log_to_stderr()
try:
    settings = from_environment()
    app = create_app(settings)
    check_before_serving(app, settings)
    make_ready_to_fork(app)
    gc.enable()
except NotReady as problem:
    sys.stderr.write(f"alliance: {problem}\n")
    sys.exit(4)
