"""Colours. Our own variables are derived in `variables`, so that every theme of Textual works and none dies at start for want of one."""

from __future__ import annotations

from collections.abc import Mapping

from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="livetweet-dark",
    dark=True,
    primary="#86b3d9",
    secondary="#a9bacb",
    accent="#e3b768",
    success="#93bd8b",
    warning="#e3b768",
    error="#ee9085",
    foreground="#dbe1e8",
    background="#12161b",
    surface="#181d23",
    panel="#222931",
    variables={
        "muted": "#9ca8b4", "faint": "#7f8b97", "rule": "#2a323b", "row-cursor": "#2a3b4d", "row-cursor-off": "#1d232b",
        "live": "#b3402f", "on-live": "#ffffff", "rehearsal": "#2f5d86", "on-rehearsal": "#ffffff", "paused": "#e3b768", "on-paused": "#1a1a1a",
    },
)  # fmt: skip
LIGHT = Theme(
    name="livetweet-light",
    dark=False,
    primary="#1f5f93",
    secondary="#41505f",
    accent="#855600",
    success="#2c6e37",
    warning="#855600",
    error="#a8321f",
    foreground="#1f262d",
    background="#fbfaf7",
    surface="#f3f2ee",
    panel="#e6e6e0",
    variables={
        "muted": "#545f69", "faint": "#656f78", "rule": "#d7d7d0", "row-cursor": "#d3e3f0", "row-cursor-off": "#eeede9",
        "live": "#a8321f", "on-live": "#ffffff", "rehearsal": "#1f5f93", "on-rehearsal": "#ffffff", "paused": "#e8c277", "on-paused": "#1f262d",
    },
)  # fmt: skip
CONTRAST = Theme(
    name="livetweet-contrast",
    dark=True,
    primary="#6fc3ff",
    secondary="#ffffff",
    accent="#ffd75f",
    success="#7dff7d",
    warning="#ffd75f",
    error="#ff9a8c",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    variables={
        "muted": "#d0d0d0", "faint": "#b4b4b4", "rule": "#808080", "row-cursor": "#004a80", "row-cursor-off": "#262626",
        "live": "#c40000", "on-live": "#ffffff", "rehearsal": "#0057a8", "on-rehearsal": "#ffffff", "paused": "#ffd75f", "on-paused": "#000000",
    },
)  # fmt: skip
OURS = (DARK, LIGHT, CONTRAST)

# One of our variables: the standard one it falls back to in a theme that is not ours.
_FALLBACK = {
    "rule": "panel", "row-cursor": "primary-muted", "row-cursor-off": "surface", "live": "error", "on-live": "background",
    "rehearsal": "primary", "on-rehearsal": "background", "paused": "warning", "on-paused": "background",
}  # fmt: skip
_ANSI = {
    "muted": "ansi_default", "faint": "ansi_bright_black", "rule": "ansi_bright_black", "row-cursor": "ansi_default", "row-cursor-off": "ansi_default",
    "live": "ansi_red", "on-live": "ansi_bright_white", "rehearsal": "ansi_blue", "on-rehearsal": "ansi_bright_white", "paused": "ansi_yellow",
    "on-paused": "ansi_black",
}  # fmt: skip


def variables(standard: Mapping[str, str], theme: Theme) -> dict[str, str]:
    """STANDARD, the variables of THEME, with ours. `$text-muted` is `auto 60%` and paints brighter than the body, hence `muted` and `faint`."""
    found = dict(standard)
    if theme.name.endswith("ansi") or found["foreground"].startswith("ansi"):
        for name, value in _ANSI.items():
            found.setdefault(name, value)
        return found
    ink, paper = Color.parse(found["foreground"]), Color.parse(found["background"])
    found.setdefault("muted", paper.blend(ink, 0.66).hex)
    found.setdefault("faint", paper.blend(ink, 0.52).hex)
    for name, source in _FALLBACK.items():
        found.setdefault(name, found[source])
    return found
