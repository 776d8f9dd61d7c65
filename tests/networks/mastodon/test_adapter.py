"""What the contract does not ask of every network: uploads that take their time, servers that say odd things, and a token that stays at home."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.clock import DiscreteClock, RealClock, to_stamp
from livetweet.errors import AccountError, NotSentError, OutcomeUnknownError, RejectedError
from livetweet.inbox.alarm import alarms
from livetweet.inbox.asking import asks
from livetweet.model.ref import Ref
from livetweet.networks.mastodon.adapter import MastodonAdapter
from livetweet.networks.mastodon.statuses import MOST, Myself, read_notified
from livetweet.networks.mastodon.wire import Wire
from livetweet.networks.oddity import UNREAD
from livetweet.networks.port import Limits, Outgoing, Picture, Receipt
from tests.faulty_proxy import Asked, Fault, answered, stand_before
from tests.networks.mastodon.town import JSON, STATUSES, TOKENS, US, Town, open_town, serve
from tests.pictures import paint

NOW = datetime(2027, 3, 18, 9, tzinfo=UTC)
STATUS = {"id": "7", "url": "https://example.social/@pyconexemple/7", "created_at": "2027-03-18T09:00:00.000Z"}


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as opened:
        yield opened


@pytest.fixture
def adapter(town: Town) -> Iterator[MastodonAdapter]:
    opened = open_adapter(town.proxy.url)
    yield opened
    opened.close()


def open_adapter(url: str) -> MastodonAdapter:
    return MastodonAdapter(wire=Wire(url, TOKENS[US], timeout=20.0), clock=DiscreteClock(NOW), tags=())


def said(status: int, body: object, *, passed_on: bool = False, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answered(status, passed_on=passed_on, headers={**JSON, **named}, body=json.dumps(body).encode())


def at(town: Town, path: str, *answers: Fault) -> None:
    """ANSWERS to the next requests of PATH, one each; the last one stays."""
    waiting = list(answers)

    def choose(asked: Asked) -> Fault | None:
        if asked.path != path:
            return None
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    before = town.faults
    town.faults = lambda asked: choose(asked) or before(asked)


def post(adapter: MastodonAdapter, text: str = "Hello.", *media: Picture) -> Receipt:
    outgoing = Outgoing(part=1, key="6f1c", text=text, media=media)
    return adapter.create(adapter.build(outgoing, adapter.prepare(outgoing), None, NOW))


def picture(folder: Path) -> Picture:
    path = folder / "kite.png"
    path.write_bytes(paint(32, 32, "PNG"))
    return Picture(path=path, type="image/png", width=32, height=32, alt="A kite")


def test_a_post_with_pictures_is_found_by_their_number_where_nobody_knows_their_uploads(adapter: MastodonAdapter, tmp_path: Path) -> None:
    """As after `live --take-over`: the bytes that left are not here."""
    none, one, two = (Outgoing(part=1, key=f"6f1{count}", text="Look.", media=(picture(tmp_path),) * count) for count in range(3))
    request, long_ago = adapter.build(one, None, None, NOW), datetime(2020, 1, 1, tzinfo=UTC)
    for other in (none, two):
        adapter.create(adapter.build(other, adapter.prepare(other), None, NOW))
    assert adapter.find(request, long_ago) is None
    made = adapter.create(adapter.build(one, adapter.prepare(one), None, NOW))
    assert adapter.find(request, long_ago) == made


def asked_for(town: Town, path: str) -> int:
    return sum(asked.path == path for asked, _ in town.proxy.befell)


def test_an_upload_that_takes_its_time_is_waited_for_and_not_sent_again(adapter: MastodonAdapter, town: Town, tmp_path: Path) -> None:
    at(town, "/api/v2/media", said(202, {"id": "77", "url": None}))
    at(town, "/api/v1/media/77", said(206, {"id": "77", "url": None}), said(206, {"id": "77", "url": None}), said(200, {"id": "77", "url": "x"}))
    assert adapter.prepare(Outgoing(part=1, key="6f1c", text="Look.", media=(picture(tmp_path),))) == ("77",)
    assert (asked_for(town, "/api/v2/media"), asked_for(town, "/api/v1/media/77")) == (1, 3)


def test_an_upload_that_never_ends_or_fails_says_so_before_anything_has_left(adapter: MastodonAdapter, town: Town, tmp_path: Path) -> None:
    outgoing = Outgoing(part=1, key="6f1c", text="Look.", media=(picture(tmp_path),))
    at(town, "/api/v2/media", said(202, {"id": "77", "url": None}))
    at(town, "/api/v1/media/77", said(206, {"id": "77", "url": None}))
    with pytest.raises(OutcomeUnknownError, match=r"not done with the picture kite\.png"):
        adapter.prepare(outgoing)
    at(town, "/api/v1/media/77", said(422, {"error": "Error processing thumbnail"}))
    with pytest.raises(RejectedError, match="Error processing thumbnail"):
        adapter.prepare(outgoing)
    assert asked_for(town, STATUSES) == 0


@pytest.mark.parametrize("reset", ["soon", "9999999999999999999", "", "2027-03-18"])
def test_a_post_that_was_made_is_made_whatever_else_the_answer_says(adapter: MastodonAdapter, town: Town, reset: str) -> None:
    at(town, STATUSES, said(200, {**STATUS, "edited_at": "never", "media_attachments": 3}, X_RateLimit_Reset=reset, X_RateLimit_Remaining="many"))
    made = post(adapter)
    assert (made.ref.id, made.url, made.at) == ("7", STATUS["url"], NOW)


def test_words_of_a_server_are_kept_whatever_is_in_them(adapter: MastodonAdapter, town: Town) -> None:
    at(town, STATUSES, said(422, {"error": "No \ud800 kites"}), said(200, {**STATUS, "url": "https://example.social/\ud83d"}))
    with pytest.raises(RejectedError, match=r"says: No \? kites"):
        post(adapter)
    assert post(adapter).url == "https://example.social/?"


@pytest.mark.parametrize("body", [{}, [], {"id": None}, {"id": "7"}, {"id": {"a": 1}, "created_at": "2027-03-18T09:00:00Z"}, "fine", 7])
def test_an_answer_that_names_no_post_leaves_it_unknown(adapter: MastodonAdapter, town: Town, body: object) -> None:
    at(town, STATUSES, said(200, body))
    with pytest.raises(OutcomeUnknownError):
        post(adapter)


def test_a_post_that_is_sent_on_elsewhere_is_not_followed(adapter: MastodonAdapter, town: Town) -> None:
    at(town, STATUSES, answered(307, headers={"Location": f"{town.proxy.url}/elsewhere"}, body=b""))
    with pytest.raises(OutcomeUnknownError):
        post(adapter)
    assert asked_for(town, "/elsewhere") == 0


def test_limits_are_those_of_the_last_post(adapter: MastodonAdapter, town: Town) -> None:
    assert adapter.limits() is None
    at(town, STATUSES, said(200, STATUS, X_RateLimit_Remaining="299", X_RateLimit_Reset="2027-03-18T12:00:00.000000Z"))
    post(adapter)
    adapter.server_time()
    assert adapter.limits() == Limits(left=299, reset=NOW + timedelta(hours=3))


def test_a_server_that_takes_less_refuses_before_anything_leaves(adapter: MastodonAdapter, town: Town) -> None:
    at(town, "/api/v2/instance/", said(200, {"version": "4.5.1", "domain": "example.social", "configuration": {"statuses": {"max_characters": 10}}}))
    with pytest.raises(RejectedError, match=r"example\.social takes 10 characters a post and counts 11 in this one"):
        post(adapter, "Hello you !")
    assert asked_for(town, STATUSES) == 0


def test_nothing_may_be_repeated_before_it_is_known_what_server_it_is(adapter: MastodonAdapter) -> None:
    assert adapter.capabilities.replay is None
    adapter.server_time()
    assert adapter.capabilities.replay == timedelta(minutes=50)


def test_a_server_without_any_document_is_a_server_all_the_same(adapter: MastodonAdapter, town: Town) -> None:
    for path in ("/api/v2/instance/", "/api/v2/instance", "/api/v1/instance", "/api/v1/instance/", "/.well-known/nodeinfo"):
        at(town, path, said(404, {"error": "not found"}))
    assert adapter.check().server == "Unknown"
    assert adapter.capabilities.replay is None


def test_where_nobody_listens_nothing_was_sent() -> None:
    adapter = open_adapter("http://127.0.0.1:9")
    request = adapter.build(Outgoing(part=1, key="6f1c", text="Hello."), None, None, NOW)
    with pytest.raises(NotSentError, match=r"127\.0\.0\.1 cannot be reached"):
        adapter.create(request)
    adapter.close()


def test_a_token_that_no_header_takes_is_not_sent_and_not_said_aloud(town: Town) -> None:
    adapter = MastodonAdapter(wire=Wire(town.proxy.url, "hush\nhush"), clock=DiscreteClock(NOW), tags=())
    with pytest.raises(AccountError, match=r"^The token for 127\.0\.0\.1 cannot be sent: run `livetweet account add mastodon` again\.$"):
        adapter.create(adapter.build(Outgoing(part=1, key="6f1c", text="Hello."), None, None, NOW))
    assert town.proxy.befell == []
    adapter.close()


def test_the_token_is_not_shown_to_whatever_host_the_nodeinfo_names(adapter: MastodonAdapter, town: Town) -> None:
    with stand_before(serve().base_url) as other:
        href = f"{other.url}/nodeinfo/2.0"
        at(town, "/.well-known/nodeinfo", said(200, {"links": [{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": href}]}))
        adapter.server_time()
        assert [("authorization" in asked.headers, asked.path) for asked, _ in other.befell] == [(False, "/nodeinfo/2.0")]


def test_an_account_that_moved_may_not_post(adapter: MastodonAdapter, town: Town) -> None:
    account = {"id": "1", "acct": US, "username": US, "display_name": "", "url": "u", "moved": {"acct": "new@example.org"}}
    at(town, "/api/v1/accounts/verify_credentials", said(200, account))
    found = adapter.check()
    assert (found.name, found.problem) == (US, "This account has moved to new@example.org: add that one, and remove this.")


def test_a_token_without_the_right_to_post_is_told(adapter: MastodonAdapter, town: Town) -> None:
    at(town, "/api/v1/apps/verify_credentials", said(200, {"name": "x", "scopes": ["read"]}))
    assert "may read but not post" in (adapter.check().problem or "")


def test_an_answer_is_read_without_our_name_and_a_warning_goes_before_it(town: Town) -> None:
    adapter = MastodonAdapter(wire=Wire(town.proxy.url, TOKENS[US]), clock=RealClock(), tags=())
    ours = post(adapter, "Ask us anything.")
    town.lou.status_post(f"@{US}  Why kites?", in_reply_to_id=ours.ref.id, spoiler_text="Long")
    town.lou.status_post(f"Hello @{US}", in_reply_to_id=ours.ref.id)
    page = adapter.read("mentions", None)
    assert [one.text for one in page.posts] == ["[Long] Why kites?", f"Hello @{US}"]
    assert [one.text for one in adapter.reread([one.remote_id for one in page.posts])] == [one.text for one in page.posts]
    adapter.close()


def test_an_address_that_tells_no_id_is_looked_for_by_the_server(adapter: MastodonAdapter, town: Town) -> None:
    address = "https://example.social/objects/3f0c1a52-7d4e-4c77-9a36-0b0c7a5f1d11"
    at(town, "/api/v2/search", said(200, {"statuses": [{"id": "6", "uri": "https://example.social/objects/other"}, {"id": "7", "uri": address}]}))
    assert adapter.resolve(address) == Ref(id="7")
    assert adapter.resolve("https://example.social/@pyconexemple/followers") is None


def test_an_edit_is_seen(adapter: MastodonAdapter, town: Town) -> None:
    made = town.lou.status_post(f"Hello @{US}")
    town.lou.status_update(made["id"], f"Good morning @{US}")
    assert [one.text for one in adapter.reread([str(made["id"])])] == [f"Good morning @{US}"]


@pytest.mark.parametrize("body", [{}, [], [3], {"login": "please"}, "welcome", {"id": "1"}])
def test_what_is_no_answer_of_mastodons_is_never_a_defect(adapter: MastodonAdapter, town: Town, body: object) -> None:
    town.faults = lambda _: said(200, body)
    for call in (adapter.check, adapter.server_time, lambda: adapter.read("mentions", None), lambda: adapter.reread(["1"])):
        with pytest.raises(OutcomeUnknownError):
            call()


DATE = "2027-03-18T08:59:00.000Z"
ADDRESS = "https://far.example/@lou/7"


def mention(number: int, **status: object) -> dict[str, object]:
    """A notification of LOU's post that says STATUS, otherwise what a server says."""
    account = {"id": "2", "acct": "lou@far.example", "display_name": "Lou"}
    whole = {"id": str(number), "created_at": DATE, "content": "<p>Fire!</p>", "url": ADDRESS, "account": account, "visibility": "public", **status}
    return {"id": str(number + 1000), "type": "mention", "created_at": DATE, "account": account, "status": whole}


