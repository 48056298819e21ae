"""Run programs for the set-up: output into var/setup.log, failures into plain words."""

from __future__ import annotations  # an old Python must get far enough to be told that it is old

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import IO, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LOG = VAR / "setup.log"


class SetupError(Exception):
    """A step did not succeed; says what, why and what to do, in plain words."""

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.why, self.remedy = what, why, remedy

    def __str__(self) -> str:
        """Give the whole explanation, as it is shown to the person at the terminal."""
        return (
            f"What failed: {self.what}\nWhy, probably: {self.why}\n"
            f"What to do: {self.remedy}\nThe whole log: {LOG.relative_to(ROOT)}"
        )


class Cause(NamedTuple):
    """What the words in a program's output most probably mean."""

    pattern: str
    why: str
    remedy: str


CAUSES = (
    Cause(
        pattern=r"hash(es)? mismatch|do not match the hashes|EINTEGRITY",
        why="a downloaded file is not the one whose hash stands in the lock file. Either the lock "
        "file was edited by hand or the file was altered on its way.",
        remedy="restore the lock files (git checkout requirements assets/package-lock.json) and "
        "run the same command again. If it stays, do not install: ask the maintainers.",
    ),
    Cause(
        pattern=r"No space left|ENOSPC|Disk quota",
        why="the disk is full.",
        remedy="free about 1 GB and run the same command again.",
    ),
    Cause(
        pattern=r"certificate|UnknownIssuer|SELF_SIGNED",
        why="the package server's certificate is not trusted here, often because of a proxy.",
        remedy="point SSL_CERT_FILE, PIP_CERT and NODE_EXTRA_CA_CERTS to your organisation's "
        "certificate file and run the same command again.",
    ),
    Cause(
        pattern=r"Permission denied|EACCES|Read-only file system",
        why="a file or folder belongs to another user or cannot be written to.",
        remedy="make the project's folder yours (sudo chown -R $(id -u) .) and run the same "
        "command again.",
    ),
    Cause(
        pattern=r"name resolution|dns error|error sending request|Failed to fetch|timed out|"
        r"unreachable|Connection (refused|reset)|ENOTFOUND|EAI_AGAIN|ECONNRE|ETIMEDOUT",
        why="the package server could not be reached.",
        remedy="check the network. Behind a proxy set HTTPS_PROXY; with a mirror of your own set "
        "PIP_INDEX_URL, UV_DEFAULT_INDEX and npm's registry. Then run the same command again.",
    ),
    Cause(
        pattern=r"No matching distribution|no wheels? with|usable wheel|EBADPLATFORM",
        why="a package has no build for this system and this Python.",
        remedy="use another Python, 3.11 or newer, on a common 64-bit system: delete .venv and "
        "run, for example, make demo PYTHON=python3.12",
    ),
)
UNKNOWN = Cause(
    pattern="",
    why="not known; the lines above are the last that the program wrote.",
    remedy="mend what they name and run the same command again; finished steps are not repeated.",
)


def run(*words: str | Path, cwd: Path = ROOT, **environment: str) -> None:
    """Run a command with its output in the log; raise SetupError with the probable cause."""
    command = [str(word) for word in words]
    with LOG.open("ab") as log:
        log.write(f"\n$ {shlex.join(command)}\n".encode())
        log.flush()
        start = log.tell()
        code = run_and_tick(command, cwd, {**os.environ, **environment}, log)
    if code:
        said = LOG.read_bytes()[start:].decode(errors="replace")
        raise failure(command, code, said)


def run_and_tick(command: list[str], cwd: Path, env: dict[str, str], log: IO[bytes]) -> int:
    """Run a command and count the seconds on a terminal meanwhile; return its exit code."""
    try:
        process = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    except OSError as error:
        log.write(f"{error}\n".encode())
        return 127
    while True:
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            if sys.stdout.isatty():
                print(".", end="", flush=True)
        except KeyboardInterrupt:
            process.wait()  # it got the same Ctrl-C; let it finish its goodbye
            raise


def succeeds(*words: str | Path, **environment: str) -> bool:
    """Tell whether a quick question to the system is answered with yes."""
    env = {**os.environ, **environment}
    try:
        return not subprocess.run(words, check=False, capture_output=True, env=env).returncode
    except OSError:
        return False


def failure(command: list[str], code: int, said: str) -> SetupError:
    """Put a failed command into words: its last lines, the probable cause, the way out."""
    program = " ".join(Path(word).name for word in command[:4])
    last = "".join(f"\n    {line[:200]}" for line in said.strip().splitlines()[-8:])
    fitting = (cause for cause in CAUSES if re.search(cause.pattern, said, re.IGNORECASE))
    cause = next(fitting, UNKNOWN)
    return SetupError(f"{program} ended with {code}:{last}", cause.why, cause.remedy)
