"""The stand-alone verifier, loaded from the one file that is also in every bundle."""

import importlib.util
import sys
from functools import cache
from types import ModuleType

from alliance.resolutions.exports import VERIFIER


@cache
def verifier() -> ModuleType:
    """tools/verify_bundle.py as a module: the very file that is copied into bundles."""
    specification = importlib.util.spec_from_file_location("verify_bundle", VERIFIER)
    if specification is None or specification.loader is None:
        raise RuntimeError(f"{VERIFIER} cannot be loaded")
    module = importlib.util.module_from_spec(specification)
    sys.modules["verify_bundle"] = module
    specification.loader.exec_module(module)
    return module
