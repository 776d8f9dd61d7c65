"""`livetweet doctor`: what is broken is named with its cure, and makes it exit 1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.networks.mastodon.town import DOMAIN, TOKENS, US, open_town

SETTINGS = 'event = "Kite Fair"\ntimezone = "Asia/Tokyo"\n[tags]\nevent = "Fair27"\n'


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIVETWEET_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("TZ", "UTC")
    (tmp_path / "hashtags.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def doctor(place: Path, *options: str, **env: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "livetweet", "-C", str(place), "doctor", *options],
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def findings(place: Path, **env: str) -> tuple[int, dict[str, dict[str, Any]]]:
    code, out, err = doctor(place, "--json", **env)
    assert err == ""
    return code, {one.pop("about"): one for one in json.loads(out)["findings"]}


def test_a_new_workspace_is_well_and_lacks_accounts(place: Path) -> None:
    code, found = findings(place)
    assert code == 0
    assert {about: one["state"] for about, one in found.items() if about not in {"disk", "sleep"}} == {
        "sqlite": "ok",
        "keyring": "ok",
        "store": "ok",
        "time zone": "note",
        "worker": "ok",
        "login": "ok",
        "live": "note",
        "accounts": "note",
    }
    assert found["time zone"]["what"] == "this machine is at UTC+00:00, the event (Asia/Tokyo) at UTC+09:00"
    assert found["accounts"]["cure"].startswith("Run `livetweet account add mastodon`")


def test_accounts_are_asked_and_what_keeps_them_is_said(place: Path) -> None:
    with open_town() as town, (place / "hashtags.toml").open("a") as file:
        file.write(f'[accounts.masto]\nnetwork = "mastodon"\nhandle = "{US}@{DOMAIN}"\nserver = "{town.proxy.url}"\n')
        file.write('[accounts.deaf]\nnetwork = "mastodon"\nhandle = "x@example.social"\nserver = "http://127.0.0.1:9"\n')
        file.flush()
        code, out, err = doctor(place, LIVETWEET_MASTO_TOKEN=TOKENS[US], LIVETWEET_DEAF_TOKEN="t")
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert f"✓ account masto: we are {US}@{DOMAIN} on Mastodon 4.6.0 and may post." in lines
    assert "✗ account deaf: 127.0.0.1 cannot be reached: nothing listens there just now." in lines


def test_a_damaged_hashtags_toml_is_one_finding_and_no_traceback(place: Path) -> None:
    (place / "hashtags.toml").write_text("event = ")
    code, found = findings(place)
    assert (code, found["workspace"]["state"]) == (1, "broken")


def test_outside_a_workspace_it_says_so(tmp_path: Path) -> None:
    code, out, err = doctor(tmp_path)
    assert (code, out) == (1, "")
    assert err.startswith("Error: There is no hashtags.toml in")