@pytest.mark.parametrize(
    "date", ["12026-03-18T09:00:00.000Z", "0000-03-18T09:00:00.000Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "soon", None, 7]
)
def test_a_post_of_no_sensible_date_was_written_when_it_was_told(adapter: MastodonAdapter, town: Town, date: object) -> None:
    at(town, "/api/v1/notifications", said(200, [mention(7, created_at=date)]))
    (one,) = adapter.read("mentions", None).posts
    assert (one.remote_id, one.text, one.at) == ("7", "Fire!", NOW - timedelta(minutes=1))


@pytest.mark.parametrize(
    ("odd", "author", "text", "url"),
    [
        ({"content": "<p>Fire!</p><![y>"}, "lou@far.example", "Fire!", ADDRESS),
        ({"content": {"html": "Fire!"}}, "lou@far.example", UNREAD, ADDRESS),
        ({"content": {"html": "Fire!"}, "url": {"href": ADDRESS}, "uri": ADDRESS}, "lou@far.example", UNREAD, ADDRESS),
        ({"account": None}, "?", "Fire!", ADDRESS),
        (
            {"favourites_count": float("inf"), "language": ["en"], "account": {"acct": "lou", "display_name": 7}},
            "lou@example.social",
            "Fire!",
            ADDRESS,
        ),
    ],
)
def test_a_post_of_another_shape_comes_in_as_far_as_it_can_be_read(
    adapter: MastodonAdapter, town: Town, odd: dict[str, object], author: str, text: str, url: str
) -> None:
    at(town, "/api/v1/notifications", said(200, [mention(9), mention(8, **odd), mention(7)]))
    page = adapter.read("mentions", None)
    assert [(one.remote_id, one.author, one.text, one.url) for one in page.posts] == [
        ("7", "lou@far.example", "Fire!", ADDRESS),
        ("8", author, text, url),
        ("9", "lou@far.example", "Fire!", ADDRESS),
    ]
    assert page.cursor == "1008 1009"


def test_a_notification_of_what_is_no_post_says_who_to_look_for_where(adapter: MastodonAdapter, town: Town) -> None:
    told = [{**mention(9), "status": "gone"}, {"id": "1008", "status": {"id": None}}, {"id": "1007"}, 3]
    at(town, "/api/v1/notifications", said(200, told))
    page = adapter.read("mentions", None)
    assert [(one.author, one.text, one.visibility, one.url, one.at) for one in page.posts] == [
        ("?", UNREAD, "direct", "https://example.social/notifications#notification-1008", NOW),
        ("lou@far.example", UNREAD, "direct", "https://example.social/notifications#notification-1009", NOW - timedelta(minutes=1)),
    ]
    assert page.cursor == "1008 1009"


def test_a_page_of_nothing_readable_is_no_answer(adapter: MastodonAdapter, town: Town) -> None:
    at(town, "/api/v1/notifications", said(200, [{"login": "please"}, None]))
    with pytest.raises(OutcomeUnknownError, match="is no answer of a Mastodon server"):
        adapter.read("mentions", None)


def test_what_is_said_of_what_cannot_be_read_is_no_question_and_no_alarm() -> None:
    assert not asks(UNREAD, None)
    assert not alarms(UNREAD)


def test_an_endless_post_is_read_as_far_as_anybody_would(adapter: MastodonAdapter, town: Town) -> None:
    at(town, "/api/v1/notifications", said(200, [mention(7, content="<p>Fire!</p>" + "y" * MOST)]))
    (one,) = adapter.read("mentions", None).posts
    assert one.text.startswith("Fire!\n\nyyy")
    assert len(one.text) < MOST


THINGS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)
FIELDS = "account content created_at favourites_count id in_reply_to_account_id in_reply_to_id language reblogs_count spoiler_text uri url visibility".split()


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, THINGS)), THINGS)
def test_whatever_a_notification_holds_is_read_and_can_be_kept(status: dict[str, object], kind: object) -> None:
    read = read_notified({"id": "7", "type": kind, "status": status}, "example.social", Myself(id="1", acct=f"{US}@example.social"), NOW)
    assert read is None or to_stamp(read.at) < "2100"


