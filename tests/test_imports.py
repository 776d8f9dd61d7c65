"""The arrows of DESIGN.md once more, at run time: a static graph misses what is imported late.

Each case imports in a process of its own and looks at what `sys.modules` holds afterwards.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import livetweet
from livetweet.networks.registry import GROUP
from tests.building import OPERATOR
from tests.desk.place import furnish

HOUSE = Path(livetweet.__file__).parent
NETWORK_LIBRARIES = {"aiohttp", "atproto", "httpx", "mastodon", "requests", "tweepy", "urllib3", "websockets"}
LATE_LIBRARIES = {"PIL", "icalendar", "keyring", "openpyxl", "rapidfuzz", "segno"}  # each comes in with the first thing that needs it
SLOW_LIBRARIES = NETWORK_LIBRARIES | {"sqlite_utils", "textual"}


def loaded_by(code: str) -> set[str]:
    """The names in `sys.modules` after CODE ran in a fresh interpreter."""
    script = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)), file=sys.__stderr__)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


def modules_of(room: str) -> list[str]:
    """The dotted names of all modules of ROOM, the room itself first."""
    folder = HOUSE / room
    found = [f"livetweet.{room}"]
    for file in sorted(folder.rglob("*.py")):
        parts = file.relative_to(HOUSE).with_suffix("").parts
        if parts[-1] not in {"__init__", "__main__"}:
            found.append(".".join(("livetweet", *parts)))
    return found


def libraries(loaded: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in loaded}


@pytest.mark.parametrize("code", ["import livetweet.cli", "from livetweet.cli import run\nassert run(['--help']) == 0"])
def test_command_line_opens_without_slow_libraries(code: str) -> None:
    loaded = loaded_by(code)
    assert libraries(loaded) & SLOW_LIBRARIES == set()
    assert {name for name in loaded if name.startswith("livetweet.")} == {"livetweet.cli", "livetweet.errors"}


def test_model_imports_nothing_of_ours() -> None:
    modules = modules_of("model")
    assert "livetweet.model.session" in modules
    ours = {name for name in loaded_by(f"import {', '.join(modules)}") if name.startswith("livetweet.")}
    assert ours == set(modules)


@pytest.mark.parametrize("room", ["outbox", "inbox", "timeline", "stage", "desk"])
def test_room_reaches_no_network(room: str) -> None:
    modules = modules_of(room)
    if len(modules) == 1:
        pytest.skip(f"livetweet/{room}/ is not built yet")
    loaded = loaded_by(f"import {', '.join(modules)}")
    assert {name for name in loaded if name.startswith(("livetweet.networks", "livetweet.worker"))} == set()
    assert libraries(loaded) & NETWORK_LIBRARIES == set()


@pytest.mark.parametrize("room", ["programme", "writing", "store", "outbox", "inbox", "timeline"])
def test_core_opens_without_screen_or_migrations(room: str) -> None:
    """But for `store.migrations`, a process of its own, nothing beneath the desk imports textual or sqlite_utils."""
    modules = [name for name in modules_of(room) if name != "livetweet.store.migrations"]
    if len(modules) == 1:
        pytest.skip(f"livetweet/{room}/ is not built yet")
    assert libraries(loaded_by(f"import {', '.join(modules)}")) & {"sqlite_utils", "textual"} == set()


@pytest.mark.parametrize(("network", "library"), [("bluesky", "atproto"), ("mastodon", "mastodon"), ("x", "tweepy")])
def test_worker_imports_the_library_of_a_network_it_has_and_no_other(network: str, library: str) -> None:
    if network not in entry_points(group=GROUP).names:
        pytest.skip(f"there is no adapter for {network}")
    code = f"import livetweet.worker.process\nfrom importlib.metadata import entry_points\nentry_points(group={GROUP!r})[{network!r}].load()"
    assert libraries(loaded_by("import livetweet.worker.process")) & NETWORK_LIBRARIES == set()
    assert libraries(loaded_by(code)) & {"atproto", "mastodon", "tweepy"} == {library}


DESK = """
import asyncio
from pathlib import Path
from livetweet.desk.app import make
from livetweet.desk.deeds import import_all
from livetweet.workspace import find

async def sit():
    app = make(find(Path({folder!r})), {operator!r})
    async with app.run_test(size=(120, 36)) as pilot:
        while app._desk.snapshot is None or "Posted words." not in "".join(one.text for strip in app.screen._compositor.render_strips() for one in strip):
            await pilot.pause()
        {then}

asyncio.run(sit())
"""


@pytest.mark.parametrize("then", ["pass", "import_all()"])
def test_desk_that_has_painted_its_rows_has_no_library_that_it_does_not_need(tmp_path: Path, then: str) -> None:
    """Nor once every command has come in, a second later: what a key needs beyond that comes with the key."""
    furnish(tmp_path)
    loaded = libraries(loaded_by(DESK.format(folder=str(tmp_path), operator=OPERATOR, then=then)))
    assert "textual" in loaded
    assert loaded & (NETWORK_LIBRARIES | LATE_LIBRARIES | {"sqlite_utils"}) == set()
