"""Starting the server: ports and settings that stop it, and what its workers share."""

import contextlib
import errno
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from alliance.core.settings import from_environment
from alliance.serving import WORKERS, environment_for, web_command, why_no_port
from tests.web.served import alliance, environment, free_port, processes, until


@pytest.fixture
def taken():
    """A port on which somebody listens."""
    port = free_port()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", port))
        listening.listen()
        yield port


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_port_is_told_with_the_command_that_ran(terminal, taken, command, monkeypatch):
    monkeypatch.setenv("ALLIANCE_DEMO", "")
    said = terminal(command, "--port", taken)
    assert said.code == 4
    (line,) = said.err.strip().splitlines()
    assert line == (
        f"alliance: PORT: another program listens on port {taken}. "
        f"Choose another: alliance {command} --port {taken + 1000}"
    )


def test_the_port_that_is_proposed_can_be_had():
    for port in (1, 64_535, 64_536, 65_535):
        said = why_no_port(OSError(errno.EADDRINUSE, "in use"), port, "serve")
        proposed = int(said.rpartition(" ")[2])
        assert 1024 <= proposed <= 65_535
        assert proposed != port


def test_a_port_that_is_forbidden_is_not_called_taken():
    said = why_no_port(PermissionError(errno.EACCES, os.strerror(errno.EACCES)), 80, "serve")
    assert "another program" not in said
    assert "port 80" in said
    assert said.endswith("alliance serve --port 8080")


def test_whatever_else_is_wrong_with_a_port_is_told_in_the_systems_words():
    problem = OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
    said = why_no_port(problem, 8000, "demo")
    assert "another program" not in said
    assert "cannot assign requested address" in said.lower()
    assert "\n" not in said


# The server's own start: the application is loaded once, then the workers are forked.


@contextlib.contextmanager
def server(folder, **more):
    """The web server's process, as `alliance serve` becomes it, on the embedded database."""
    asked = {"ALLIANCE_INSTANCE": str(folder), "PORT": str(free_port())}
    settings = from_environment(asked)
    told = environment(folder, **{**environment_for(settings), **more})
    process = subprocess.Popen(  # noqa: S603 (our own command)
        web_command(settings), env=told, stderr=subprocess.PIPE, text=True
    )
    try:
        yield settings.port, process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_a_wrong_setting_stops_the_server_before_it_has_workers(tmp_path):
    with server(tmp_path, TRUSTED_PROXIES="many") as (_, process):
        _, said = process.communicate(timeout=60)
    assert process.returncode == 4
    assert said.splitlines() == [
        "alliance: TRUSTED_PROXIES: 'many' is not a whole number from 0 to 10."
    ]


def test_a_database_that_is_not_there_stops_the_server_the_same_way(tmp_path):
    with server(tmp_path) as (_, process):
        _, said = process.communicate(timeout=60)
    assert process.returncode == 4
    (line,) = said.splitlines()
    assert "alliance init" in line


def test_over_the_fork_no_connection_is_shared_and_memory_is(tmp_path):
    assert alliance(tmp_path, "init").returncode == 0
    with server(tmp_path) as (port, process):
        until(lambda: healthy(port), 60, "the server answers")
        workers = until(lambda: forked(process.pid), 60, "all workers are there")
        # /healthz asks no database: whatever is open was opened before the fork.
        opened = {
            str(file.readlink())
            for pid in (process.pid, *workers)
            for file in Path(f"/proc/{pid}/fd").iterdir()
        }
        assert not {one for one in opened if "alliance.db" in one}

        loaded = subprocess.run(  # what the server loads, in a process that can be asked
            [sys.executable, "-c", "import gc, wsgi; print(gc.isenabled(), gc.get_freeze_count())"],
            env=environment(tmp_path),
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        collects, frozen = loaded.stdout.split()
        assert collects == "True", "garbage is collected once it serves"
        assert int(frozen) > 10_000, "and what was loaded is left alone, so that pages are shared"


def forked(pid):
    """The workers of the server, once all are there."""
    found = [one for one, (parent, _) in processes().items() if parent == pid]
    return found if len(found) == WORKERS else None


def healthy(port):
    """Whether a worker answers."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz"):
        return True
    return False
