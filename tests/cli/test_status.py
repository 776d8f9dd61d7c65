"""`livetweet status`, `pause`, `resume` and `account`: where things stand, and the gates a person shuts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from livetweet.cli import run
from livetweet.model.part import State
from livetweet.store import accounts, cursors, gates, sources
from tests.building import HASHTAGS, NOW, OPERATOR
from tests.cli.fair import HOSTILE, OBEYED, SEEN, Fair, fair, live_fair

__all__ = ["fair", "live_fair"]


def test_status_says_where_things_stand(fair: Fair) -> None:
    fair.event.put(fair.event.scheduled(), State.FAILED, account="sky")
    fair.event.draft()
    with fair.event.store.writing() as db:
        accounts.hold(db, "sky", f"401: {HOSTILE}")
        gates.sign_of_life(db, 1, NOW)
    assert fair.call("status") == (
        0,
        (
            " REHEARSAL   Kite Fair  2027-03-18T09:00:00+01:00\n"
            "Worker runs.\n"
            "  bird           ok\n"
            "  masto          ok\n"
            f"  sky            on hold: 401: {SEEN}\n"
            "  bird           $0.00 spent today, $0.015 scheduled\n"
            "1 draft  ✗ 1 failed  ○ 2 scheduled\n"
            "Next: 2027-03-18T10:00:00+01:00\n"
        ),
        "",
    )
    assert fair.call() == fair.call("status")


def test_status_json_is_the_same_as_values(fair: Fair) -> None:
    fair.event.scheduled(accounts=("masto",))
    with fair.event.store.writing() as db:
        until = accounts.back_off(db, "bird", NOW)
        gates.pause(db, "livetweet", "the clock is wrong", NOW)
    assert until.second == 5
    health: dict[str, object] = {"contacted_at": None, "posts_left": None, "posts_left_until": None, "unread": {}}
    assert fair.json("status") == {
        "event": "Kite Fair",
        "now": "2027-03-18T09:00:00+01:00",
        "mode": "REHEARSAL",
        "problem": None,
        "paused": {"at": "2027-03-18T09:00:00+01:00", "by": "livetweet", "why": "the clock is wrong"},
        "worker": False,
        "accounts": [
            health | {"name": "bird", "hold": None, "not_before": "2027-03-18T09:00:05+01:00"},
            health | {"name": "masto", "hold": None, "not_before": None},
            health | {"name": "sky", "hold": None, "not_before": None},
        ],
        "costs": {},
        "programme": None,
        "drafts": 0,
        "parts": {"scheduled": 1},
        "due": "2027-03-18T10:00:00+01:00",
    }


def test_status_says_that_the_programme_cannot_be_read_where_it_is_watched(fair: Fair) -> None:
    source = "https://kites.example/fair.xml"
    (fair.event.folder / "hashtags.toml").write_text(f'{HASHTAGS}[programme]\nsource = "{source}"\nwatch = 10\n', encoding="utf-8")
    with fair.event.store.writing() as db:
        sources.save_look(db, source, None, NOW - timedelta(minutes=5))
    assert "programme" not in fair.call("status")[1]
    with fair.event.store.writing() as db:
        sources.save_look(db, source, f"{source} is not there: check the address.", NOW)
    told = "The programme has not been read since 2027-03-18T08:55:00+01:00. https://kites.example/fair.xml is not there: check the address.\n"
    assert told in fair.call("status")[1]
    assert fair.json("status")["programme"] == {
        "source": source,
        "read_at": "2027-03-18T08:55:00+01:00",
        "problem": f"{source} is not there: check the address.",
    }


def test_status_says_what_posts_cost_and_how_the_accounts_are(fair: Fair) -> None:
    settings = fair.folder / "hashtags.toml"
    settings.write_text(settings.read_text("utf-8").replace("[accounts.bird]", "[accounts.bird]\ndaily_cap = 0.2"), encoding="utf-8")
    fair.event.scheduled("See fair.example.org")
    fair.event.scheduled("No link.")
    with fair.event.store.writing() as db:
        accounts.server_seen(db, "bird", NOW, 0.0)
        accounts.set_limits(db, "bird", 17, NOW + timedelta(hours=1))
    now = fair.json("status")
    assert now["costs"] == {"bird": {"spent": 0.0, "scheduled": 0.215, "cap": 0.2, "exceeds": True}}
    at = "2027-03-18T09:00:00+01:00"
    assert now["accounts"][0] == {
        "name": "bird", "hold": None, "not_before": None, "contacted_at": at, "posts_left": 17, "posts_left_until": at.replace("T09", "T10"), "unread": {},
    }  # fmt: skip
    line = "  bird           $0.00 spent today, $0.215 scheduled of at most $0.20: what exceeds it will be held\n"
    assert line in fair.call("status")[1]


def test_status_says_what_cannot_be_read_and_why(fair: Fair) -> None:
    with fair.event.store.writing() as db:
        cursors.trouble(db, "bird", "tag:Fair27", f"X refuses this account: {HOSTILE}", NOW)
        cursors.trouble(db, "sky", "mentions", "502", NOW)
        cursors.trouble(db, "sky", "mentions", None, NOW)
    assert (
        f"  bird           ok\n                 not read: tag:Fair27. X refuses this account: {SEEN}\n  masto          ok\n" in fair.call("status")[1]
    )
    assert [one["unread"] for one in fair.json("status")["accounts"]] == [{"tag:Fair27": f"X refuses this account: {HOSTILE}"}, {}, {}]


def test_pause_says_so_until_resume(fair: Fair) -> None:
    assert fair.call("pause") == (0, "", "PAUSED: nothing leaves until `livetweet resume`.\n")
    out = fair.call("status")[1]
    assert out.splitlines()[:2] == [" PAUSED   Kite Fair  2027-03-18T09:00:00+01:00", f"Paused by {OPERATOR} at 2027-03-18T09:00:00+01:00"]
    assert fair.call("resume") == (0, "", "The pause is over.\n")
    assert fair.json("status")["paused"] is None


def test_resume_of_an_account_ends_its_hold_alone(fair: Fair) -> None:
    with fair.event.store.writing() as db:
        accounts.hold(db, "sky", "401: log in again")
        gates.pause(db, OPERATOR, None, NOW)
    assert fair.call("resume", "--account", "sky") == (0, "", "sky goes on.\n")
    now = fair.json("status")
    assert (now["accounts"][2]["hold"], now["paused"]["by"]) == (None, OPERATOR)
    told = "Error: There is no account moon: `livetweet account list` shows those there are.\n"
    assert fair.call("resume", "--account", "moon") == (1, "", told)


def test_a_live_store_is_not_live_until_told(live_fair: Fair) -> None:
    out = live_fair.call("status")[1]
    assert out.startswith(" NOT LIVE   Kite Fair  ")
    assert "\nNothing leaves until `livetweet live`.\n" in out


def test_account_list_shows_who_and_what_holds_them(fair: Fair) -> None:
    with fair.event.store.writing() as db:
        accounts.hold(db, "masto", HOSTILE)
        accounts.back_off(db, "sky", NOW)
    assert fair.call("account", "list") == (
        0,
        (
            "bird           x          fair27                           ok\n"
            f"masto          mastodon   fair@example.social              on hold: {SEEN}\n"
            "sky            bluesky    fair.example                     waits until 2027-03-18T09:00:05+01:00\n"
        ),
        "",
    )
    assert fair.json("account", "list") == {
        "accounts": [
            {"name": "bird", "network": "x", "handle": "fair27", "hold": None, "not_before": None},
            {"name": "masto", "network": "mastodon", "handle": "fair@example.social", "hold": HOSTILE, "not_before": None},
            {"name": "sky", "network": "bluesky", "handle": "fair.example", "hold": None, "not_before": "2027-03-18T09:00:05+01:00"},
        ]
    }
    assert not set(OBEYED) & set(fair.call("account", "list", "--json")[1])


def test_account_list_of_none_says_where_to_add_one(fair: Fair) -> None:
    settings = fair.folder / "hashtags.toml"
    settings.write_text(settings.read_text("utf-8").split("[accounts")[0], encoding="utf-8")
    assert fair.call("account", "list") == (0, "", "There is none: `livetweet account add mastodon` (or bluesky, x) adds one.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["pause"],
        ["resume"],
        ["account", "list"],
        ["plan"],
        ["post", "list"],
        ["live"],
        ["worker"],
        ["rehearse"],
        ["programme", "change", "x", "--cancel"],
    ],
)
def test_outside_a_workspace_init_and_demo_are_named(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(tmp_path), *arguments]) == 1
    assert capsys.readouterr() == (
        "",
        f"Error: There is no hashtags.toml in {tmp_path} or above: run `livetweet init` to make a workspace there, choose one with -C, or try `livetweet demo`.\n",
    )


def test_broken_settings_are_one_sentence(fair: Fair) -> None:
    (fair.folder / "hashtags.toml").write_text("event = ", encoding="utf-8")
    code, out, err = fair.call("status")
    assert (code, out, err.count("\n"), "hashtags.toml is not valid TOML" in err) == (1, "", 1, True)


def test_store_that_is_none_is_one_sentence(fair: Fair) -> None:
    fair.event.close()
    (fair.folder / "livetweet.db").write_bytes(b"no store at all, but long enough to be read as one " * 100)
    code, out, err = fair.call("status")
    assert (code, out) == (1, "")
    assert err == f"Error: {fair.folder / 'livetweet.db'} is not a livetweet store, or is damaged: put a backup in its place.\n"
