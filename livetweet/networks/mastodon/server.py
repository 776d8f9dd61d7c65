"""Which server this is, and what follows from it: whether a key sent again is a double, how much a post may hold, what it can be asked.

Facts of each software as measured or read in its source, 2026-11. Decided from what the server says of itself in `/api/v2/instance` and nodeinfo.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from livetweet.errors import AccountError
from livetweet.model.account import Account
from livetweet.model.measures import Measures
from livetweet.networks.port import Capabilities
from livetweet.writing.rules import graphemes
from livetweet.writing.rules import mastodon as rules

PAUSE = 1.0  # seconds between two parts
NOT_SAID = Measures()

# How long the key of a post made there may be sent again. Mastodon keeps keys for an hour (docs.joinmastodon.org, statuses, 2026-07), Pleroma and Akkoma for six
# (lib/pleroma/web/plugs/idempotency_plug.ex); ten minutes are left for clocks. GoToSocial and takahe ignore keys (measured on GoToSocial 0.20), Pixelfed answers 400.
_REPLAY: Mapping[str, timedelta] = {name: timedelta(minutes=50) for name in ("mastodon", "hometown", "glitchsoc", "pleroma", "akkoma")}
_NAMES = {"gotosocial": "GoToSocial", "glitchsoc": "Mastodon (glitch-soc)"}
_COMPATIBLE = re.compile(r"\(compatible; *(\w+)[ /]*([\w.]*)")  # "2.7.2 (compatible; Pleroma 2.5.0)"
_VERSION = re.compile(r"(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """`software` in small letters as nodeinfo has it; `domain` what handles there end in; `measures` what it takes with a post."""

    software: str
    version: str
    domain: str
    measures: Measures = NOT_SAID

    @property
    def name(self) -> str:
        """For people: `Mastodon 4.5.1`."""
        return f"{_NAMES.get(self.software, self.software.capitalize())} {self.version}".strip()

    @property
    def speaks_mastodon(self) -> tuple[int, int]:
        """The Mastodon version whose API it has in full; (0, 0) where it has another software's."""
        found = _VERSION.match(self.version) if self.software in {"mastodon", "hometown", "glitchsoc"} else None
        return (int(found[1]), int(found[2])) if found else (0, 0)

    def capabilities(self, timeout: float) -> Capabilities:
        return Capabilities(timeout=timeout, replay=_REPLAY.get(self.software), pause=PAUSE, measures=self.measures)

    def problem_of(self, text: str, warning: str | None) -> str | None:
        """Why TEXT behind WARNING is too much for this server, in a sentence, or None."""
        most = self.measures.length
        if most is None:
            return None
        length = rules.measured(rules.RULES, self.measures).length(text) + (graphemes.count(warning) if warning else 0)
        return None if length <= most else f"{self.domain} takes {most} characters a post and counts {length} in this one: shorten it."


def read_server(instance: Any, nodeinfo: Any, host: str) -> Server:
    """The server from the JSON of its instance (v2 or v1) and nodeinfo documents, either None where it has none; HOST where it names no domain."""
    instance, nodeinfo = _table(instance), _table(nodeinfo)
    said = str(instance.get("version") or "")
    software = _table(nodeinfo.get("software"))
    name, version = str(software.get("name") or "").lower(), str(software.get("version") or "")
    compatible = _COMPATIBLE.search(said)
    if compatible:
        name, version = name or compatible[1].lower(), version or compatible[2]
    if not name:  # 0.x is no Mastodon
        name = "mastodon" if _VERSION.match(said) and not said.startswith("0.") else "unknown"
    domain = str(instance.get("domain") or instance.get("uri") or host)
    return Server(
        software=name,
        version=(version or said).split(" ")[0],
        domain=urlsplit(domain).hostname or domain if "//" in domain else domain,
        measures=_measures(instance, name),
    )


def _measures(instance: Mapping[str, Any], software: str) -> Measures:
    """As the INSTANCE says. GoToSocial counts links in full and every character, whatever it says of links (measured, 0.20)."""
    configuration = _table(instance.get("configuration"))
    posts, media = _table(configuration.get("statuses")), _table(configuration.get("media_attachments"))
    return Measures(
        length=_count(posts.get("max_characters")) or _count(instance.get("max_toot_chars")),
        link=_count(posts.get("characters_reserved_per_url")),
        as_written=software == "gotosocial",
        pictures=_count(posts.get("max_media_attachments")),
        picture_bytes=_count(media.get("image_size_limit")),
        picture_pixels=_count(media.get("image_matrix_limit")),
        alt=_count(media.get("description_limit")),
    )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def base_url(account: Account) -> str:
    """Where ACCOUNT's server is: as hashtags.toml says, else the host of its handle. AccountError where neither is an address."""
    server = account.server or account.handle.rpartition("@")[2]
    address = server if "://" in server else f"https://{server}"
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in address:
        raise AccountError(
            f'{account.name} has no server: write `server = "https://example.social"` under [accounts.{account.name}] in hashtags.toml.'
        )
    return address.rstrip("/")


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
