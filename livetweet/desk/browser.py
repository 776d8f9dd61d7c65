"""Opens an address of a network in the system's browser: only http and https ever leave for it."""

from __future__ import annotations

import webbrowser


def open_address(address: str) -> str:
    """Open ADDRESS; what to tell: it may be that no browser can be had, as over ssh."""
    if not address.startswith(("https://", "http://")):
        return f"This is no address for a browser: {address}"
    try:
        opened = webbrowser.open(address)
    except webbrowser.Error:
        opened = False
    return f"Opened {address}" if opened else f"No browser here: {address}"