def test_odd_posts_of_a_tag_keep_no_other_from_being_read(town: Town) -> None:
    adapter = MastodonAdapter(wire=Wire(town.proxy.url, TOKENS[US]), clock=DiscreteClock(NOW), tags=("fair27",))
    odd = tagged(20, 2) | {"created_at": "12026-03-18T09:00:00.000Z"}
    nobodys = tagged(10, 3) | {"account": None, "content": 7}
    at(town, "/api/v1/timelines/tag/fair27", said(200, [tagged(30, 1), odd, "nothing", nobodys]))
    posts = adapter.read("tag:fair27", None).posts
    assert [(one.remote_id, one.author, one.text) for one in posts] == [
        ("10", "?", UNREAD),
        ("30", "lou@far.example", "30 #fair27"),
        ("20", "lou@far.example", "20 #fair27"),
    ]
    adapter.close()


def test_odd_posts_keep_no_other_from_being_read_again_and_are_not_taken_for_deleted(adapter: MastodonAdapter, town: Town) -> None:
    whole = mention(7)["status"]
    at(town, STATUSES, said(200, [whole, {"id": "8", "content": 7, "favourites_count": "many"}]))
    assert [(one.remote_id, one.text) for one in adapter.reread(["7", "8", "9"])] == [("7", "Fire!"), ("8", UNREAD), ("9", None)]
    at(town, STATUSES, said(200, [whole, "nothing"]))
    assert [one.remote_id for one in adapter.reread(["7", "8"])] == ["7"]
    at(town, STATUSES, said(200, ["nothing"]))
    with pytest.raises(OutcomeUnknownError):
        adapter.reread(["7", "8"])


