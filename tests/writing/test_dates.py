from __future__ import annotations

from datetime import date, time

import pytest

from livetweet.writing.dates import write_day, write_span, write_time


def test_write_day_names_it_in_both_languages() -> None:
    assert (write_day(date(2027, 3, 18), "fr"), write_day(date(2027, 3, 18), "en")) == ("jeudi 18 mars", "Thursday 18 March")
    assert write_day(date(2027, 5, 1), "fr") == "samedi 1er mai"


def test_write_time_is_as_each_language_has_it() -> None:
    assert [write_time(time(10, 5), "fr"), write_time(time(10), "fr"), write_time(time(9, 5), "en")] == ["10\u00a0h\u00a005", "10\u00a0h", "9:05"]


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        (date(2027, 3, 18), date(2027, 3, 18), "le 18 mars 2027", "18 March 2027"),
        (date(2027, 3, 18), date(2027, 3, 19), "les 18 et 19 mars 2027", "18–19 March 2027"),
        (date(2027, 5, 1), date(2027, 5, 3), "du 1er au 3 mai 2027", "1–3 May 2027"),
        (date(2027, 3, 31), date(2027, 4, 1), "du 31 mars au 1er avril 2027", "31 March – 1 April 2027"),
        (date(2027, 12, 27), date(2028, 1, 2), "du 27 décembre 2027 au 2 janvier 2028", "27 December 2027 – 2 January 2028"),
    ],
)
def test_write_span_says_when_an_event_is(first: date, last: date, french: str, english: str) -> None:
    assert (write_span(first, last, "fr"), write_span(first, last, "en")) == (french, english)
