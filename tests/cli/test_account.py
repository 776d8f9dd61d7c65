"""Accounts from the command line: a real process, a real server on loopback, and a terminal where a person would sit."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from livetweet.model.part import State
from livetweet.secrets import state_folder
from tests.building import Event
from tests.faulty_proxy import answered
from tests.networks.mastodon.town import DOMAIN, JSON, LOU, TOKENS, US, Town, open_town

SETTINGS = '# Ours.\nevent = "Kite Fair"\ntimezone = "Europe/Paris"\n[tags]\nevent = "Fair27"  # since 2024\n'
PATIENCE = 60.0


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as opened:
        yield opened


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIVETWEET_STATE", str(tmp_path / "state"))
    (tmp_path / "hashtags.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def call(place: Path, *arguments: str, **env: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "livetweet", "-C", str(place), "account", *arguments],
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout, done.stderr


def add(place: Path, town: Town, *arguments: str, token: str = TOKENS[US]) -> tuple[int, str, str]:
    return call(place, "add", "mastodon", town.proxy.url, "--name", "masto", *arguments, LIVETWEET_MASTO_TOKEN=token)


def converse(place: Path, answers: dict[str, str], *arguments: str) -> tuple[int, str]:
    """The same at a terminal, where each prompt that ends in a key of ANSWERS is answered; all that was shown."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "livetweet", "-C", str(place), "account", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown, waiting = "", dict(answers)
    try:
        while select.select([ours], [], [], PATIENCE)[0]:
            try:
                said = os.read(ours, 4096).decode()
            except OSError:  # the terminal's other end is closed
                break
            if not said:
                break
            shown += said
            for prompt in [one for one in waiting if shown.endswith(f"{one}: ")]:
                os.write(ours, f"{waiting.pop(prompt)}\n".encode())
        return process.wait(PATIENCE), shown
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_an_account_is_added_by_a_token_from_the_environment_and_then_needs_it_no_more(place: Path, town: Town) -> None:
    code, out, err = add(place, town)
    assert (code, out) == (0, f"✓ masto: {US}@{DOMAIN} (Pyconexemple); Mastodon 4.6.0; may post\n")
    assert err.splitlines()[1:] == [
        f"There is Mastodon 4.6.0 at {DOMAIN}.",
        f"masto is {US}@{DOMAIN} on Mastodon; what lets us in is kept in a file that only you can read.",
    ]
    assert (place / "hashtags.toml").read_text("utf-8") == (
        f'{SETTINGS}\n[accounts.masto]\nnetwork = "mastodon"\nhandle = "{US}@{DOMAIN}"\nserver = "{town.proxy.url}"\n'
    )
    [file] = (state_folder() / "accounts").iterdir()
    assert (file.stat().st_mode & 0o777, TOKENS[US] in file.read_text()) == (0o600, True)
    code, out, err = call(place, "check", "--json")
    assert (code, err) == (0, "")
    [found] = json.loads(out)["accounts"]
    assert abs(found.pop("clock_skew")) < 60
    assert found == {
        "name": "masto",
        "network": "mastodon",
        "handle": f"{US}@{DOMAIN}",
        "display_name": "Pyconexemple",
        "url": f"https://{DOMAIN}/@{US}",
        "server": "Mastodon 4.6.0",
        "limits": None,
        "length": 500,
        "problem": None,
        "hold": None,
    }


def test_an_account_is_added_at_a_terminal_with_the_browsers_code(place: Path, town: Town) -> None:
    answers = {"Your server (example.social)": town.proxy.url, "Access token (leave empty to log in with the browser)": "", "Code": f"mockcode_{US}"}
    code, shown = converse(place, answers, "add", "mastodon")
    assert code == 0, shown
    assert f"{town.proxy.url}/oauth/authorize?client_id=" in shown
    assert "write%3Astatuses" in shown
    assert f"✓ mastodon: {US}@{DOMAIN}" in shown
    assert "[accounts.mastodon]" in (place / "hashtags.toml").read_text("utf-8")


