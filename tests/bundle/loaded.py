"""The verifier, loaded from its file: it belongs to no package."""

import importlib.util
import sys

from .forge import VERIFIER

_spec = importlib.util.spec_from_file_location("verify_bundle", VERIFIER)
assert _spec is not None
assert _spec.loader is not None
verifier = importlib.util.module_from_spec(_spec)
sys.modules["verify_bundle"] = verifier
_spec.loader.exec_module(verifier)
