"""What holds for every test: a home of its own, no colours, and laws tried longer in the soak."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

signal.signal(
    signal.SIGINT, signal.default_int_handler
)  # ignored where tests run behind a shell; the processes they start and interrupt would inherit that

LONGEST = (  # begin first: a file is run by one process, and the last to end should not be one of these
    "networks/mastodon/test_storm.py",
    "desk/test_outside.py",
    "desk/test_anything.py",
    "networks/bluesky/test_storm.py",
    "e2e/test_secrets_stay_secret.py",
    "cli/test_rehearse.py",
    "e2e/test_model.py",
    "outbox/test_programme_again.py",
    "contracts/test_adapter.py",
    "networks/x/test_storm.py",
    "e2e/test_kills.py",
    "e2e/test_demo.py",
    "cli/test_examples.py",
    "worker/test_process.py",
    "desk/test_pictures.py",
)

settings.register_profile("quick", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("soak", settings.get_profile("quick"), max_examples=5_000)
settings.load_profile("soak" if os.environ.get("LIVETWEET_SOAK") else "quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those of `LONGEST` first, in its order."""
    tests = Path(__file__).parent
    ranks = {tests / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test, and no process a test starts, reads or writes what belongs to the person at this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIVETWEET_STATE", str(tmp_path_factory.mktemp("state")))
        patch.setenv("LIVETWEET_OPERATOR", "tester")
        patch.setenv("COLUMNS", "100")
        patch.delenv("LIVETWEET_DEBUG", raising=False)
        patch.setenv("NO_COLOR", "1")
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")  # keeps nothing: nor does a test, in this person's
        yield