def test_nobody_at_a_terminal_is_told_which_option_or_variable_answers(place: Path, town: Town) -> None:
    code, _, err = call(place, "add", "mastodon")
    assert (code, err.splitlines()[1:]) == (
        1,
        ["Error: Nobody is here to be asked for “Your server (example.social)”: give INSTANCE or --server, or set LIVETWEET_MASTODON_SERVER."],
    )
    code, _, err = call(place, "add", "mastodon", town.proxy.url)
    assert (code, err.splitlines()[-1]) == (1, "Error: Nobody is here to be asked for “Code”: set LIVETWEET_MASTODON_TOKEN.")
    assert (place / "hashtags.toml").read_text("utf-8") == SETTINGS


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "friendica"], "knows no network called 'friendica'"),
        (["add", "mastodon", "http://127.0.0.1:9"], "127.0.0.1 cannot be reached"),
        (["add", "mastodon", "x", "--name", "two words"], "cannot name an account"),
        (["check", "moon"], "There is no account moon in hashtags.toml, only none."),
        (["remove", "moon"], "There is no account moon in hashtags.toml."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(place: Path, arguments: list[str], words: str) -> None:
    code, out, err = call(place, *arguments)
    assert (code, out) == (1, "")
    assert words in err.splitlines()[-1]
    assert "Traceback" not in err
    assert (place / "hashtags.toml").read_text("utf-8") == SETTINGS


def test_a_token_that_is_not_let_in_changes_nothing(place: Path, town: Town) -> None:
    code, _, err = add(place, town, token="wrong")
    assert (code, "This method requires an authenticated user" in err) == (1, True)
    assert (place / "hashtags.toml").read_text("utf-8") == SETTINGS
    assert not (state_folder() / "accounts").exists()


def test_an_account_again_is_let_in_anew_and_another_one_wants_another_name(place: Path, town: Town) -> None:
    add(place, town)
    before = (place / "hashtags.toml").read_text("utf-8")
    assert add(place, town)[0] == 0
    code, _, err = add(place, town, token=TOKENS[LOU])
    assert (code, err.splitlines()[-1]) == (
        1,
        f"Error: hashtags.toml has {US}@{DOMAIN} as masto, and that was {LOU}@{DOMAIN}: give the new one another --name.",
    )
    assert (place / "hashtags.toml").read_text("utf-8") == before


def test_an_account_is_not_added_under_a_second_name(place: Path, town: Town) -> None:
    """Every post would leave twice."""
    add(place, town)
    before = (place / "hashtags.toml").read_text("utf-8")
    code, _, err = call(place, "add", "mastodon", town.proxy.url, "--name", "again", LIVETWEET_AGAIN_TOKEN=TOKENS[US])
    assert (code, err.splitlines()[-1]) == (
        1,
        f"Error: hashtags.toml has {US}@{DOMAIN} as masto already: to be let in anew, add it with --name masto.",
    )
    assert (place / "hashtags.toml").read_text("utf-8") == before
    assert len(list((state_folder() / "accounts").iterdir())) == 1


def test_check_tells_a_token_of_somebody_else_and_one_that_is_gone(place: Path, town: Town) -> None:
    add(place, town)
    code, out, _ = call(place, "check", LIVETWEET_MASTO_TOKEN=TOKENS[LOU])
    assert (code, f"We are let in as {LOU}@{DOMAIN}, not as {US}@{DOMAIN}" in out) == (1, True)
    code, out, _ = call(place, "check", "masto", LIVETWEET_MASTO_TOKEN="revoked")
    assert (code, "✗ masto: 127.0.0.1 says: This method requires an authenticated user" in out) == (1, True)


def test_an_account_goes_with_all_that_let_us_in_but_not_while_something_is_on_its_way(place: Path, town: Town) -> None:
    add(place, town)
    event = Event(folder=place, kind="live", settings=(place / "hashtags.toml").read_text("utf-8"))
    post = event.scheduled("Where did it go?", accounts=("masto",))
    event.put(post, State.UNKNOWN)
    code, _, err = call(place, "remove", "masto")
    assert (code, "masto cannot go now: one part of it is sending or unknown" in err) == (1, True)
    event.put(post, State.POSTED)
    event.close()
    code, _, err = call(place, "remove", "masto")
    assert (code, err.startswith("masto is gone from hashtags.toml")) == (0, True)
    assert (place / "hashtags.toml").read_text("utf-8") == SETTINGS
    assert list((state_folder() / "accounts").iterdir()) == []
    assert json.loads(call(place, "list", "--json")[1]) == {"accounts": []}


def test_what_a_server_takes_is_known_from_the_moment_its_account_is_added(place: Path, town: Town) -> None:
    instance = {"version": "4.5.1", "domain": DOMAIN, "configuration": {"statuses": {"max_characters": 40, "characters_reserved_per_url": 30}}}
    town.faults = lambda asked: answered(200, headers=JSON, body=json.dumps(instance).encode()) if "/api/v2/instance" in asked.path else None
    code, out, err = add(place, town)
    assert (code, "it takes 40 characters a post" in out) == (0, True), err
    done = subprocess.run(
        [sys.executable, "-m", "livetweet", "-C", str(place), "count", "Tickets: https://kites.org", "--account", "masto", "--json"],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert json.loads(done.stdout) == {"mastodon": {"length": 39, "limit": 40, "fits": True, "parts": 1}}


def test_an_account_that_a_person_posts_to_goes_as_others_do(place: Path) -> None:
    (place / "hashtags.toml").write_text(f'{SETTINGS}\n[accounts.linkedin]\nnetwork = "by-hand"\nhandle = "Kite Fair"\n', "utf-8")
    assert call(place, "remove", "linkedin") == (0, "", "linkedin is gone from hashtags.toml.\n")
    assert (place / "hashtags.toml").read_text("utf-8") == SETTINGS
    assert json.loads(call(place, "list", "--json")[1]) == {"accounts": []}
