"""What Bluesky alone has: its records as they must be, a server without AppView, and a thread that a day's sleep has interrupted."""

from __future__ import annotations

import json
import socket
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from livetweet import secrets
from livetweet.clock import DiscreteClock, RealClock
from livetweet.errors import MediaRefusedError, NotSentError, OutcomeUnknownError, RejectedError
from livetweet.model.account import Account
from livetweet.model.part import State
from livetweet.model.ref import Ref
from livetweet.networks.bluesky.adapter import BlueskyAdapter
from livetweet.networks.bluesky.record import POST, Prepared, record_key, tags_of, write_post
from livetweet.networks.port import Outgoing, Picture
from livetweet.outbox import gates as outbox_gates
from livetweet.secrets import state_folder
from livetweet.store import accounts
from tests.building import OPERATOR
from tests.e2e.place import Place
from tests.faulty_proxy import HUNG_BEFORE, Asked, Fault, answered, limited
from tests.networks.bluesky.house import House, post
from tests.pictures import paint

NOON = datetime(2027, 3, 18, 12, tzinfo=UTC)
PUT = "/xrpc/com.atproto.repo.putRecord"


def said(body: object) -> Fault:
    return answered(200, headers={"Content-Type": "application/json"}, body=json.dumps(body).encode())


def features(text: str, record: dict[str, object]) -> list[tuple[str, str]]:
    """The words of TEXT that RECORD's facets make something of, and what."""
    found = []
    for facet in record["facets"]:  # type: ignore[attr-defined]
        words = text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        (feature,) = facet["features"]
        found.append((words, feature.get("uri") or feature.get("tag") or feature["did"]))
    return found


def test_links_tags_and_mentions_are_facets_and_nobody_is_text(house: House) -> None:
    adapter = house.adapter()
    text = f"« Été » 👩‍👩‍👧 @{house.us.handle} and @nobody.test: https://example.org/é?a=1, example.org/b #PyConÉté (#42)"
    uri = post(adapter, text).ref.id
    record = house.us.record(uri)
    assert record is not None
    assert record["text"] == text
    assert features(text, record) == [
        (f"@{house.us.handle}", house.us.did),
        ("https://example.org/é?a=1", "https://example.org/é?a=1"),
        ("example.org/b", "https://example.org/b"),
        ("#PyConÉté", "PyConÉté"),
    ]


def test_record_is_the_same_bytes_under_the_same_key_at_every_try() -> None:
    outgoing = Outgoing(part=1, key="5f0c1d7e", text="Kites at dawn #Fair27", language="en")
    parent = Ref(id="at://a/b/2", cid="bafy2", root_id="at://a/b/1", root_cid="bafy1")
    assert write_post(outgoing, Prepared(dids={}), parent, NOON) == (
        '{"$type":"app.bsky.feed.post","text":"Kites at dawn #Fair27","createdAt":"2027-03-18T12:00:00.000000Z",'
        '"facets":[{"index":{"byteStart":14,"byteEnd":21},"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"Fair27"}]}],"langs":["en"],'
        '"reply":{"root":{"uri":"at://a/b/1","cid":"bafy1"},"parent":{"uri":"at://a/b/2","cid":"bafy2"}}}'
    )
    assert record_key("5f0c1d7e") == record_key("5f0c1d7e") != record_key("5f0c1d7f")


def test_record_keys_are_tids_of_the_past_and_never_meet() -> None:
    keys = {record_key(str(uuid.uuid4())) for _ in range(20_000)}
    assert len(keys) == 20_000
    letters = "234567abcdefghijklmnopqrstuvwxyz"
    assert all(len(key) == 13 and set(key) <= set(letters) for key in keys)
    latest = sum(letters.index(letter) << 5 * place for place, letter in enumerate(reversed(max(keys)))) >> 10  # microseconds
    assert datetime.fromtimestamp(latest / 1_000_000, UTC).year == 2025


def test_answer_without_the_hash_of_what_it_answers_is_refused_before_it_leaves() -> None:
    with pytest.raises(RejectedError, match="the hash of what it answers"):
        write_post(Outgoing(part=1, key="k", text="Thanks"), Prepared(dids={}), Ref(id="at://a/b/1"), NOON)