def test_one_post_a_request_is_read_again_without_those_that_cannot_be_read() -> None:
    with open_town("gotosocial") as town:
        adapter = open_adapter(town.proxy.url)
        at(town, f"{STATUSES}/7", said(200, mention(7)["status"]))
        at(town, f"{STATUSES}/8", said(200, {}))
        at(town, f"{STATUSES}/9", said(404, {"error": "Record not found"}))
        assert [(one.remote_id, one.text) for one in adapter.reread(["7", "8", "9"])] == [("7", "Fire!"), ("9", None)]
        adapter.close()


def tagged(number: int, minutes: int) -> dict[str, object]:
    """A post of LOU's as the tag's timeline has it; its id, given by the instant at which it was written elsewhere, sorts as that does."""
    at = (NOW - timedelta(minutes=minutes)).isoformat()
    return {"id": str(number), "created_at": at, "content": f"<p>{number} #fair27</p>", "account": {"id": "2", "acct": "lou@far.example"}}


def test_a_tagged_post_that_comes_late_from_another_server_is_read_though_younger_ones_were(town: Town) -> None:
    adapter = MastodonAdapter(wire=Wire(town.proxy.url, TOKENS[US]), clock=DiscreteClock(NOW), tags=("fair27",))
    timeline = [tagged(30, 1), tagged(20, 2), tagged(10, 60)]
    at(town, "/api/v1/timelines/tag/fair27", said(200, timeline))
    before = adapter.read("tag:fair27", None)
    timeline.insert(2, tagged(15, 9))
    at(town, "/api/v1/timelines/tag/fair27", said(200, timeline))
    after = adapter.read("tag:fair27", before.cursor)
    assert [one.remote_id for one in before.posts] == ["10", "20", "30"]
    assert [one.remote_id for one in after.posts] == ["30", "15"]
    adapter.close()
