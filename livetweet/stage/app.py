"""The routes: pages and their files, streams for whoever may look, and the few requests of a moderator's phone that change something."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from functools import partial
from importlib import resources
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from livetweet.errors import LivetweetError
from livetweet.inbox import links
from livetweet.stage import acts, private, public
from livetweet.stage.acts import Hand
from livetweet.stage.addresses import is_own
from livetweet.stage.guard import Guard, own_names
from livetweet.stage.hub import Hub, View
from livetweet.stage.keys import ROLES, Keys
from livetweet.stage.stream import Stream
from livetweet.store.connect import Store
from livetweet.workspace import Workspace

VIEWS: Mapping[str, View] = {"hall": public.hall, "speaker": public.speaker, "moderator": private.moderator, "follow": private.follow}
MOST: Mapping[str, int] = {"hall": 400, "speaker": 100, "moderator": 40, "follow": 40}
MOST_EACH = 300  # streams from one address: a hall may stand behind one
WISH, UPLOAD = 16 * 1024, 12 * 1024 * 1024  # bytes of a request
READ_WITHIN = 30.0  # seconds
UPLOADS = 3  # at once
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Routes:
    """`nudge` has the store read at once, after an act."""

    def __init__(self, workspace: Workspace, operator: str, hub: Hub, keys: Keys, nudge: Callable[[], None]) -> None:
        self._workspace, self._operator, self._hub, self._keys, self._nudge = workspace, operator, hub, keys, nudge
        self._uploads = asyncio.Semaphore(UPLOADS)
        self._reached = False

    def app(self) -> ASGIApp:
        files = {path.name: path.read_bytes() for path in resources.files("livetweet.stage").joinpath("page").iterdir() if path.is_file()}
        routes = [
            *(Route(address, partial(_file, files["page.html"], ".html")) for address in ("/", *(f"/{view}" for view in VIEWS))),
            *(Route(f"/page/{name}", partial(_file, content, name[name.rindex(".") :])) for name, content in files.items()),
            Route("/events/{view}", self.events),
            Route("/session", self.session, methods=["POST"]),
            Route("/act", self.act, methods=["POST"]),
            Route("/hand", self.hand, methods=["POST"]),
            Route("/draft", self.draft, methods=["POST"]),
        ]
        return Guard(Starlette(routes=routes), own_names())

    async def events(self, request: Request) -> Any:
        view, room = request.path_params["view"], request.query_params.get("room") or None
        if view not in VIEWS:
            return PlainTextResponse("There is no such view.\n", 404)
        address = request.client.host if request.client else ""
        if not self._reached and not is_own(address):
            self._reached = True
            await run_in_threadpool(links.note_reached, self._workspace.folder)
        allowed: Callable[[], bool] = partial(self._holds, request, view) if view in ROLES else _anyone
        if not allowed():
            return PlainTextResponse("This view opens by its link only.\n", 401)
        if self._hub.moment is None:
            return PlainTextResponse("The stage is opening.\n", 503)
        if room is not None and room not in self._hub.moment.rooms:
            return PlainTextResponse("There is no such room.\n", 404)
        if request.method == "HEAD":  # a page asks what is wrong
            return Response()
        return Stream(self._hub, view, room, address, allowed)

    async def session(self, request: Request) -> Response:
        """A token of a link for a cookie."""
        wish = await _wish(request, WISH)
        role, token = (wish or {}).get("role"), (wish or {}).get("token")
        cookie = self._keys.exchange(role, token) if role in ROLES and isinstance(token, str) else None
        if cookie is None:
            return JSONResponse({"error": "This link no longer opens anything: ask at the desk for the new one."}, 403)
        answer = JSONResponse({})
        answer.set_cookie(_name(str(role)), cookie, max_age=7 * 24 * 3600, httponly=True, samesite="strict", path="/")
        return answer

    async def act(self, request: Request) -> Response:
        return await self._do(request, WISH, lambda hand, wish: {"questions": acts.act(hand, wish)})

    async def hand(self, request: Request) -> Response:
        return await self._do(request, WISH, lambda hand, wish: {"questions": [acts.take_hand(hand, wish)]})

    async def draft(self, request: Request) -> Response:
        if self._uploads.locked():
            return JSONResponse({"error": "Other pictures are just coming in: try again in a moment."}, 503)
        async with self._uploads:
            return await self._do(request, UPLOAD, lambda hand, wish: {"post": acts.send_draft(hand, wish)})

    async def _do(self, request: Request, most: int, do: Callable[[Hand, Mapping[str, Any]], Mapping[str, Any]]) -> Response:
        if not self._holds(request, "moderator"):
            return JSONResponse({"error": "This phone may not do that (any more): ask at the desk for the link."}, 401)
        moment = self._hub.moment
        wish = await _wish(request, most)
        if wish is None or moment is None:
            return JSONResponse({"error": "That was not understood: load the page again."}, 400)

        def deed() -> Mapping[str, Any]:
            store = Store(self._workspace.store_path)
            try:
                return do(Hand(store=store, workspace=self._workspace, moment=moment, operator=self._operator), wish)
            finally:
                store.close()

        try:
            done = await run_in_threadpool(deed)
        except LivetweetError as error:
            return JSONResponse({"error": str(error)}, 409)
        self._nudge()
        return JSONResponse(done)

    def _holds(self, request: Request, role: str) -> bool:
        return self._keys.holds(role, request.cookies.get(_name(role)))


def _anyone() -> bool:
    return True


async def _file(content: bytes, suffix: str, _: Request) -> Response:
    return Response(content, media_type=f"{_TYPES[suffix]}; charset=utf-8")


async def _wish(request: Request, most: int) -> dict[str, Any] | None:
    """The request's JSON object of at most MOST bytes; None where it is none, too large or too slow."""
    body = bytearray()
    try:
        async with asyncio.timeout(READ_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    return None
        wish = json.loads(body)
    except (TimeoutError, ClientDisconnect, ValueError, RecursionError):
        return None
    return wish if isinstance(wish, dict) else None


def _name(role: str) -> str:
    return f"livetweet_{role}"
