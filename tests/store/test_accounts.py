"""The account's gates: hold, waiting time, and what is known of the server's clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from livetweet.clock import to_stamp
from livetweet.model.account import Account, Links
from livetweet.model.errand import Deed
from livetweet.model.measures import Measures
from livetweet.store import accounts, cursors, errands
from tests.building import NOW
from tests.wire import Hall

SECOND = timedelta(seconds=1)


def write(hall: Hall, function: Callable[..., Any], *values: Any, **more: Any) -> Any:
    with hall.event.store.writing() as db:
        return function(db, *values, **more)


def bird(hall: Hall) -> Account:
    found = accounts.get(hall.event.store.connection, "bird")
    assert found is not None
    return found


def test_accounts_are_listed_by_name(hall: Hall) -> None:
    assert [one.name for one in accounts.every(hall.event.store.connection)] == ["bird", "masto", "sky", "toot"]
    assert bird(hall) == Account(name="bird", network="x", handle="fair27")


def test_back_off_doubles_from_five_seconds_to_five_minutes(hall: Hall) -> None:
    waits = [(write(hall, accounts.back_off, "bird", NOW) - NOW).total_seconds() for _ in range(9)]
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert bird(hall).not_before == NOW + timedelta(minutes=5)


def test_back_off_is_at_least_what_the_server_asks_and_at_most_a_day(hall: Hall) -> None:
    assert write(hall, accounts.back_off, "bird", NOW, at_least=90.0) == NOW + 90 * SECOND
    assert write(hall, accounts.back_off, "bird", NOW, at_least=90.0, spread=1.0) == NOW + 99 * SECOND
    assert write(hall, accounts.back_off, "bird", NOW, at_least=1e6) == NOW + timedelta(days=1)
    assert write(hall, accounts.back_off, "bird", NOW) == NOW + 5 * SECOND, "what the server asked is not what doubles"


def test_clock_that_jumps_ends_our_own_waiting_and_bounds_all_other(hall: Hall) -> None:
    """Written down while the clock was three days ahead; and two looks and a server's wait that are as they should be."""
    db, ahead, soon = hall.event.store.connection, NOW + timedelta(days=3), NOW + timedelta(minutes=4)
    write(hall, accounts.back_off, "bird", ahead)
    write(hall, accounts.back_off, "masto", ahead, at_least=900.0)
    write(hall, accounts.back_off, "sky", NOW, at_least=900.0)
    parts = [hall.event.parts(hall.event.scheduled(accounts=("bird",)))[0].id for _ in range(2)]
    with hall.event.store.writing():
        for part, at in zip(parts, (ahead, soon), strict=True):
            db.execute("UPDATE part SET state = 'unknown', changed_at = ? WHERE id = ?", (to_stamp(at), part))
            db.execute("INSERT INTO attempt (part, revision, key, began_at, body, look_at) VALUES (?, 1, 'k', '', '', ?)", (part, to_stamp(at)))
        errands.ask(db, "bird", Deed.DELETE, "Léa", ahead, ahead, part=parts[0])
    write(hall, accounts.forget_waits, NOW)
    assert {one.name: one.not_before for one in accounts.every(db)} == {
        "bird": None,
        "masto": NOW + timedelta(days=1),
        "sky": NOW + timedelta(minutes=15),
        "toot": None,
    }
    most = NOW + timedelta(minutes=10)
    assert [row["look_at"] for row in hall.event.rows("SELECT look_at FROM attempt ORDER BY id")] == [to_stamp(most), to_stamp(soon)]
    assert hall.event.rows("SELECT due FROM errand") == [{"due": to_stamp(most)}]
    assert {row["changed_at"] for row in hall.event.rows("SELECT changed_at FROM part")} == {to_stamp(NOW)}
    assert write(hall, accounts.back_off, "bird", NOW) == NOW + 5 * SECOND


def test_back_off_of_one_account_leaves_the_others_alone(hall: Hall) -> None:
    write(hall, accounts.back_off, "bird", NOW)
    assert {one.name for one in accounts.every(hall.event.store.connection) if one.not_before} == {"bird"}


def test_hold_stays_until_someone_lets_it_go_on_which_ends_the_waiting_too(hall: Hall) -> None:
    write(hall, accounts.back_off, "bird", NOW)
    write(hall, accounts.hold, "bird", "401: revoked")
    assert (bird(hall).hold, bird(hall).not_before) == ("401: revoked", NOW + 5 * SECOND)
    write(hall, accounts.save, Account(name="bird", network="x", handle="fair2027"))
    assert (bird(hall).hold, bird(hall).not_before, bird(hall).handle) == ("401: revoked", None, "fair2027")
    write(hall, accounts.back_off, "bird", NOW)
    write(hall, accounts.hold, "bird", None)
    assert (bird(hall).hold, bird(hall).not_before) == (None, None)


