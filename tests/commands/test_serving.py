"""A port that cannot be used: what is wrong with it, and which command would go on from there."""

import errno
import os
import socket

import pytest

from alliance.serving import why_no_port
from tests.web.served import free_port


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
