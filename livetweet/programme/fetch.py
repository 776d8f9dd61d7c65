"""Fetches a programme from an http(s) address, within a time and a size, and never from inside the network it is run in.

Called by cli and worker; what comes back is handed to `read` like a file. httpx is imported when the first address is fetched.
"""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from livetweet.errors import ProgrammeError
from livetweet.programme import homepage, pages
from livetweet.programme.read import MOST_BYTES, Source
from livetweet.programme.tag import Tag

if TYPE_CHECKING:
    import httpx

SECONDS = 15.0  # for all of it: names, redirects, and the last byte
MOST_REDIRECTS = 5
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address within (RFC 6052)
_INSTEAD = "save the file yourself and name it"
_SENTENCES = {
    401: f"wants a password: {_INSTEAD}.",
    403: f"is not open to everybody: {_INSTEAD}.",
    404: "is not there: check the address.",
    410: "is no longer there: ask the organisers for the new address.",
    429: "was asked too often: try again in some minutes.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What was found at ADDRESS: the one that was named, completed, or the programme that its page links to. `data` is None where it is the version known already."""

    address: str
    data: bytes | None
    tag: Tag = field(default_factory=Tag)

    @property
    def source(self) -> Source:
        return Source(name=self.address, data=self.data or b"")


def is_address(source: str) -> bool:
    """Whether SOURCE, as a person names it, is an address and no file."""
    return "://" in source


def fetch(address: str, *, known: Mapping[str, Tag] | None = None, loopback: bool = False, seconds: float = SECONDS) -> Fetched:
    """The programme at ADDRESS, or the one that the event's home page there links to. Raises ProgrammeError, one sentence, after SECONDS at most.

    KNOWN: address to the tag of the version that need not be sent again. LOOPBACK: this machine itself may be asked.
    """
    fetching = _Fetching(address=address, known=known or {}, loopback=loopback)
    thread = threading.Thread(target=fetching.run, daemon=True, name="fetch")
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        fetching.give_up()
        raise ProgrammeError(f"{address} did not answer within {seconds:g} s: try again, or {_INSTEAD}.")
    if fetching.error is not None:
        raise fetching.error
    if fetching.found is None:
        raise ProgrammeError(f"{address} could not be fetched: {_INSTEAD}.")
    return fetching.found


@dataclass(slots=True, kw_only=True)
class _Fetching:
    """One fetch, in a thread of its own: neither a name that does not resolve nor a server that drips can keep a person waiting."""

    address: str
    known: Mapping[str, Tag]
    loopback: bool
    found: Fetched | None = None
    error: Exception | None = None
    _client: httpx.Client | None = None
    _given_up: bool = False

    def run(self) -> None:
        try:
            self.found = self._run()
        except Exception as error:  # noqa: BLE001 - raised anew in the thread that waits
            self.error = error

    def give_up(self) -> None:
        self._given_up = True
        if self._client is not None:
            self._client.close()

    def _run(self) -> Fetched:
        import httpx  # noqa: PLC0415 - only who fetches waits for it

        _check(self.address)
        # No proxy: it alone would know which address it connects to.
        with httpx.Client(timeout=SECONDS, trust_env=False, headers={"User-Agent": "livetweet", "Accept": "*/*"}) as self._client:
            try:
                found = self._get_all(pages.complete(self.address))
                if found.data is None or not homepage.looks_like(found.data):
                    return found
                linked = self._find(found.data)
                return self._get(linked) if linked else found
            except httpx.InvalidURL as error:
                raise ProgrammeError(f"{self.address} is no address: check how it is written.") from error
            except httpx.ConnectError as error:
                raise ProgrammeError(f"{self.address} cannot be reached ({_why(error)}): check the address and the network.") from error
            except httpx.TimeoutException as error:
                raise ProgrammeError(f"{self.address} did not answer within {SECONDS:g} s: try again, or {_INSTEAD}.") from error
            except httpx.HTTPError as error:
                raise ProgrammeError(f"{self.address} broke off ({_why(error)}): try again, or {_INSTEAD}.") from error

    def _find(self, page: bytes) -> str | None:
        """The programme that the home page PAGE links to, or a page beside it that is about the programme."""
        if linked := homepage.find(page, self.address):
            return linked
        for further in homepage.find_further(page, self.address):
            with suppress(ProgrammeError):
                there = self._get(further).data or b""
                if homepage.looks_like(there) and (linked := homepage.find(there, further)):
                    return linked
        return None

    def _get_all(self, address: str) -> Fetched:
        """What is at ADDRESS, with the pages after it where it is the first of several."""
        first = self._get(address)
        found = [first.data or b""]
        while following := pages.find_next(found[-1], address):
            found.append(self._get(following).data or b"")
            if len(found) > pages.MOST or sum(map(len, found)) > MOST_BYTES:
                raise ProgrammeError(f"{address} goes on for page after page, which no programme does: name the programme's own file.")
        return first if len(found) == 1 else replace(first, data=pages.join(found), tag=Tag())  # the tag is that of the first page alone

    def _get(self, address: str) -> Fetched:
        tag = self.known.get(address, Tag())
        asked = {name: value for name, value in (("If-None-Match", tag.etag), ("If-Modified-Since", tag.modified)) if value}
        url = address
        for _ in range(MOST_REDIRECTS + 1):
            with self._answer(url, asked) as response:
                if response.has_redirect_location:
                    url = _follow(url, response.headers["location"])
                    continue
                if response.status_code == 304 and asked:
                    return Fetched(address=address, data=None, tag=tag)
                if response.status_code != 200:
                    words = _SENTENCES.get(response.status_code, f"answers with an error ({response.status_code}): try again later, or {_INSTEAD}.")
                    raise ProgrammeError(f"{url} {words}")
                new = Tag(etag=response.headers.get("etag"), modified=response.headers.get("last-modified"))
                return Fetched(address=address, data=self._read(url, response), tag=new)
        raise ProgrammeError(f"{address} leads from address to address without end: open it in a browser, and name where it ends.")

    @contextmanager
    def _answer(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        if self._client is None:
            raise RuntimeError("a fetch needs its client")

        def watch(event: str, info: Mapping[str, Any]) -> None:
            if event == "connection.connect_tcp.complete":  # before a byte is sent
                stream = info["return_value"]
                try:
                    _check_peer(url, stream.get_extra_info("server_addr")[0], loopback=self.loopback)
                except ProgrammeError:
                    stream.close()
                    raise

        with self._client.stream("GET", url, headers=dict(headers), extensions={"trace": watch}) as response:
            yield response

    def _read(self, url: str, response: httpx.Response) -> bytes:
        said = response.headers.get("content-length", "")
        pieces, size = [], int(said) if said.isdecimal() else 0
        if size <= MOST_BYTES:
            size = 0
            for piece in response.iter_bytes(65_536):
                pieces.append(piece)
                size += len(piece)
                if size > MOST_BYTES or self._given_up:
                    break
        if size > MOST_BYTES:
            raise ProgrammeError(f"{url} has more than 64 MB, which no programme has: name the programme's own file.")
        return b"".join(pieces)


def _check(url: str) -> None:
    """Raises ProgrammeError for what is no plain http(s) address."""
    try:
        parts = urlsplit(url)
        host, scheme, secret = parts.hostname, parts.scheme.lower(), parts.password or parts.username
    except ValueError as error:
        raise ProgrammeError(f"{url} is no address: check how it is written.") from error
    if scheme not in {"http", "https"}:
        raise ProgrammeError(f"{url} begins with {scheme}://, and livetweet fetches http:// and https:// only: {_INSTEAD}.")
    if not host:
        raise ProgrammeError(f"{url} is no address: check how it is written.")
    if secret:
        raise ProgrammeError(f"The address at {host} carries a password, which would be kept where others read it: {_INSTEAD}.")


def _follow(url: str, location: str) -> str:
    """The address that URL redirects to."""
    target = urljoin(url, location)
    scheme, before = urlsplit(target).scheme.lower(), urlsplit(url).scheme.lower()
    if scheme not in {before, "https"}:
        raise ProgrammeError(f"{url} leads to {scheme}://, which livetweet does not follow: {_INSTEAD}.")
    _check(target)
    return target


def _check_peer(url: str, peer: str, *, loopback: bool) -> None:
    """Raises ProgrammeError unless PEER, the address a connection for URL really has, is a public one."""
    address = _unwrap(ipaddress.ip_address(peer.partition("%")[0]))
    if address.is_loopback and not loopback:
        raise ProgrammeError(f"{url} is on this very machine ({peer}): say --allow-loopback if that is meant.")
    if not address.is_loopback and (not address.is_global or address.is_multicast):
        raise ProgrammeError(f"{url} leads into a private network ({peer}), from which livetweet fetches nothing: {_INSTEAD}.")


def _unwrap(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that an IPv6 one stands for, else ADDRESS."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _why(error: Exception) -> str:
    words = str(error).strip().rstrip(".")
    return words.removeprefix("[Errno -2] ").removeprefix("[Errno 111] ") or type(error).__name__
