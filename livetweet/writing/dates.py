"""Days and clock times as people write them in French and in English. Our own tables, since system locales differ and need not be there.

Callers hand in local dates and times; a space that must not break is U+00A0.
"""

from __future__ import annotations

from datetime import date, time

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
}


def write_day(day: date, language: str) -> str:
    """The day with its name: "Thursday 18 March", « jeudi 18 mars »."""
    return f"{_DAYS[language][day.weekday()]} {write_date(day, language)}"


def write_time(clock: time, language: str) -> str:
    """The time of the clock: "10:45", « 10 h 45 », « 10 h » on the hour."""
    if language == "fr":
        return f"{clock.hour}\u00a0h\u00a0{clock.minute:02}" if clock.minute else f"{clock.hour}\u00a0h"
    return f"{clock.hour}:{clock.minute:02}"


def write_span(first: date, last: date, language: str) -> str:
    """When an event is, with the year: "18–19 March 2027", « les 18 et 19 mars 2027 », « du 18 au 20 mars 2027 », « le 18 mars 2027 »."""
    end = f"{write_date(last, language)} {last.year}"
    if first == last:
        return f"le {end}" if language == "fr" else end
    if (first.year, first.month) == (last.year, last.month):
        start = _number(first, language)
    elif first.year == last.year:
        start = write_date(first, language)
    else:
        start = f"{write_date(first, language)} {first.year}"
    if language != "fr":
        return f"{start}–{end}" if start.isdigit() else f"{start} – {end}"
    adjacent = (last - first).days == 1 and first.month == last.month
    return f"les {start} et {end}" if adjacent else f"du {start} au {end}"


def write_date(day: date, language: str) -> str:
    """The day without its name: "18 March", « 18 mars », « 1er mars »."""
    return f"{_number(day, language)} {_MONTHS[language][day.month - 1]}"


def _number(day: date, language: str) -> str:
    return "1er" if language == "fr" and day.day == 1 else str(day.day)
