"""Starting the web server and the worker, and stopping both together."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from types import FrameType

from alliance.core.settings import ROOT, NotReady, Settings

WORKERS = 2
PATIENCE = 30.0  # seconds until the server must answer


def web_command(settings: Settings) -> list[str]:
    """The web server's command: two worker processes, each with threads (docs/decisions).

    The application is loaded once, before the workers are forked: they share its memory.
    """
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers",
        str(WORKERS),
        "--worker-class",
        "gthread",
        "--threads",
        "8",
        "--bind",
        f"{_host(settings)}:{settings.port}",
        "--chdir",
        str(ROOT),
        "--log-level",
        "warning",
        "--preload",
        "wsgi:app",
    ]


def _host(settings: Settings) -> str:
    # In production a reverse proxy may stand on another machine.
    return "0.0.0.0" if settings.production else "127.0.0.1"  # noqa: S104


def environment_for(settings: Settings) -> dict[str, str]:
    """The environment of the processes that we start: the same settings, said outright."""
    return {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "ALLIANCE_INSTANCE": str(settings.instance),
        "PORT": str(settings.port),
        "ALLIANCE_DEMO": "1" if settings.demo else "0",
        # Threads share two heaps instead of growing one each: a tenth less memory (bench).
        "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2"),
    }


def refuse_a_useless_port(settings: Settings, command: str) -> None:
    """Say so before anything is filled or started; `command` is what the person ran."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_host(settings), settings.port))
        except OSError as problem:
            raise NotReady(why_no_port(problem, settings.port, command)) from None


def why_no_port(problem: OSError, port: int, command: str) -> str:
    """One line: what is wrong with a port, and the command that goes on with another."""
    other = port + 1000 if 1024 <= port + 1000 <= 65535 else 8080
    if problem.errno == errno.EADDRINUSE:
        reason = f"another program listens on port {port}"
    elif problem.errno == errno.EACCES:
        reason, other = f"this user may not listen on port {port}", 8080
    else:
        reason = f"port {port} cannot be used ({(problem.strerror or 'no reason given').lower()})"
    return f"PORT: {reason}. Choose another: alliance {command} --port {other}"


def serve_and_work(
    settings: Settings, accounts: Sequence[tuple[str, str, str, str]], say: Callable[[str], None]
) -> int:
    """Serve with a worker beside it until Ctrl-C; the exit code."""
    environment = environment_for(settings)
    worker = [sys.executable, "-m", "alliance.cli", "worker"]
    running: list[subprocess.Popen[bytes]] = []
    stopping: list[bool] = []

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.append(True)

    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, stop)
    say("Starting two web workers and the mail worker ...")
    try:
        for command in (web_command(settings), worker):
            # One by one: what was started is ended, also when the next one cannot be.
            running.append(_started(command, environment))  # noqa: PERF401
        if _answers(settings, running, stopping):
            _welcome(settings, accounts, say)
        while not stopping and all(one.poll() is None for one in running):
            time.sleep(0.2)
    finally:
        _end(running)
    if stopping:
        say("Stopped.")
        return 0
    raise NotReady("The server ended by itself; its reason stands above.")


def _started(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (our own interpreter)
        command, env=environment, cwd=ROOT, start_new_session=True
    )


def _answers(
    settings: Settings, running: list[subprocess.Popen[bytes]], stopping: list[bool]
) -> bool:
    address = f"http://127.0.0.1:{settings.port}/readyz"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not stopping:
        if any(one.poll() is not None for one in running):
            return False
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.1)
    return False


def _welcome(
    settings: Settings, accounts: Sequence[tuple[str, str, str, str]], say: Callable[[str], None]
) -> None:
    say("")
    say(f"Alliance is ready: http://localhost:{settings.port}")
    say("")
    heads = ("Office", "Role", "E-mail", "Password")
    rows = [heads, *accounts]
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    for row in rows:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    say("")
    say("These accounts and what they did are demonstration data. Ctrl-C stops the server.")


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for one in running:
        if one.poll() is None:
            os.killpg(one.pid, signal.SIGTERM)
    for one in running:
        try:
            one.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()
