"""`livetweet live`: shows what would leave, asks where someone can answer, and binds the store to this place."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest

from livetweet.clock import RealClock
from tests.cli.fair import HOSTILE, OBEYED, SEEN, Fair, fair, live_fair

__all__ = ["fair", "live_fair"]

LIVE = "LIVE: what is approved leaves when it is due, while a worker runs (`livetweet worker`).\n"


def test_live_shows_what_would_leave_and_asks_nobody_in_vain(live_fair: Fair) -> None:
    now = RealClock().now()
    live_fair.event.clock.true = now
    live_fair.event.scheduled(f"Soon {HOSTILE}", due=now + timedelta(minutes=30), accounts=("masto",))
    live_fair.event.scheduled("Later.", due=now + timedelta(hours=3), accounts=("masto",))
    code, out, err = live_fair.call("live")
    assert (code, out, err.splitlines()[1:]) == (
        1,
        "",
        ["1 part would leave within the hour.", "Error: Going live asks first: say --yes where nobody can answer."],
    )
    assert err.splitlines()[0].endswith(f"  masto        Soon {SEEN}")
    assert not set(OBEYED) & set(err)
    assert live_fair.json("status")["mode"] == "NOT LIVE"


def test_live_off_and_on_again(live_fair: Fair) -> None:
    assert live_fair.call("live", "--yes") == (0, "", "0 parts would leave within the hour.\n" + LIVE)
    assert live_fair.json("status")["mode"] == "LIVE"
    assert live_fair.call("live", "--off") == (0, "", "NOT LIVE: nothing leaves until `livetweet live`.\n")
    assert live_fair.json("status")["mode"] == "NOT LIVE"


@pytest.mark.parametrize(("answer", "mode"), [("y", "LIVE"), ("n", "NOT LIVE")])
def test_live_asks_at_a_terminal(live_fair: Fair, monkeypatch: pytest.MonkeyPatch, answer: str, mode: str) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: answer)
    code, out, _ = live_fair.call("live")
    assert (code, out, live_fair.json("status")["mode"]) == (0, "", mode)


def test_live_in_a_copy_names_take_over(live_fair: Fair) -> None:
    live_fair.call("live", "--yes")
    now = RealClock().now()
    live_fair.event.clock.true = now - timedelta(minutes=1)
    live_fair.event.scheduled("Due.", due=now, accounts=("masto",))
    for text in ("Later.", "Later still."):
        live_fair.event.scheduled(text, due=now + timedelta(hours=2), accounts=("masto",))
    copy = live_fair.folder / "copy"
    copy.mkdir()
    for name in ("hashtags.toml", "livetweet.db"):
        shutil.copyfile(live_fair.folder / name, copy / name)
    shown = "1 part would leave within the hour.\n"
    code, _, err = live_fair.call("-C", str(copy), "live", "--yes")
    assert (code, err.partition(shown)[2]) == (
        1,
        "Error: This store was live on another machine or in another folder, and parts may have left from there: `livetweet live --take-over` makes this the place they leave from.\n",
    )
    code, _, err = live_fair.call("-C", str(copy), "live", "--yes", "--take-over")
    assert (code, err) == (
        0,
        "Due before now, and may have left elsewhere: 1 part, unknown until looked for or resolved.\n"
        "Due later, and may have left elsewhere before their time: 2 parts, held until released (`livetweet post release`).\n" + LIVE,
    )


def test_rehearsal_never_goes_live(fair: Fair) -> None:
    code, _, err = fair.call("live", "--yes")
    assert (code, err.splitlines()[-1]) == (1, "Error: This is a rehearsal: it never goes live. Go to the workspace it was made from.")


def test_off_and_take_over_exclude_each_other(live_fair: Fair) -> None:
    code, _, err = live_fair.call("live", "--off", "--take-over")
    assert (code, err.splitlines()[-1]) == (2, "Error: Say either --off or --take-over.")
