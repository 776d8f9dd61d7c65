"""What every adapter must do, whatever network is behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from livetweet.errors import NotFoundError, OutcomeUnknownError, RejectedError
from livetweet.model.errand import Deed
from livetweet.model.incoming import How
from livetweet.model.ref import Ref
from livetweet.networks.port import Page, Picture, Receipt, Request
from livetweet.writing import rules
from tests.contracts.harness import TAG, Harness, every
from tests.pictures import paint

HARNESSES = every()
LAG = 120.0  # seconds after which every network shows its author's own posts


@pytest.fixture(params=HARNESSES)
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    with HARNESSES[request.param](tmp_path) as found:
        yield found


def build(harness: Harness, text: str, parent: Ref | None = None) -> Request:
    outgoing = harness.outgoing(text)
    return harness.adapter.build(outgoing, harness.adapter.prepare(outgoing), parent, harness.now())


def post(harness: Harness, text: str, parent: Ref | None = None) -> Receipt:
    return harness.adapter.create(build(harness, text, parent))


def soon(condition: Callable[[], bool], within: float = 30.0) -> bool:
    """Whether CONDITION comes to hold; counts may come late, from another server than the post's."""
    over = monotonic() + within
    while not (held := condition()) and monotonic() < over:
        sleep(0.2)
    return held


def read_all(harness: Harness, stream: str, cursor: str | None = None) -> list[Page]:
    pages = [harness.adapter.read(stream, cursor)]
    while pages[-1].more:
        pages.append(harness.adapter.read(stream, pages[-1].cursor))
    return pages


def test_server_time_is_aware_and_near_ours(harness: Harness) -> None:
    assert abs(harness.adapter.server_time() - harness.now()) < timedelta(minutes=2)


def test_check_says_who_we_are_and_that_we_may_post(harness: Harness) -> None:
    found = harness.adapter.check()
    assert (found.handle, found.problem) == (harness.handle, None)
    assert found.url is None or found.url.startswith("http")
    assert found.server
    assert abs(found.server_time - harness.now()) < timedelta(minutes=2)


def test_limits_count_down_as_posts_leave(harness: Harness) -> None:
    post(harness, "One")
    before = harness.adapter.limits()
    post(harness, "Two")
    after = harness.adapter.limits()
    if before is None or after is None:
        pytest.skip("this server does not say how many posts it takes")
    assert after.left == before.left - 1
    assert after.reset > harness.now()


def test_create_makes_one_post_and_names_it(harness: Harness) -> None:
    receipt = post(harness, "Now in Ada: “Typing in practice”. #PyConExemple")
    assert receipt.ref.id
    assert receipt.url
    assert receipt.url.startswith("https://")
    assert abs(receipt.at - harness.now()) < timedelta(minutes=2)
    assert harness.posts() == 1


def test_build_touches_nothing_and_repeats_itself(harness: Harness) -> None:
    outgoing = harness.outgoing("Said once.")
    at = harness.now()
    assert harness.adapter.build(outgoing, harness.adapter.prepare(outgoing), None, at) == harness.adapter.build(
        outgoing, harness.adapter.prepare(outgoing), None, at
    )
    assert harness.posts() == 0


def test_pictures_go_with_their_descriptions(harness: Harness, tmp_path: Path) -> None:
    pictures = []
    for name, alt in (("badge.jpg", "Un badge en bois : « Léa »"), ("stage.png", "")):
        path = tmp_path / name
        path.write_bytes(paint(64, 48, "PNG" if path.suffix == ".png" else "JPEG"))
        pictures.append(Picture(path=path, type="image/png" if path.suffix == ".png" else "image/jpeg", width=64, height=48, alt=alt))
    outgoing = replace(harness.outgoing("Look at this."), media=tuple(pictures))
    receipt = harness.adapter.create(harness.adapter.build(outgoing, harness.adapter.prepare(outgoing), None, harness.now()))
    standing = harness.standing(receipt.ref.id)
    assert standing is not None
    assert (standing.text, standing.alts) == ("Look at this.", ("Un badge en bois : « Léa »", ""))


def test_visibility_warning_and_language_arrive_where_the_network_knows_them(harness: Harness) -> None:
    of = rules.get(harness.adapter.network)
    visibility, warning = of.visibilities[-1], "Spiders" if of.warnings else None
    outgoing = replace(harness.outgoing("Huit pattes."), visibility=visibility, warning=warning, language="fr")
    receipt = harness.adapter.create(harness.adapter.build(outgoing, harness.adapter.prepare(outgoing), None, harness.now()))
    standing = harness.standing(receipt.ref.id)
    assert standing is not None
    assert (standing.visibility, standing.warning) == (visibility, warning)
    assert standing.language in {"fr", None}  # X asks for none


def test_thread_answers_part_by_part(harness: Harness) -> None:
    first = post(harness, "One (1/3)")
    second = post(harness, "Two (2/3)", first.ref)
    third = post(harness, "Three (3/3)", second.ref)
    assert len({first.ref.id, second.ref.id, third.ref.id}) == 3
    if third.ref.root_id:
        assert {second.ref.root_id, third.ref.root_id} == {first.ref.id}
        assert {second.ref.root_cid, third.ref.root_cid} == {first.ref.cid}


