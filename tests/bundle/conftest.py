"""What the tests of the verifier share: long or short, and one bundle that is valid."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .forge import Forged, forge
from .loaded import verifier

Verify = Callable[[bytes], object]


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """How often to try: `short` times, and 67 times as often in a campaign (300 -> 20,100)."""
    long = bool(request.config.getoption("--campaign", default=False))
    return lambda short: short * 67 if long else short


@pytest.fixture(scope="session")
def valid() -> Forged:
    return forge()


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., object]:
    """Verify a zip (and a checkpoint file) given as bytes; the last wall must not be reached."""

    def verify(packed: bytes, checkpoint: bytes | None = None) -> object:
        path, other = tmp_path / "decision.zip", None
        path.write_bytes(packed)
        if checkpoint is not None:
            other = tmp_path / "kept.json"
            other.write_bytes(checkpoint)
        verdict = verifier.verify(path, other)
        assert verdict.valid is (verdict.first_problem is None)
        assert "could not be checked" not in (verdict.first_problem or "")
        return verdict

    return verify
