"""Opens an address of a network, or a page of our own, in the system's browser. Of addresses only http and https ever leave for it."""

from __future__ import annotations

import os
import webbrowser
from pathlib import Path


def open_address(address: str) -> str:
    """Open ADDRESS; what to tell: it may be that no browser can be had, as over ssh."""
    if not address.startswith(("https://", "http://")):
        return f"This is no address for a browser: {address}"
    return f"Opened {address}" if _open(address) else f"No browser here: {address}"


def open_file(path: Path) -> str:
    """Open the page at PATH, which we wrote; what to tell."""
    return f"Opened {path}" if _open(path.as_uri()) else f"No browser here: the page is {path}"


def _open(address: str) -> bool:
    try:
        if "BROWSER" not in os.environ and type(webbrowser.get()) is webbrowser.GenericBrowser:
            return False  # lynx or w3m, which would take this very terminal
        return webbrowser.open(address)
    except webbrowser.Error:
        return False
