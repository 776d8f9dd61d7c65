from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from livetweet.clock import DiscreteClock
from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.model.account import Account
from livetweet.networks.port import Adapter
from livetweet.networks.registry import open_adapter
from livetweet.networks.rehearsal import Settings, prepare_network

ADAPTER = """
class Pigeon:
    network = "pigeon"
    rehearsal = {rehearsal}
    closed = False

    def close(self):
        type(self).closed = True


def open_adapter(account, *, folder, clock, tags):
    return Pigeon()
"""


def register(monkeypatch: pytest.MonkeyPatch, folder: Path, *, rehearsal: bool) -> None:
    """Install a package that brings the network pigeon, as any other distribution would."""
    (folder / "pigeon_post.py").write_text(ADAPTER.format(rehearsal=rehearsal))
    info = folder / "pigeon_post-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeon-post\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[livetweet.networks]\npigeon = pigeon_post:open_adapter\n")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "pigeon_post", raising=False)


def reach(network: str, folder: Path, *, rehearsal_store: bool) -> Adapter:
    account = Account(name="main", network=network, handle="pyconexemple")
    clock = DiscreteClock(datetime(2027, 3, 18, 9, tzinfo=UTC))
    return open_adapter(account, rehearsal_store=rehearsal_store, folder=str(folder), clock=clock, tags=[])


@pytest.mark.parametrize("network", ["mastodon", "bluesky", "x"])
def test_rehearsal_store_gets_the_rehearsal_network_in_the_stead_of_each(network: str, tmp_path: Path) -> None:
    prepare_network(tmp_path, Settings(seed=1))
    adapter = reach(network, tmp_path, rehearsal_store=True)
    adapter.close()
    assert (adapter.network, adapter.rehearsal) == (network, True)


def test_live_store_gets_the_adapter_named_after_the_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    register(monkeypatch, tmp_path, rehearsal=False)
    adapter = reach("pigeon", tmp_path, rehearsal_store=False)
    assert (adapter.network, adapter.rehearsal) == ("pigeon", False)


def test_rehearsal_store_never_opens_a_live_adapter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    register(monkeypatch, tmp_path, rehearsal=False)
    prepare_network(tmp_path, Settings(seed=1))
    with pytest.raises(NotFoundError, match="on 'pigeon', which cannot be rehearsed, only bluesky, mastodon, x"):
        reach("pigeon", tmp_path, rehearsal_store=True)
    assert "pigeon_post" not in sys.modules


def test_live_store_refuses_an_adapter_that_only_rehearses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    register(monkeypatch, tmp_path, rehearsal=True)
    with pytest.raises(NotAllowedError, match="The live store must not open a rehearsal adapter"):
        reach("pigeon", tmp_path, rehearsal_store=False)
    assert sys.modules["pigeon_post"].Pigeon.closed


@pytest.mark.parametrize("network", ["friendica", "rehearsal"])
def test_live_store_refuses_a_network_nobody_registered(network: str, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=f"this livetweet has no adapter for {network}"):
        reach(network, tmp_path, rehearsal_store=False)