def test_answer_to_somebody_who_answered_us_is_posted(harness: Harness) -> None:
    ours = post(harness, "A question for Jane Doe? Reply here.")
    harness.say("Does it work offline?", ours.ref)
    (incoming,) = harness.adapter.read("mentions", None).posts
    theirs = Ref(id=incoming.remote_id, cid=incoming.cid, root_id=incoming.root_id, root_cid=incoming.root_cid)
    assert post(harness, "Thanks for asking. It does.", theirs).ref.id
    assert harness.posts() == 2


def test_same_request_again_makes_no_second_post_where_replay_is_allowed(harness: Harness) -> None:
    replay = harness.adapter.capabilities.replay
    if replay is None:
        pytest.skip("this network tells no repeat from a new post")
    request = build(harness, "Said once.")
    first = harness.adapter.create(request)
    harness.wait(min(replay, timedelta(minutes=50)).total_seconds() - 60)
    assert harness.adapter.create(request).ref == first.ref
    assert harness.posts() == 1


def test_same_text_from_another_part_is_another_post(harness: Harness) -> None:
    first = post(harness, "Merci !")
    other = post(harness, "Something in between")
    assert post(harness, "Merci !", other.ref).ref.id != first.ref.id
    assert harness.posts() == 3


def test_post_is_found_after_a_lost_answer(harness: Harness) -> None:
    request = build(harness, "The reply to this one is lost. « l’été » 👩‍👩‍👧 #PyConExemple")
    since = harness.adapter.server_time() - timedelta(minutes=2)
    harness.lose_answer()
    with pytest.raises(OutcomeUnknownError):
        harness.adapter.create(request)
    harness.wait(LAG)
    found = harness.adapter.find(request, since)
    assert found is not None
    assert found.ref.id
    assert harness.posts() == 1


def test_found_post_can_be_answered(harness: Harness) -> None:
    request = build(harness, "One (1/2)")
    made = harness.adapter.create(request)
    harness.wait(LAG)
    found = harness.adapter.find(request, made.at - timedelta(minutes=2))
    assert found is not None
    assert found.ref == made.ref
    assert post(harness, "Two (2/2)", found.ref).ref.id


def test_find_passes_over_what_another_part_is_known_to_have_made(harness: Harness) -> None:
    since = harness.adapter.server_time()
    request = build(harness, "One")
    made = harness.adapter.create(request)
    twin = build(harness, "One")
    harness.wait(LAG)
    assert harness.adapter.find(twin, since - timedelta(minutes=2), {made.ref.id}) is None


def test_find_knows_nothing_of_what_was_never_sent(harness: Harness) -> None:
    since = harness.adapter.server_time()
    first = post(harness, "One")
    harness.wait(LAG)
    assert harness.adapter.find(build(harness, "Two"), since) is None
    assert harness.adapter.find(build(harness, "One", first.ref), since) is None


@pytest.mark.parametrize("text", ["x" * 5001, " \n "], ids=["too long", "empty"])
def test_text_that_cannot_stand_is_rejected(harness: Harness, text: str) -> None:
    with pytest.raises(RejectedError):
        post(harness, text)
    assert harness.posts() == 0


def test_answer_to_a_post_that_is_gone_is_rejected(harness: Harness) -> None:
    ours = post(harness, "Ask us anything.")
    gone = harness.say("Never mind", ours.ref)
    harness.remove(gone)
    with pytest.raises(RejectedError):
        post(harness, "What was it?", Ref(id=gone, cid="bafyrei", root_id=ours.ref.id, root_cid=ours.ref.cid))
    assert harness.posts() == 1


@pytest.mark.parametrize("deed", [Deed.BOOST, Deed.FAVOURITE])
def test_boost_and_favourite_twice_are_once(harness: Harness, deed: Deed) -> None:
    ours = post(harness, "Ask us anything.")
    said = harness.say("The wind was perfect.", ours.ref)
    (incoming,) = harness.adapter.read("mentions", None).posts
    theirs = Ref(id=said, cid=incoming.cid, root_id=incoming.root_id, root_cid=incoming.root_cid)
    do = harness.adapter.boost if deed is Deed.BOOST else harness.adapter.favourite
    if deed not in rules.get(harness.adapter.network).deeds:
        with pytest.raises(RejectedError):
            do(theirs)
        return
    do(theirs)
    do(theirs)
    standing = harness.standing(said)
    assert standing is not None
    done = (1, 0) if deed is Deed.BOOST else (0, 1)
    assert (standing.boosts, standing.favourites) == done
    assert soon(lambda: [(seen.boosts, seen.likes) for seen in harness.adapter.reread([said])] == [done])


def test_our_own_post_can_be_read_again(harness: Harness) -> None:
    ours = post(harness, "Ask us anything.")
    assert soon(lambda: [(seen.remote_id, seen.text) for seen in harness.adapter.reread([ours.ref.id])] == [(ours.ref.id, "Ask us anything.")])