def test_tags_are_found_however_their_author_made_them() -> None:
    made = {"text": "Hi", "tags": ["Fair27"], "facets": [{"features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "Kites"}]}]}
    assert tags_of(made) == {"fair27", "kites"}
    assert tags_of({"text": "at the #FAIR27, not #Fair2"}) == {"fair27", "fair2"}
    assert tags_of({"text": 7, "facets": "no", "tags": [None, {}]}) == set()


def test_picture_that_is_no_longer_there_is_asked_for_again(house: House, tmp_path: Path) -> None:
    path = tmp_path / "kite.png"
    path.write_bytes(paint(64, 48, "PNG"))
    picture = Picture(path=path, type="image/png", width=64, height=48, alt="A kite")
    adapter = house.adapter()
    outgoing = Outgoing(part=1, key="k", text="Look", media=(picture,))
    prepared = adapter.prepare(outgoing)
    (image,) = house.us.record(adapter.create(adapter.build(outgoing, prepared, None, datetime.now(UTC))).ref.id)["embed"]["images"]  # type: ignore[index]
    assert (image["alt"], image["aspectRatio"]) == ("A kite", {"width": 64, "height": 48})
    gone = Prepared(dids={}, blobs=({**prepared.blobs[0], "ref": {"$link": "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"}},))
    with pytest.raises(MediaRefusedError, match="400 BlobNotFound"):
        adapter.create(adapter.build(Outgoing(part=2, key="l", text="Look", media=(picture,)), gone, None, datetime.now(UTC)))


def test_appview_that_is_down_stops_reading_and_nothing_else(house: House) -> None:
    adapter = house.adapter()
    with pytest.raises(OutcomeUnknownError, match=r"^502 "):
        adapter.read("mentions", None)
    with pytest.raises(OutcomeUnknownError, match=r"^502 "):
        adapter.reread([f"at://{house.us.did}/{POST}/3lkkkkkkkkkkk"])
    first = post(adapter, "Kites")
    assert post(adapter, "and moss", first.ref).ref.root_id == first.ref.id
    assert adapter.check().problem is None
    strangers = Ref(id=f"at://did:plc:abcdefghijklmnopqrstuvwx/{POST}/3lkkkkkkkkkkk", cid=first.ref.cid)
    assert post(adapter, "nobody can tell whether this one is there", strangers).ref.id
    assert len(house.us.records(POST)) == 3


def test_answer_to_our_own_post_that_was_deleted_in_the_app_does_not_leave(house: House) -> None:
    adapter = house.adapter()
    kites = post(adapter, "Kites")
    house.us.delete(kites.ref.id)
    with pytest.raises(RejectedError, match="the post it answers is no longer there"):
        post(adapter, "and moss", kites.ref)
    assert house.us.records(POST) == {}


def test_server_that_is_slow_to_say_whether_a_parent_is_there_holds_nothing_up(house: House) -> None:
    """Thirty seconds for that would leave no time for the post itself."""
    adapter = house.adapter(timeout=30.0)
    cid = post(adapter, "Kites").ref.cid
    strangers = Ref(id=f"at://did:plc:abcdefghijklmnopqrstuvwx/{POST}/3lkkkkkkkkkkk", cid=cid)
    began = datetime.now(UTC)
    house.proxy.choose = lambda asked: HUNG_BEFORE if "getRecord" in asked.path else None
    post(adapter, "Moss", strangers)
    assert datetime.now(UTC) - began < timedelta(seconds=25)


def test_thread_that_slept_for_a_day_goes_on_from_the_part_that_was_next(house: House, tmp_path: Path) -> None:
    place = live_place(tmp_path, house)
    lines = [f"{letter}: {'wind over the dunes and tea behind the lighthouse, ' * 5}" for letter in "abc"]
    number = place.schedule("\n\n".join(lines), RealClock())
    house.proxy.choose = SecondPost()
    assert place.once() == (0, "")
    assert [part.state for part in place.parts()] == [State.POSTED, State.SCHEDULED, State.SCHEDULED]
    sleep_for_a_day(place)
    assert place.once() == (0, "")
    assert [part.state for part in place.parts()] == [State.POSTED, State.HELD, State.HELD]
    assert len(house.us.records(POST)) == 1
    code, _, err = place.call("post", "retry", str(number))
    assert code == 0, err
    assert place.once() == (0, "")
    posted = sorted(house.us.records(POST).values(), key=lambda record: record["createdAt"])
    assert [record["text"][0] for record in posted] == ["a", "b", "c"]
    assert [record["reply"]["parent"]["uri"] for record in posted[1:]] == [part.remote_id for part in place.parts()[:2]]


class SecondPost:
    """The second post is refused for an hour."""

    def __init__(self) -> None:
        self.posts = 0

    def __call__(self, asked: Asked) -> Fault | None:
        self.posts += asked.path == PUT
        return limited("limited", {"Retry-After": "3600"}) if asked.path == PUT and self.posts == 2 else None


def live_place(folder: Path, house: House) -> Place:
    settings = f'[accounts.sky]\nnetwork = "bluesky"\nhandle = "{house.us.handle}"\nserver = "{house.proxy.url}"\n'
    place = Place.make(folder, "live", settings, RealClock())
    with place.opened() as store:
        with store.reading() as db:
            (account,) = accounts.every(db)
        outbox_gates.go_live(store, state_folder(), OPERATOR, RealClock())
    assert isinstance(account, Account)
    secrets.keep(account, {"app_password": house.us.password})
    return place


def sleep_for_a_day(place: Place) -> None:
    """All that the store knows happened a day earlier."""
    columns = {"part": ("due", "latest", "changed_at", "posted_at"), "account": ("not_before", "server_seen_at"), "attempt": ("began_at",)}
    with place.opened() as store, store.writing() as db:
        for table, names in columns.items():
            for name in names:
                db.execute(f"UPDATE {table} SET {name} = strftime('%Y-%m-%dT%H:%M:%f000Z', {name}, '-1 day')")


@pytest.mark.parametrize(
    "body", [{}, {"posts": 7}, {"posts": [{}]}, {"posts": [{"uri": "a", "record": 7}]}, {"posts": [{"uri": "a", "record": {}, "likeCount": "many"}]}]
)
def test_a_reread_that_makes_no_sense_is_a_failed_call(house: House, body: dict[str, object]) -> None:
    house.proxy.choose = lambda asked: said(body) if asked.path.endswith("getPosts") else None
    with pytest.raises(OutcomeUnknownError):
        house.adapter().reread(["a"])


@pytest.mark.parametrize(
    "body", [{}, {"cid": "b"}, {"cid": "b", "value": 7}, {"cid": "b", "value": {}}, {"cid": "b", "value": {"createdAt": "soon"}}]
)
def test_a_look_that_makes_no_sense_is_a_failed_one(house: House, body: dict[str, object]) -> None:
    adapter = house.adapter()
    request = adapter.build(Outgoing(part=1, key="k", text="Kite"), None, None, NOON)
    house.proxy.choose = lambda asked: said(body) if asked.path.endswith("getRecord") else None
    with pytest.raises(OutcomeUnknownError):
        adapter.find(request, NOON)


@pytest.mark.parametrize("seconds", [6.0, -60.0])
def test_an_answer_does_not_leave_after_a_look_that_took_too_long(house: House, seconds: float) -> None:
    """A machine that slept meanwhile, a clock that was set: what was judged before may no longer hold."""
    clock = DiscreteClock(datetime.now(UTC))
    adapter = BlueskyAdapter(account=house.account, clock=clock, tags=(), timeout=20.0)
    outgoing = Outgoing(part=1, key="k", text="Kite")
    parent = Ref(id=f"at://did:plc:somebody/{POST}/3k", cid=post(adapter, "Kites").ref.cid)
    request = adapter.build(outgoing, adapter.prepare(outgoing), parent, NOON)
    takes = iter([seconds])

    def take_time(asked: Asked) -> Fault | None:
        if asked.path.endswith("getRecord"):
            clock.skew += timedelta(seconds=next(takes, 1.0))
        return None

    house.proxy.choose = take_time
    with pytest.raises(NotSentError, match="took too long"):
        adapter.create(request)
    assert house.calls(PUT) == 1
    adapter.create(request)
    assert house.calls(PUT) == 2
    adapter.close()


def test_a_name_that_is_slow_to_be_found_keeps_no_answer_from_leaving(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system looks names up for as long as it likes, whatever the timeout."""
    adapter = house.adapter(timeout=30.0)
    strangers = Ref(id=f"at://did:plc:abcdefghijklmnopqrstuvwx/{POST}/3lkkkkkkkkkkk", cid=post(adapter, "Kites").ref.cid)
    outgoing = Outgoing(part=1, key="k", text="Moss")
    request = adapter.build(outgoing, adapter.prepare(outgoing), strangers, datetime.now(UTC))
    found, looked_up, look_up = Event(), iter([True]), socket.getaddrinfo

    def slowly_at_first(*asked: Any, **options: Any) -> Any:
        if next(looked_up, False):
            found.wait(20)
        return look_up(*asked, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slowly_at_first)
    assert house.adapter(timeout=30.0).create(request).ref.id
    found.set()


@pytest.mark.parametrize("body", [{}, {"uri": 7}, {"uri": "at://somebody/else/1", "cid": "b"}])
def test_a_receipt_that_makes_no_sense_leaves_it_unknown(house: House, body: dict[str, object]) -> None:
    house.proxy.choose = lambda asked: said(body) if asked.path == PUT else None
    with pytest.raises(OutcomeUnknownError):
        post(house.adapter(), "Kite")
