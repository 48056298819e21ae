"""The folder of real files, for the tests that read them."""

import os
from pathlib import Path

import pytest


def corpus():
    """The folder ALLIANCE_CORPUS; unset skips the test, set but missing fails it."""
    named = os.environ.get("ALLIANCE_CORPUS")
    if not named:
        pytest.skip("ALLIANCE_CORPUS is not set: the tests on real files need that folder")
    folder = Path(named)
    assert folder.is_dir(), "ALLIANCE_CORPUS names a folder that does not exist"
    return folder
