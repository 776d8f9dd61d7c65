"""Approval: what it freezes, what it refuses and why, and when what it lets through may leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import pytest

from livetweet.inbox.take import take_in
from livetweet.model.account import Links
from livetweet.model.incoming import How, Incoming
from livetweet.model.measures import Measures
from livetweet.model.part import State
from livetweet.model.post import Anchor, IfLate, Kind, Media
from livetweet.outbox import accounts, drafts
from livetweet.outbox.approve import approve
from livetweet.outbox.compose import preview
from livetweet.outbox.outcome import Outcome, Refusal
from livetweet.store import accounts as store_accounts
from livetweet.store import incoming
from livetweet.store.dollars import to_mills
from livetweet.store.incoming import Place, Said
from tests.building import MOSS, NOW, OPERATOR, PROGRAMME, TEN, Event, context_of
from tests.inbox.world import came
from tests.pictures import paint

MINUTE = timedelta(minutes=1)
LONG = "A sentence that fills its part, and then another one. " * 8  # 432 characters: one part on Mastodon, two on X and Bluesky


def whys(outcome: Outcome) -> list[str]:
    return [refusal.why for refusal in outcome.refused]


def test_approval_cuts_the_text_for_each_network_and_freezes_it(event: Event) -> None:
    post = event.scheduled(LONG)
    event.context = context_of(replace(PROGRAMME, sessions=()))
    parts = event.parts(post)
    assert [(part.account, part.number) for part in parts] == [("bird", 1), ("bird", 2), ("masto", 1), ("sky", 1), ("sky", 2)]
    assert {part.account: "".join(one.text for one in parts if one.account == part.account).replace(" ", "") for part in parts} == dict.fromkeys(
        ("bird", "masto", "sky"), LONG.replace(" ", "")
    )


def test_a_part_has_what_the_draft_had_and_a_key_of_its_own(event: Event) -> None:
    post = event.draft(LONG * 2, latest=TEN + 15 * MINUTE, if_late=IfLate.SKIP, language="fr", visibility="unlisted", accounts=("masto",))
    keys = [UUID(int=number) for number in (1, 2)]
    outcome = approve(event.store, [post], event.context, event.folder / "media", OPERATOR, event.clock, new_key=lambda: keys.pop(0))
    assert outcome == Outcome(done=(post,))
    first, second = event.parts(post)
    assert (first.key, second.key) == (str(UUID(int=1)), str(UUID(int=2)))
    assert (first.latest, second.latest) == (TEN + 15 * MINUTE, None)  # what begins in time is finished
    for part in (first, second):
        assert (part.account, part.state, part.due, part.if_late, part.language, part.visibility, part.revision) == (
            "masto",
            State.SCHEDULED,
            TEN,
            "skip",
            "fr",
            "unlisted",
            1,
        )
    approved = event.post(post)
    assert (approved.approved_by, approved.approved_at) == (OPERATOR, NOW)


@pytest.mark.parametrize(
    ("kind", "thread"),
    [(Kind.START, "kites"), (Kind.QUOTE, "kites"), (Kind.QUESTIONS, "kites"), (Kind.THANKS, "kites"), (Kind.LIVE, "kites"), (Kind.SPOTLIGHT, None)],
)
def test_what_is_said_during_a_session_joins_its_thread(event: Event, kind: Kind, thread: str | None) -> None:
    post = event.scheduled("Words.", kind=kind, session="kites")
    assert {part.thread for part in event.parts(post)} == {thread}


def test_answer_leaves_only_from_the_account_that_was_addressed(event: Event) -> None:
    with event.store.writing() as db:
        [asked] = incoming.add(db, "sky", [(came("at://1", network="bluesky"), Place(None, None), Said(asks=True))], NOW)
    post = event.scheduled("Yes.", kind=Kind.REPLY, session="kites", reply_to=asked)
    assert [(part.account, part.reply_to, part.thread) for part in event.parts(post)] == [("sky", asked, None)]


def test_all_deliveries_are_approved_or_none(event: Event) -> None:
    post = event.draft("Words.", accounts=("masto", "sky"))
    with event.store.writing() as db:
        db.execute("UPDATE post SET texts = '{\"mastodon\": \"Words.\"}', kind = 'quote', session = 'kites' WHERE id = ?", (post,))
    assert whys(event.approve(post)) == ["Post 1: quote must be written first (`livetweet post edit 1 --field quote=…`)"]
    assert event.parts(post) == []


# ---- what is refused


def test_what_only_a_person_can_fill_blocks_until_it_is_filled(event: Event) -> None:
    post = event.draft("", kind=Kind.QUOTE, session="kites", fields={"speaker": "Zoé Marin"})
    assert whys(event.approve(post)) == ["Post 1: quote must be written first (`livetweet post edit 1 --field quote=…`)"]
    drafts.edit(event.store, post, fields={"quote": "A kite is a question put to the wind."})
    assert event.approve(post).done == (post,)
    assert "A kite is a question put to the wind." in event.parts(post)[0].text


@pytest.mark.parametrize(
    ("session", "kind", "why"),
    [
        ("moss", Kind.QUOTE, "Post 1: Ines Roy wants no quotes (speakers.toml)."),
        ("secret", Kind.START, "Post 1: Guest Nobody wants no posts (speakers.toml)."),
        ("gone", Kind.START, "Post 1: The session gone is not in the programme any more: cancel the post or give it another session."),
    ],
)
def test_what_a_speaker_does_not_want_is_refused_with_the_reason(event: Event, session: str, kind: Kind, why: str) -> None:
    guest = replace(MOSS, id="secret", speakers=(replace(MOSS.speakers[0], name="Guest Nobody"),))
    event.context = context_of(replace(PROGRAMME, sessions=(*PROGRAMME.sessions, guest)))
    post = event.draft("", kind=kind, session=session, fields={"quote": "Moss is patient."})
    assert whys(event.approve(post)) == [why]
    assert event.parts(post) == []


def test_pictures_of_who_wants_none_are_refused(event: Event) -> None:
    (event.folder / "media").mkdir()
    (event.folder / "media" / "stage.png").write_bytes(paint(8, 8, "PNG"))
    post = event.draft("Look.", session="tides", media=(Media(file="stage.png", alt="The stage"),))
    assert whys(event.approve(post)) == ["Post 1: Tomoko Sato wants no pictures (speakers.toml)."]


def test_pictures_are_frozen_with_their_bytes_on_the_first_part(event: Event) -> None:
    media = event.folder / "media"
    media.mkdir()
    (media / "stage.PNG").write_bytes(paint(80, 60, "PNG"))
    post = event.scheduled(LONG, accounts=("sky",), media=(Media(file="stage.PNG", alt=" The stage "),))
    (media / "stage.PNG").write_bytes(b"another picture")
    first, second = event.parts(post)
    (frozen,) = first.media
    made = (media / frozen.file).read_bytes()
    assert (frozen, second.media) == (Media(file=f"{sha256(made).hexdigest()}.png", alt="The stage", width=80, height=60), ())


def test_each_network_gets_the_bytes_that_fit_it(event: Event) -> None:
    media = event.folder / "media"
    media.mkdir()
    (media / "hall.jpg").write_bytes(paint(4500, 100))
    post = event.scheduled("Look.", media=(Media(file="hall.jpg", alt="The hall"),))
    assert {part.account: (part.media[0].width, part.media[0].height) for part in event.parts(post)} == {
        "bird": (4096, 91), "masto": (4500, 100), "sky": (4000, 88),
    }  # fmt: skip
    assert len({part.media[0].file for part in event.parts(post)}) == 3


def test_description_may_be_waived_on_purpose(event: Event) -> None:
    (event.folder / "media").mkdir()
    (event.folder / "media" / "line.png").write_bytes(paint(8, 8, "PNG"))
    post = event.scheduled("Look.", media=(Media(file="line.png", alt="", waived=True),))
    assert {(part.media[0].alt, part.media[0].waived) for part in event.parts(post)} == {("", True)}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"visibility": "unlisted"}, "Bluesky has no “unlisted” posts: leave it out with --account, or let the post be public"),
        ({"warning": "Spiders"}, "Bluesky knows no content warning: leave it out with --account, or write the warning into the text"),
        ({"warning": "x" * 500, "accounts": ("masto",)}, "with its content warning it is too long for Mastodon: shorten one of them"),
    ],
)
def test_what_a_network_does_not_offer_is_refused(event: Event, values: dict[str, object], why: str) -> None:
    assert whys(event.approve(event.draft("Look.", **values))) == [  # type: ignore[arg-type]
        f"Post 1: {why}"
    ]


def test_visibility_and_warning_are_frozen_where_they_are_offered(event: Event) -> None:
    (part,) = event.parts(event.scheduled("Look.", visibility="private", warning="Spiders", accounts=("masto",)))
    assert (part.visibility, part.warning) == ("private", "Spiders")


def test_price_is_frozen_with_the_text(event: Event) -> None:
    posts = [event.scheduled("No link.", accounts=("bird", "masto")), event.scheduled("See fair.example.org", accounts=("bird",))]
    rows = event.rows("SELECT account, price FROM part ORDER BY post, account")
    assert [tuple(row.values()) for row in rows] == [("bird", 15), ("masto", 0), ("bird", 200)]
    assert posts == [1, 2]


def test_answer_that_x_would_refuse_is_refused_with_the_page_to_do_it_by_hand(event: Event) -> None:
    says = Incoming(network="x", remote_id="77", how=How.TAG, author="lou_ex", name="Lou", text="Lovely #Fair27", at=NOW)
    take_in(event.store, "bird", [says], ("tag:Fair27", "1"), NOW)
    refused = whys(event.approve(event.draft("It is!", reply_to=1)))
    page = "https://x.com/intent/post?in_reply_to=77&text=It+is%21"
    assert refused == [f"Post 1: X takes answers only to who mentioned or quoted us, and @lou_ex did not: answer by hand at {page}"]


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (Media(file="none.png", alt="A kite"), "Post 1: there is no picture none.png in media/: put it there, or take it off the post"),
        (
            Media(file="kite.png", alt=" "),
            "Post 1: the picture kite.png has no description: say with --alt what it shows, or with --no-alt that it needs none",
        ),
    ],
)
def test_pictures_need_a_file_and_a_description(event: Event, picture: Media, why: str) -> None:
    (event.folder / "media").mkdir()
    (event.folder / "media" / "kite.png").write_bytes(b"png")
    assert whys(event.approve(event.draft("Look.", media=(picture,)))) == [why]


def test_approving_twice_or_nothing_is_said_so(event: Event) -> None:
    post = event.scheduled()
    keys = [part.key for part in event.parts(post)]
    assert event.approve(post, 9, post) == Outcome(
        refused=(
            Refusal(post=post, account=None, why="Post 1 is approved already."),
            Refusal(post=9, account=None, why="Post 9 is not there: `livetweet post list` shows those there are."),
        ),
        warnings=(),
    )
    assert [part.key for part in event.parts(post)] == keys


def test_one_that_is_refused_does_not_keep_the_others_back(event: Event) -> None:
    empty, full = event.draft("", kind=Kind.QUOTE, session="kites"), event.draft("Words.")
    outcome = event.approve(empty, full)
    assert (outcome.done, [refusal.post for refusal in outcome.refused]) == ((full,), [empty])


def test_without_an_account_there_is_nothing_to_approve(event: Event) -> None:
    accounts.follow(event.store, [], event.clock)
    assert whys(event.approve(event.draft("Words."))) == [
        "Post 1: there is no account for it: `livetweet account add mastodon` (or bluesky, x) adds one"
    ]


# ---- when it may leave


def test_what_has_no_time_leaves_after_ten_seconds_in_which_it_can_be_taken_back(event: Event) -> None:
    post = event.scheduled("Now.", due=None, accounts=("masto",))
    assert [(part.due, part.latest) for part in event.parts(post)] == [(NOW + timedelta(seconds=10), NOW + timedelta(minutes=15, seconds=10))]


def test_what_was_due_and_may_still_leave_can_be_taken_back_too(event: Event) -> None:
    post = event.scheduled("Now.", due=NOW - MINUTE, latest=NOW + 9 * MINUTE, accounts=("masto",))
    assert [(part.due, part.latest) for part in event.parts(post)] == [(NOW + timedelta(seconds=10), NOW + 9 * MINUTE)]


def test_what_has_no_time_waits_for_its_session_to_be_near(event: Event) -> None:
    post = event.draft("Zoé’s first words.", due=None, session="tides")
    assert whys(event.approve(post)) == ["Post 1: its session begins at 2027-03-18 11:00, and it has no time of its own: give it one with --at"]
    event.clock.move_to(TEN)
    assert event.approve(post).done == (post,)


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [
        (Kind.START, 10),
        (Kind.QUESTIONS, 10),
        (Kind.LIVE, 15),
        (Kind.QUOTE, 15),
        (Kind.REPLY, 15),
        (Kind.THANKS, 60),
        (Kind.ANNOUNCE, 120),
        (Kind.SPOTLIGHT, 120),
        (Kind.DIGEST, 120),
        (Kind.RECAP, 120),
    ],
)
def test_how_late_each_kind_may_leave(event: Event, kind: Kind, minutes: int) -> None:
    post = event.scheduled("Words.", kind=kind, session="kites", accounts=("masto",))
    assert [part.latest for part in event.parts(post)] == [TEN + minutes * MINUTE]


def test_up_next_may_leave_until_its_sessions_start(event: Event) -> None:
    post = event.scheduled("", kind=Kind.UP_NEXT, slot=("kites", "moss"), due=TEN - 10 * MINUTE, anchor=Anchor.START, accounts=("masto",))
    assert [(part.due, part.latest) for part in event.parts(post)] == [(TEN - 10 * MINUTE, TEN)]


def test_what_may_no_longer_leave_is_refused_with_both_times(event: Event) -> None:
    post = event.draft("Words.", due=NOW - 90 * MINUTE, latest=NOW - 75 * MINUTE)
    assert whys(event.approve(post)) == [
        "Post 1: it was due 2027-03-18 07:30 and may not leave after 2027-03-18 07:45: move it, or give it another --latest"
    ]


def test_too_many_in_ten_minutes_are_approved_with_a_warning(event: Event) -> None:
    ids = [event.draft(f"Words {number}.", accounts=("masto",)) for number in range(11)]
    outcome = event.approve(*ids)
    assert (len(outcome.done), outcome.warnings) == (
        11,
        ("masto would post 11 times from 10:00 to 10:10 on Thursday 18 March, more than 10 in ten minutes: move some, or take fewer rooms.",),
    )


# ---- a thread that has begun


def test_edit_of_a_thread_that_has_begun_changes_only_what_has_not_left(event: Event) -> None:
    post = event.scheduled(LONG * 2, accounts=("sky",))
    event.put(post, State.POSTED, number=1)
    before = event.parts(post)
    assert len(before) == 4
    words = before[0].text + " Now it ends otherwise. " + "The end is as long as before, to have parts. " * 12
    drafts.edit(event.store, post, texts={"*": words})
    assert [part.state for part in event.parts(post)] == [State.POSTED]
    assert event.approve(post) == Outcome(done=(post,))
    after = event.parts(post)
    assert after[0] == before[0]
    assert {part.key for part in after[1:]}.isdisjoint(part.key for part in before)
    assert " ".join(part.text for part in after).split() == words.split()  # no word of it is lost, none is said twice
    assert [part.revision for part in after] == [1] + [2] * (len(after) - 1)
    assert [part.latest is None for part in after] == [False, False] + [True] * (len(after) - 2)  # the first that is left binds
    assert [part.number for part in after] == list(range(1, len(after) + 1))


def test_a_thread_cut_short_to_what_has_left_is_over(event: Event) -> None:
    post = event.scheduled(LONG, accounts=("sky",))
    event.put(post, State.POSTED, number=1)
    drafts.edit(event.store, post, texts={"*": "Short."})
    outcome = event.approve(post)
    assert event.states(post) == {"sky": ["posted"]}
    [warning] = outcome.warnings
    assert warning == (
        f"Post {post} on sky: what has left of it stays as it was, and the text no longer begins so: "
        f"see with `livetweet post show {post}` whether what follows still reads well."
    )


def test_approval_is_of_the_text_as_it_stands(event: Event) -> None:
    post = event.draft("First.")
    drafts.edit(event.store, post, texts={"*": "Second."})
    event.approve(post)
    assert {(part.text, part.revision) for part in event.parts(post)} == {("Second.", 2)}


def want_links(event: Event, links: Links) -> None:
    named = event.context.hashtags.accounts
    accounts.follow(event.store, [replace(one, links=links) if one.network == "x" else one for one in named], event.clock)


def test_an_account_without_links_is_charged_for_none_and_told_what_still_counts_as_one(event: Event) -> None:
    address = "https://kites.org/2027"
    want_links(event, Links.WITHOUT)
    plain, bare = event.draft(f"Tickets: {address}", accounts=("bird", "sky")), event.draft(f"kites.org, or {address}", accounts=("bird",))
    outcome = approve(event.store, [plain, bare], event.context, event.folder / "media", OPERATOR, event.clock)
    assert outcome.warnings == (f"Post {bare} on bird costs $0.20: a name in it that reads like an address counts as a link on X.",)
    assert [(part.account, part.text) for part in event.parts(plain)] == [("bird", "Tickets"), ("sky", f"Tickets: {address}")]
    with event.store.reading() as db:
        prices = dict(db.execute("SELECT post, price FROM part WHERE account = 'bird'"))
    assert prices == {plain: to_mills(Decimal("0.015")), bare: to_mills(Decimal("0.20"))}


def test_links_kept_for_the_end_leave_with_the_last_part_only(event: Event) -> None:
    want_links(event, Links.LAST)
    post = event.scheduled(f"https://kites.org/2027 {LONG}", accounts=("bird",))
    *before, last = event.parts(post)
    assert (len(before), [part.text for part in before if "://" in part.text]) == (1, [])
    assert last.text.endswith("and then another one.\n\nhttps://kites.org/2027")


def test_each_text_is_cut_as_the_server_of_its_account_takes_it(event: Event) -> None:
    with event.store.writing() as db:
        store_accounts.set_measures(db, "masto", Measures(length=200, link=40, pictures=1))
    parts = [part.text for part in event.parts(event.scheduled(LONG, accounts=("masto",)))]
    assert [len(part) <= 200 for part in parts] == [True] * 3
    fitting, too_long = f"{'a' * 159} https://a.org/b", f"{'a' * 160} https://a.org/b"
    assert [len(event.parts(event.scheduled(text, accounts=("masto",)))) for text in (fitting, too_long)] == [1, 2]
    pictures = tuple(Media(file=name, alt="A kite.") for name in ("one.png", "two.png"))
    crowded = event.draft("Look.", accounts=("masto",), media=pictures)
    [why] = whys(approve(event.store, [crowded], event.context, event.folder / "media", OPERATOR, event.clock))
    assert "it has 2 pictures, and Mastodon takes 1 a post" in why


def test_a_server_that_takes_more_gets_in_one_part_what_others_get_in_two(event: Event) -> None:
    with event.store.writing() as db:
        store_accounts.set_measures(db, "masto", Measures(length=5000, as_written=True))
    post = event.scheduled(LONG * 3)
    assert {name: len([part for part in event.parts(post) if part.account == name]) for name in ("masto", "sky")} == {"masto": 1, "sky": 5}
    with event.store.reading() as db:
        shown = preview(event.post(post).draft, store_accounts.every(db), event.context)
    assert (shown["masto"].limit, shown["masto"].length, len(shown["masto"].texts)) == (5000, len(LONG * 3), 1)
