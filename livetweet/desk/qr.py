"""An address as a QR code for a phone's camera, in half blocks: dark on light, whatever the theme, as cameras want it."""

from __future__ import annotations

from textual.content import Content

_BORDER = 2  # modules; the standard asks for four, cameras manage with two on a light ground
_BLOCKS = {(False, False): "█", (True, False): "▄", (False, True): "▀", (True, True): " "}  # upper and lower module dark: what of the cell is light


def code(address: str) -> list[Content]:
    """Lines of equal width, two rows of modules each."""
    import segno  # noqa: PLC0415 - when a code is asked for

    rows = [[bool(module) for module in row] for row in segno.make(address, error="l", micro=False).matrix_iter(border=_BORDER)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return [
        Content.styled("".join(_BLOCKS[pair] for pair in zip(upper, lower, strict=True)), "#ffffff on #000000")
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
