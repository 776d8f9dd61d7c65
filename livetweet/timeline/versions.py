"""Which accounts got the same words of a post: a text that was split otherwise, or written anew, for one network is a version of its own.

Apart from the exporters, since every form meant for people tells a version once. Handles, tags and links are each network's own and make none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from livetweet.model.part import Part, State
from livetweet.timeline.record import Delivery

_OWN = re.compile(r"\(@[^\s()]+\)|[@#]\w\S*|https?://\S+")
_WORD = re.compile(r"\w+")

Left = dict[int, Part]  # by number


def versions(deliveries: Sequence[Delivery]) -> list[list[tuple[Delivery, Left]]]:
    """Those of DELIVERIES of which anything left, with what did; one list a version, the most parts first. A thread that stopped goes with one that went on."""
    left = [(one, {part.number: part for part in one.parts if part.state is State.POSTED}) for one in deliveries]
    said: list[dict[int, tuple[str, ...]]] = []
    found: list[list[tuple[Delivery, Left]]] = []
    for delivery, parts in sorted(left, key=lambda pair: -len(pair[1])):
        words = {number: tuple(_WORD.findall(_OWN.sub(" ", part.text))) for number, part in parts.items()}
        place = next((place for place, known in enumerate(said) if words.items() <= known.items()), None)
        if place is not None:
            found[place].append((delivery, parts))
        elif parts:
            said.append(words)
            found.append([(delivery, parts)])
    return found
