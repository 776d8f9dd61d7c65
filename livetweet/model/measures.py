"""What one server takes with a post, where it says so itself: servers of the same network differ."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """`length`: characters a post; `link`: how many a link counts; `as_written`: every character counts instead, those of links and mentions too. `pictures` a post, each of at most
    `picture_bytes` and `picture_pixels` in all, described in at most `alt` characters. None: it does not say.
    """

    length: int | None = None
    link: int | None = None
    as_written: bool = False
    pictures: int | None = None
    picture_bytes: int | None = None
    picture_pixels: int | None = None
    alt: int | None = None
