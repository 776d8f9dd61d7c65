"""What the stage gives to whom, over real connections: everything that a stranger in the hall's network might try."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from livetweet.clock import SimulatedClock
from livetweet.inbox import links, questions, reread
from livetweet.store import gates
from tests.building import OPERATOR
from tests.stage.place import NOW, PATIENCE, Fair, Serving, serving, wait_for, wrote
from tests.stage.place import fair as furnished

SECRET = "SECRET-WORDS"


class Reread:
    def __init__(self, remote_id: str, text: str | None) -> None:
        self.remote_id, self.text, self.likes = remote_id, text, 0


def test_hall_receives_no_byte_that_nobody_let_through(fair: Fair, stage: Serving) -> None:
    """New posts, waiting, parked, dropped and answered questions, private ones, and what was taken back."""
    with stage.watching("hall", "Ada") as hall, stage.watching("hall") as everywhere:
        fair.take(wrote("a", f"{SECRET} new?", name=SECRET, author=f"{SECRET}@example.net"))
        fair.take(wrote("b", f"{SECRET} private?", visibility="direct"))
        for act in (questions.park, questions.drop, questions.answer):
            act(fair.store, [fair.ask(f"{SECRET} {act.__name__}?")], operator=OPERATOR, now=NOW)
        fair.ask(f"{SECRET} waits?")
        fair.stage(fair.ask("May this be seen?"))
        for screen in (hall, everywhere):
            assert screen.until(lambda told: told["question"])["question"]["text"] == "May this be seen?"
            assert SECRET.encode() not in screen.bytes


def test_speaker_sees_what_was_approved_and_waits(fair: Fair, stage: Serving) -> None:
    fair.take(wrote("a", f"{SECRET} new?"))
    for number in range(6):
        fair.ask(f"Is {number} enough for a kite?")
    with stage.watching("speaker", "Ada") as speaker:
        told = speaker.until(lambda told: told["more"] == 2)
        assert [one["text"] for one in told["waiting"]] == [f"Is {number} enough for a kite?" for number in range(4)]
        assert SECRET.encode() not in speaker.bytes
    with stage.watching("speaker", "Curie") as other:
        assert other.until(lambda _: True)["waiting"] == []


def test_what_its_author_deletes_leaves_the_screen_and_what_is_edited_too(fair: Fair, stage: Serving) -> None:
    fair.stage(fair.ask("Will this stay?"))
    with stage.watching("hall") as hall:
        hall.until(lambda told: told["question"])
        reread.apply(fair.store, "masto", [Reread("0", "Will this change?")], NOW)
        hall.until(lambda told: told["question"] is None)
        fair.stage(1)
        assert hall.until(lambda told: told["question"])["question"]["text"] == "Will this change?"
        reread.apply(fair.store, "masto", [Reread("0", None)], NOW)
        hall.until(lambda told: told["question"] is None)


@pytest.mark.parametrize(
    ("settings", "name", "network"),
    [("", "Ana Lima", "Mastodon"), ('stage = { names = "short" }', "Ana L.", "Mastodon"), ('stage = { names = "hidden" }', None, None)],
)
def test_names_are_shown_shortened_or_hidden(tmp_path: Any, settings: str, name: str | None, network: str | None) -> None:
    with furnished(tmp_path, settings) as fair:
        fair.stage(fair.ask("Who asks this?"))
        with serving(tmp_path) as stage, stage.watching("hall") as hall:
            question = hall.until(lambda told: told["question"])["question"]
            assert (question["name"], question["network"]) == (name, network)
            assert name == "Ana Lima" or b"Lima" not in hall.bytes


def test_moderator_sees_all_and_decides(fair: Fair, stage: Serving) -> None:
    cookie = stage.cookie()
    (incoming,) = fair.take(wrote("a", "How high do they fly?"))
    other = fair.ask("How long does it take?")
    with stage.watching("moderator", "Ada", cookie) as phone:
        told = phone.until(lambda told: told["candidates"] and told["waiting"])
        assert ([one["id"] for one in told["candidates"]], [one["id"] for one in told["waiting"]]) == ([incoming], [other])
        assert stage.act(cookie, "approve", incoming, room="Ada").json == {"questions": [2]}
        assert fair.rows("SELECT session, room, created_by FROM question WHERE id = 2") == [{"session": "kites", "room": "Ada", "created_by": "Léa"}]
        for verb, states in [
            ("up", {1: "waiting", 2: "waiting"}), ("stage", {1: "waiting", 2: "on stage"}), ("park", {1: "waiting", 2: "parked"}),
            ("undo", {1: "waiting", 2: "on stage"}), ("answer", {1: "waiting", 2: "answered"}), ("undo", {1: "waiting", 2: "on stage"}),
        ]:  # fmt: skip
            assert stage.act(cookie, verb, 2).status == 200, verb
            assert fair.states() == states
        assert stage.act(cookie, "assign", 1, session="tides").status == 200
        assert fair.rows("SELECT session, room FROM question WHERE id = 1") == [{"session": "tides", "room": "Ada"}]
        assert stage.act(cookie, "assign", 1, session="gone").status == 409
        assert stage.act(cookie, "undo", 1).status == 200
        assert stage.act(cookie, "drop", 1).status == 200
        assert stage.act(cookie, "shorten", 2, text="How high?").status == 200
        assert phone.until(lambda told: told["stage"] and told["stage"][0]["original"])["stage"][0]["text"] == "How high?"
    assert stage.act(cookie, "stage", 99).json == {"error": "There is no question 99: see `livetweet question list`."}
    for wish in (
        {"verb": "vanish", "id": 1},
        {"verb": "stage"},
        {"verb": ["stage"], "id": 1},
        {"verb": "stage", "id": True},
        {"verb": "stage", "id": 2**70},
    ):
        assert stage.request("POST", "/act", wish, {"Cookie": cookie}).status == 409


def test_nothing_is_changed_without_the_moderators_cookie(fair: Fair, stage: Serving) -> None:
    question = fair.ask("Who may do this?")
    follow = stage.cookie("follow")
    for cookie in (None, "livetweet_moderator=", "livetweet_moderator=é", follow, follow.replace("follow", "moderator")):
        assert stage.request("POST", "/act", {"verb": "stage", "id": question}, {"Cookie": cookie}).status == 401
        assert stage.request("POST", "/draft", {"text": "Words."}, {"Cookie": cookie}).status == 401
        assert stage.request("GET", "/events/moderator", headers={"Cookie": cookie}).status == 401
    assert fair.states() == {question: "waiting"}


def test_token_is_exchanged_for_a_cookie_that_scripts_and_other_sites_never_get(stage: Serving) -> None:
    answer = stage.request("POST", "/session", {"role": "moderator", "token": stage.moderator})
    told = answer.headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=strict" in told
    assert stage.moderator not in answer.headers["set-cookie"]
    wishes: list[Any] = [{"role": "moderator", "token": stage.follow}, {"role": "hall", "token": ""}, {"role": "moderator", "token": None}]
    for wish in (*wishes, {"role": ["moderator"]}, [], b"{", b"[" * 9_000):
        assert stage.request("POST", "/session", wish).status == 403


def test_renewed_links_end_phones_and_their_streams(fair: Fair, stage: Serving) -> None:
    cookie = stage.cookie()
    with stage.watching("moderator", cookie=cookie) as phone:
        phone.until(lambda _: True)
        renewed = links.renew(fair.folder)
        fair.take(wrote("a", f"{SECRET}?"))
        assert wait_for(lambda: phone.event()[0] == "out", "the stream to end")
        assert SECRET.encode() not in phone.bytes
    assert stage.act(cookie, "stage", 1).status == 401
    assert stage.request("POST", "/session", {"role": "moderator", "token": stage.moderator}).status == 403
    assert stage.request("POST", "/session", {"role": "moderator", "token": renewed.moderator}).status == 200
    assert oct((fair.folder / links.NAME).stat().st_mode)[-3:] == "600"


ASKED_WITH: list[tuple[dict[str, str | None], int]] = [
    ({}, 200),
    ({"Sec-Fetch-Site": None}, 200),
    ({"Origin": None}, 200),
    ({"Origin": None, "Sec-Fetch-Site": None}, 403),
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Sec-Fetch-Site": "none"}, 403),
    ({"Content-Type": "text/plain"}, 415),
    ({"Content-Type": None}, 415),
    ({"Host": "evil.example"}, 421),
    ({"Host": "127.0.0.1.evil.example"}, 421),
    ({"Host": None}, 400),
]


def test_changes_are_refused_across_origins_and_under_other_names(fair: Fair, stage: Serving) -> None:
    cookie = stage.cookie()
    for headers, status in ASKED_WITH:
        question = fair.ask(f"Who sent this with {len(fair.states())} kites?")
        assert stage.request("POST", "/act", {"verb": "park", "id": question}, {"Cookie": cookie, **headers}).status == status, headers
        assert fair.states()[question] == ("parked" if status == 200 else "waiting"), headers


def test_every_answer_carries_a_strict_policy(stage: Serving) -> None:
    for path in ("/", "/hall", "/page/stage.js", "/nothing", "/events/nothing", "/events/hall?room=Nowhere"):
        headers = stage.request("GET", path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert [stage.request(method, "/act").status for method in ("GET", "PUT", "DELETE", "OPTIONS")] == [405, 403, 403, 403]
    assert stage.request("GET", "/page/..%2f..%2fapp.py").status == 404


def test_bodies_are_bounded(fair: Fair, stage: Serving) -> None:
    cookie = stage.cookie()
    assert stage.request("POST", "/act", {"verb": "stage", "id": 1, "text": "x" * 20_000}, {"Cookie": cookie}).status == 400
    assert stage.request("POST", "/draft", {"text": "x" * 3_000}, {"Cookie": cookie}).json["error"].startswith("That text is too long")
    for picture in ("not base64!", "aGVsbG8=", {"a": 1}):
        assert "must be a JPEG or PNG" in stage.request("POST", "/draft", {"picture": picture, "alt": "A kite."}, {"Cookie": cookie}).json["error"]
    assert fair.rows("SELECT id FROM post") == []
    assert not list((fair.folder / "media").glob("*")) if (fair.folder / "media").exists() else True


def test_a_full_hall_leaves_room_for_the_moderator(fair: Fair, stage: Serving) -> None:
    crowd = []
    try:
        for _ in range(400):
            connection = HTTPConnection("127.0.0.1", stage.port, timeout=30)
            connection.request("GET", "/events/hall")
            crowd.append(connection)
            if connection.getresponse().status == 503:
                break
        assert 250 <= len(crowd) <= 301
        assert stage.request("GET", "/hall").status == 200
    finally:
        for connection in crowd:
            connection.close()


def test_connections_that_say_nothing_are_closed_and_slow_ones_harm_nobody(fair: Fair, stage: Serving) -> None:
    silent = [socket.create_connection(("127.0.0.1", stage.port)) for _ in range(20)]
    for one in silent[:10]:
        one.sendall(b"GET /hall HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
    slow = socket.create_connection(("127.0.0.1", stage.port))
    slow.sendall(b"GET /events/hall HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")  # and never reads
    with stage.watching("hall") as hall:
        hall.until(lambda _: True)
        fair.stage(fair.ask("Does it go on?"))
        hall.until(lambda told: told["question"])
    for one in silent:
        one.settimeout(30)
        with suppress(ConnectionResetError):
            assert one.recv(1) == b""
        one.close()
    slow.close()


def test_thousands_of_connections_opened_and_dropped_leave_nothing_behind(fair: Fair, stage: Serving) -> None:
    """Two thousand: half of them streams, half of them cut within a request."""
    handles = Path(f"/proc/{stage.process.pid}/fd")
    status = Path(f"/proc/{stage.process.pid}/status")
    if not handles.exists():
        pytest.skip("this system does not tell what a process holds open")

    def memory() -> int:
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmRSS")).split()[1])

    def crowd(times: int) -> None:
        for number in range(times):
            with socket.create_connection(("127.0.0.1", stage.port), timeout=30) as one:
                one.sendall(b"GET /events/hall HTTP/1.1\r\nHost: 127.0.0.1\r\n" + (b"\r\n" if number % 2 else b""))
                if number % 2:
                    one.recv(64)

    def opened() -> int:
        return len(list(handles.iterdir()))

    stage.request("GET", "/hall")
    before = wait_for(opened, "handles")
    crowd(200)
    wait_for(lambda: opened() <= before + 1, "the first connections to be let go")
    warm = memory()
    crowd(2_000)
    wait_for(lambda: opened() <= before + 1, f"all connections to be let go ({opened()} open, {before} before)")
    assert memory() < warm + 8 * 1024, "more than 8 MB stayed"
    with stage.watching("hall") as hall:
        hall.until(lambda _: True)


def test_documents_name_only_what_they_should(fair: Fair, stage: Serving) -> None:
    """No handle, address or id of a network's own is in what screens receive."""
    fair.stage(fair.ask("Is this all?", url="https://example.net/@ana/1", author="handle-of-ana@example.net"))
    with stage.watching("hall") as hall:
        told = hall.until(lambda told: told["question"])
    assert set(told["question"]) == {"id", "text", "name", "network", "people", "room", "about"}
    assert "handle-of-ana" not in json.dumps(told)