@pytest.mark.parametrize("deed", [Deed.BOOST, Deed.FAVOURITE])
def test_boost_and_favourite_of_what_is_gone_are_rejected(harness: Harness, deed: Deed) -> None:
    ours = post(harness, "Ask us anything.")
    said = harness.say("Never mind", ours.ref)
    (incoming,) = harness.adapter.read("mentions", None).posts
    harness.remove(said)
    with pytest.raises(RejectedError):
        (harness.adapter.boost if deed is Deed.BOOST else harness.adapter.favourite)(Ref(id=said, cid=incoming.cid))


def test_delete_twice_is_once_and_no_error(harness: Harness) -> None:
    kept, gone = post(harness, "Kept."), post(harness, "Said too much.")
    harness.adapter.delete(gone.ref)
    harness.adapter.delete(gone.ref)
    assert harness.standing(gone.ref.id) is None
    assert harness.standing(kept.ref.id) is not None
    assert harness.posts() == 1


def test_address_of_a_post_gives_what_an_answer_must_name(harness: Harness) -> None:
    first = post(harness, "One (1/2)")
    second = post(harness, "Two (2/2)", first.ref)
    assert (first.url, second.url) != (None, None)
    assert harness.adapter.resolve(first.url or "") == first.ref
    assert harness.adapter.resolve(second.url or "") == second.ref


def test_address_of_no_post_gives_nothing(harness: Harness) -> None:
    made = post(harness, "Said too much.")
    harness.adapter.delete(made.ref)
    assert harness.adapter.resolve(made.url or "") is None
    assert harness.adapter.resolve("https://example.org/nothing/here") is None
    assert harness.adapter.resolve("no address at all") is None


def test_streams_are_mentions_and_the_tags_watched(harness: Harness) -> None:
    assert list(harness.adapter.streams()) == ["mentions", f"tag:{TAG}"]
    with pytest.raises(NotFoundError):
        harness.adapter.read("weather", None)


def test_reading_nothing_gives_an_empty_page(harness: Harness) -> None:
    for stream in harness.adapter.streams():
        page = harness.adapter.read(stream, None)
        assert (list(page.posts), page.more) == ([], False)


def test_pages_overlap_by_one_and_leave_no_gap(harness: Harness) -> None:
    ours = post(harness, "Ask us anything.")
    said = [harness.say(f"Question {number}?", ours.ref) for number in range(100)]
    pages = read_all(harness, "mentions")
    assert all(len(page.posts) <= 40 for page in pages)
    assert [page.posts[0].remote_id for page in pages[1:]] == [page.posts[-1].remote_id for page in pages[:-1]]
    assert list(dict.fromkeys(one.remote_id for page in pages for one in page.posts)) == said


def test_reading_goes_on_where_it_stopped(harness: Harness) -> None:
    ours = post(harness, "Ask us anything.")
    said = [harness.say("First?", ours.ref), harness.say("Second?")]
    before = read_all(harness, "mentions")[-1]
    said += [harness.say("Third?", ours.ref)]
    after = read_all(harness, "mentions", before.cursor)[-1]
    assert [one.remote_id for one in before.posts] == said[:2]
    assert [one.remote_id for one in after.posts] == said[1:]


def test_incoming_post_says_how_it_reached_us(harness: Harness) -> None:
    ours = post(harness, "Ask us anything.")
    said = [harness.say("[/b] <b>مرحبا</b> \u202eolleh?", ours.ref), harness.say("Hello @pyconexemple")]
    tagged = harness.tag(f"Made it to #{TAG.lower()}!")
    heard = [*harness.adapter.read("mentions", None).posts, *harness.adapter.read(f"tag:{TAG}", None).posts]
    assert [(one.remote_id, one.how, one.in_reply_to, one.text) for one in heard] == [
        (said[0], How.REPLY, ours.ref.id, "[/b] <b>مرحبا</b> \u202eolleh?"),
        (said[1], How.MENTION, None, "Hello @pyconexemple"),
        (tagged, How.TAG, None, f"Made it to #{TAG.lower()}!"),
    ]
    assert {one.network for one in heard} == {harness.adapter.network}


def test_our_own_posts_do_not_come_in(harness: Harness) -> None:
    post(harness, f"Our own words #{TAG}")
    harness.wait(LAG)
    assert list(harness.adapter.read(f"tag:{TAG}", None).posts) == []


def test_misspelled_tag_is_not_heard(harness: Harness) -> None:
    harness.tag("Made it to #PyConExmeple!")
    assert list(harness.adapter.read(f"tag:{TAG}", None).posts) == []


def test_reread_tells_what_was_deleted(harness: Harness) -> None:
    ours = post(harness, "Ask us anything.")
    kept, removed = harness.say("Kept?", ours.ref), harness.say("Removed?", ours.ref)
    harness.remove(removed)
    assert [(seen.remote_id, seen.text) for seen in harness.adapter.reread([removed, kept])] == [(removed, None), (kept, "Kept?")]
