"""How the accounts are: in the header where it matters, whole on a card."""

from __future__ import annotations

from datetime import timedelta

from livetweet.clock import to_stamp
from tests.desk.place import NOW, Desk, Place, covers, seated


@covers("accounts", "close")
@seated((160, 48))
async def test_semicolon_shows_what_holds_each_account_and_what_it_still_takes(desk: Desk, place: Place) -> None:
    place.do("UPDATE account SET hold = ?, daily_cap = 5000 WHERE name = 'bird'", "402: no credits are left")
    place.do(
        "UPDATE account SET limit_left = 12, limit_reset = ?, contacted_at = ? WHERE name = 'masto'",
        to_stamp(NOW + timedelta(hours=1)),
        to_stamp(NOW),
    )
    place.do("UPDATE cursor SET trouble = '403: outside the authorized scopes' WHERE (account, stream) = ('masto', 'mentions')")
    place.do("UPDATE account SET not_before = ? WHERE name = 'sky'", to_stamp(NOW + timedelta(minutes=7)))
    await desk.until(lambda: desk.sees("X on hold", "B waits", "M 12 left"), "the header says so")
    await desk.press(";")
    await desk.until(
        lambda: desk.sees(
            "on hold: 402: no credits are left",
            "livetweet resume --account bird",
            "of $5.00 today",
            "waits until 10:12",
            "takes 12 more posts until 11:05",
            "answered last at 10:05",
            "has not been asked yet",
            "not read: mentions. 403: outside the authorized scopes",
            "To let livetweet into one more:  m Mastodon   b Bluesky   x X",
            "or in another terminal:",
            "account add mastodon or bluesky or x",
            "or, to be let in anew, in another terminal:",
            "account add x --name bird",
        ),
        "the card says why and until when",
    )
    await desk.press("m")
    await desk.until(lambda: "This terminal cannot be left meanwhile" in " ".join(desk.told()), "where there is none to leave, the desk says so")
    assert desk.sees("account add mastodon or bluesky or x"), "and the command stays to be seen"
    await desk.press("escape")
    await desk.until(lambda: not desk.sees("answered last at"), "the card is closed")


@seated((160, 48))
async def test_the_header_says_what_the_day_costs_and_in_red_what_its_cap_will_hold(desk: Desk, place: Place) -> None:
    await desk.until(lambda: desk.sees(" today"), "the cost of the day")
    place.do("UPDATE account SET daily_cap = 1 WHERE name = 'bird'")
    await desk.until(lambda: desk.sees("of $0.00 today"), "a cap of a tenth of a cent")
    assert desk.screen.snapshot is not None
    assert desk.screen.snapshot.status.costs["bird"].exceeds
