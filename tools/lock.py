"""Resolve the requirements anew into locks with hashes and without addresses: `make lock`."""

import json
import sys

from tools.commands import SetupError, run
from tools.setup import ASSETS, alone, npm, uv

OPTIONS = (
    "--universal",
    "--generate-hashes",
    "--no-header",
    "--no-emit-index-url",
    "--python-version=3.11",
)


def main() -> int:
    """Rewrite requirements/*.txt and assets/package-lock.json; 1 with an explanation."""
    try:
        with alone():
            for name in ("tools", "node", "prod", "dev"):
                print(f"requirements/{name}.txt", flush=True)
                lock_requirements(name)
            print("assets/package-lock.json", flush=True)
            lock_assets()
    except SetupError as failed:
        print(f"\n{failed}")
        return 1
    return 0


def lock_requirements(name: str) -> None:
    """Compile requirements/NAME.in for every system and Python that we support."""
    source, target = f"requirements/{name}.in", f"requirements/{name}.txt"
    uv("pip", "compile", "--quiet", "--upgrade", *OPTIONS, source, "--output-file", target)


def lock_assets() -> None:
    """Resolve assets/package.json; the packages' links to their sponsors are left out."""
    run(*npm(), "install", "--package-lock-only", cwd=ASSETS)
    path = ASSETS / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