@pytest.mark.parametrize(("after", "known"), [(-SECOND, None), (0 * SECOND, 7.5), (timedelta(minutes=9), 7.5), (timedelta(minutes=9) + SECOND, None)])
def test_servers_clock_is_known_for_a_while_and_never_from_the_future(hall: Hall, after: timedelta, known: float | None) -> None:
    write(hall, accounts.server_seen, "bird", NOW, 7.5)
    assert accounts.server_skew(hall.event.store.connection, "bird", NOW + after, timedelta(minutes=9)) == known


def test_servers_clocks_are_all_forgotten_together(hall: Hall) -> None:
    for one in accounts.every(hall.event.store.connection):
        write(hall, accounts.server_seen, one.name, NOW, 0.0)
    write(hall, accounts.forget_server_time)
    assert [accounts.server_skew(hall.event.store.connection, name, NOW, SECOND) for name in ("bird", "masto", "sky", "toot")] == [None] * 4


def test_account_with_a_part_sending_or_unknown_is_leaving(hall: Hall) -> None:
    post = hall.event.scheduled()
    found = {}
    for state in ("scheduled", "sending", "unknown", "posted", "failed", "held", "skipped", "cancelled"):
        hall.event.put(post, state)
        found[state] = accounts.leaving(hall.event.store.connection, "bird")
    assert {state for state, count in found.items() if count} == {"sending", "unknown"}


def test_removed_account_is_gone_and_comes_back_as_it_was(hall: Hall) -> None:
    before = bird(hall)
    write(hall, accounts.remove, "bird", NOW)
    assert accounts.get(hall.event.store.connection, "bird") is None
    assert [one.name for one in accounts.every(hall.event.store.connection, removed_too=True)] == ["bird", "masto", "sky", "toot"]
    assert hall.event.rows("SELECT removed_at FROM account WHERE name = 'bird'") == [{"removed_at": to_stamp(NOW)}]
    write(hall, accounts.save, before)
    assert bird(hall) == before


def test_accounts_differ_by_anything_hashtags_toml_says(hall: Hall) -> None:
    db = hall.event.store.connection
    known = accounts.every(db)
    assert not accounts.differs(db, known)
    assert accounts.differs(db, known[1:])
    assert accounts.differs(db, [*known, Account(name="new", network="x", handle="new")])
    assert accounts.differs(db, [Account(name="bird", network="x", handle="other"), *known[1:]])


def test_an_account_is_kept_as_hashtags_toml_has_it(hall: Hall) -> None:
    wanted = Account(name="slow", network="x", handle="slow", server="https://x.example", timeout=45.5, daily_cap=Decimal(2), links=Links.LAST)
    write(hall, accounts.save, wanted)
    assert accounts.get(hall.event.store.connection, "slow") == wanted
    assert accounts.differs(hall.event.store.connection, [*accounts.every(hall.event.store.connection)[:-1], replace(wanted, timeout=None)])


@pytest.mark.parametrize(
    ("other", "stays"),
    [
        ({"timeout": 45.0, "daily_cap": Decimal(2), "handle": "@Fair27"}, True),
        ({"handle": "fair2027"}, False),
        ({"server": "https://elsewhere.example"}, False),
        ({"network": "bluesky"}, False),
    ],
)
@pytest.mark.parametrize("removed", [False, True])
def test_what_is_known_of_an_account_is_forgotten_when_its_name_is_given_to_somebody_else(
    hall: Hall, other: dict[str, Any], *, stays: bool, removed: bool
) -> None:
    """Least of all is a place in one server's time kept for another: nothing would come in, and nobody would know."""
    before = bird(hall)
    write(hall, cursors.save, "bird", "mentions", "112233445566", to_stamp(NOW))
    write(hall, accounts.server_seen, "bird", NOW, 7.5)
    write(hall, accounts.set_limits, "bird", 0, NOW + timedelta(hours=3))
    write(hall, accounts.back_off, "bird", NOW)
    known = bird(hall)
    if removed:
        write(hall, accounts.remove, "bird", NOW)
    wanted = replace(before, **other)
    write(hall, accounts.save, wanted)
    db = hall.event.store.connection
    assert bird(hall) == (replace(known, **other) if stays else wanted)
    assert cursors.get(db, "bird", "mentions") == ("112233445566" if stays else None)
    assert accounts.server_skew(db, "bird", NOW, SECOND) == (7.5 if stays else None)


def test_what_a_server_takes_is_kept_until_the_account_is_on_another_one(hall: Hall) -> None:
    said = Measures(length=5000, link=25, as_written=True, pictures=6)
    write(hall, accounts.set_measures, "bird", said)
    write(hall, accounts.set_measures, "bird", None)  # a server that is silent today
    write(hall, accounts.save, replace(bird(hall), links=Links.LAST))
    assert (bird(hall).measures, bird(hall).links) == (said, Links.LAST)
    write(hall, accounts.save, replace(bird(hall), server="https://elsewhere.example"))
    assert bird(hall).measures is None
