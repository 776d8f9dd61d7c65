"""The real worker process, registry, secrets and all, on the fake X."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from livetweet.clock import RealClock
from livetweet.outbox import gates as outbox_gates
from livetweet.secrets import state_folder
from tests.building import OPERATOR
from tests.e2e.place import Place
from tests.fakes.x import KEYS, FakeX
from tests.fakes.x_server import serve

CLOCK = RealClock()
MARKED = {f"LIVETWEET_BIRD_{name.upper()}": value for name, value in KEYS.items()}


def make(folder: Path, address: str, environment: Mapping[str, str]) -> Place:
    settings = f'[accounts.bird]\nnetwork = "x"\nhandle = "@pyconexemple"\nserver = "{address}"\n[accounts.linkedin]\nnetwork = "by-hand"\nhandle = "Kite Fair"\n'
    place = Place.make(folder, "live", settings, CLOCK, environment)
    with place.opened() as store:
        outbox_gates.go_live(store, state_folder(), OPERATOR, CLOCK)
    return place


@pytest.fixture
def fake() -> FakeX:
    return FakeX(now=lambda: datetime.now(UTC))


def test_worker_posts_on_x_and_leaves_to_a_person_what_is_theirs(tmp_path: Path, fake: FakeX) -> None:
    with serve(fake) as address:
        place = make(tmp_path / "fair", address, MARKED)
        place.schedule("Hello from the fair: https://kites.org/?a=1&b=2", CLOCK)
        code, said = place.once()
    assert (code, said) == (0, "")
    assert place.states() == {
        "bird Hello from the fair: https://kites.org/?a=1&b=2": "posted",
        "linkedin Hello from the fair: https://kites.org/?a=1&b=2": "held: by hand",
    }
    assert [one.typed for one in fake.ours()] == ["Hello from the fair: https://kites.org/?a=1&b=2"]
    assert fake.violations == []
    for file in (path for path in place.folder.rglob("*") if path.is_file()):
        assert not [secret for secret in KEYS.values() if secret.encode() in file.read_bytes()], file


def test_account_without_keys_is_on_hold_and_says_what_to_do(tmp_path: Path, fake: FakeX) -> None:
    with serve(fake) as address:
        place = make(tmp_path / "fair", address, {})
        place.schedule("Hello", CLOCK)
        place.once()
    held = next(one for one in place.call("account", "list")[1].splitlines() if one.startswith("bird"))
    assert "run `livetweet account add x`" in held
    assert place.states()["bird Hello"] == "scheduled"
    assert fake.calls == []