def passes(fair: Fair, speed: float) -> None:
    with fair.store.writing() as db:
        gates.set_simulated_time(db, SimulatedClock(anchor=NOW, anchor_monotonic=0.0, speed=speed))


def test_stage_ends_when_the_clock_of_its_rehearsal_stands_still(fair: Fair) -> None:
    passes(fair, 1.0)
    with serving(fair.folder) as stage, stage.watching("hall") as hall:
        hall.until(lambda _: True)
        passes(fair, 0.0)
        assert stage.process.wait(PATIENCE) == 0


def test_stage_ends_when_another_rehearsal_takes_the_place_of_its_own(fair: Fair, stage: Serving) -> None:
    with stage.watching("hall") as hall:
        hall.until(lambda _: True)
        fair.store.path.unlink()
        assert stage.process.wait(PATIENCE) == 0


def test_how_many_screens_look_on_is_told_in_the_store_and_phones_are_none(fair: Fair, stage: Serving) -> None:
    def told(screens: int) -> None:
        wait_for(lambda: fair.rows("SELECT stage_screens FROM gate") == [{"stage_screens": screens}], f"{screens} screens")

    with stage.watching("hall"), stage.watching("speaker", "Ada"), stage.watching("moderator", cookie=stage.cookie()):
        told(2)
    told(0)
