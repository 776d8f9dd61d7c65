"""The fake X behind HTTP: who may ask (OAuth 1.0a, signed for X's own address), how it is asked, what it answers, and its accidents."""

from __future__ import annotations

import asyncio
import json
import socket
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from threading import Thread
from typing import Any
from urllib.parse import unquote

import uvicorn
from oauthlib.oauth1 import Client
from oauthlib.oauth1.rfc5849 import signature
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes import description
from tests.fakes.x import KEYS, US, Accident, FakeX, RefusedError, Tweet

SIGNED_FOR = "https://api.twitter.com"  # as tweepy 4.17 asks, wherever it is led
HANGS = 20.0  # real seconds: longer than a test's client waits
NONSENSE = "in a while"


@contextmanager
def serve(fake: FakeX) -> Iterator[str]:
    """The address of FAKE while it is served."""
    sock = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(_application(fake), log_level="critical", lifespan="off", date_header=False, server_header=False, timeout_graceful_shutdown=1)
    )
    thread = Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(30)
        sock.close()


def _application(fake: FakeX) -> Starlette:
    async def answer(request: Request) -> Response:
        body = await request.body()
        fake.calls.append(f"{request.method} {request.url.path}")
        headers = {"Date": format_datetime(fake.now(), usegmt=True), "x-access-level": "read" if fake.read_only else "read-write"}
        try:
            if request.method == "HEAD":
                return Response(headers=headers)
            _authorise(request)
            status, found = _route(fake, request, json.loads(body or b"{}"), headers)
            kind = "application/json"
        except RefusedError as error:
            status, found, kind = error.status, error.body, "application/problem+json"
        except Exception:
            fake.violations.append(traceback.format_exc())
            raise
        content = json.dumps(found).encode()
        said = description.violation(
            request.method.lower(), request.url.path, dict(request.query_params), dict(request.headers), body, status, kind, content
        )
        if said:
            fake.violations.append(said)
        if "hang" in headers:
            await asyncio.sleep(HANGS)
        if "truncated" in headers:
            content = content[: len(content) // 2]
        return Response(content, status, headers, kind)

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "HEAD", "POST", "DELETE"])])


def _authorise(request: Request) -> None:
    """401 unless the request bears our keys and their signature over what is asked."""
    said = request.headers.get("Authorization", "")
    given = {name.strip(): unquote(value.strip('"')) for name, _, value in (one.partition("=") for one in said.removeprefix("OAuth ").split(","))}
    address = SIGNED_FOR + request.url.path
    parameters = signature.collect_parameters(uri_query=request.url.query, headers={"Authorization": said}, exclude_oauth_signature=True)
    base = signature.signature_base_string(request.method, signature.base_string_uri(address), signature.normalize_parameters(parameters))
    ours = Client(KEYS["api_key"], client_secret=KEYS["api_key_secret"], resource_owner_secret=KEYS["access_token_secret"])
    expected = signature.sign_hmac_sha1_with_client(base, ours)
    if (given.get("oauth_consumer_key"), given.get("oauth_token"), given.get("oauth_signature")) != (KEYS["api_key"], KEYS["access_token"], expected):
        raise RefusedError(401, "Unauthorized", "Unauthorized")


def _route(fake: FakeX, request: Request, body: dict[str, Any], headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    match request.method, request.url.path.strip("/").split("/")[1:]:
        case "POST", ["tweets"]:
            return 201, _create(fake, body, headers)
        case "DELETE", ["tweets", number]:
            fake.delete(number)
            return 200, {"data": {"deleted": True}}
        case "POST", ["media", "upload"]:
            number = fake.upload()
            return 200, {"data": {"id": number, "media_key": f"3_{number}", "expires_after_secs": 86_400}, "meta": {}}
        case "POST", ["media", "metadata"]:
            fake.describe(body["id"], body["metadata"]["alt_text"]["text"])
            return 200, {"data": {"id": body["id"], "associated_metadata": body["metadata"]}}
        case "GET", ["users", "me"]:
            return 200, {"data": dict(zip(("id", "username", "name"), US, strict=True))}
        case "GET", ["users", number, "tweets"] if number == US[0]:
            return 200, _page(fake, request, fake.timeline())
        case "GET", ["users", number, "mentions"] if number == US[0]:
            return 200, _page(fake, request, fake.mentions())
        case "GET", ["tweets", "search", "recent"]:
            return 200, _page(fake, request, fake.search(request.query_params["query"]))
        case "GET", ["tweets"]:
            return 200, _look_up(fake, request)
        case _:
            raise RefusedError(404, "Not Found", f"No such route: {request.url.path}")


def _create(fake: FakeX, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    accident = fake.accidents.popleft() if fake.accidents else None
    left, reset = fake.posts_left()
    match accident:
        case Accident.CREDITS:
            raise RefusedError(
                402,
                "CreditsDepleted",
                "Your enrolled account does not have any credits to fulfill this request.",
                "https://api.twitter.com/2/problems/credits",
            )
        case Accident.SUSPENDED:
            raise RefusedError(403, "Forbidden", "Your account is suspended and is not permitted to access this feature.")
        case Accident.BROKEN:
            raise RefusedError(503, "Service Unavailable", "Service Unavailable")
        case Accident.LIMITED_SILENTLY:
            raise RefusedError(429, "Too Many Requests", "Too Many Requests")
        case Accident.LIMITED_NONSENSE:
            headers["x-rate-limit-reset"] = NONSENSE
            raise RefusedError(429, "Too Many Requests", "Too Many Requests")
        case Accident.LIMITED:
            left = 0
    headers |= {"x-rate-limit-limit": str(fake.per_window), "x-rate-limit-remaining": str(max(left - 1, 0)), "x-rate-limit-reset": str(reset)}
    if left <= 0:
        raise RefusedError(429, "Too Many Requests", "Too Many Requests")
    tweet = fake.create(body)
    if accident is Accident.HANG:
        headers["hang"] = "1"
    if accident is Accident.TRUNCATED:
        headers["truncated"] = "1"
    return {"data": {"id": tweet.id, "text": tweet.text}}


def _page(fake: FakeX, request: Request, found: Any) -> dict[str, Any]:
    """One page of FOUND, the newest first, as all lists of X are."""
    query = request.query_params
    until = int(query.get("pagination_token", query.get("next_token", "t0"))[1:], 36) or None
    start = query.get("start_time")
    shown: list[Tweet] = [
        one
        for one in sorted(found, key=lambda one: int(one.id), reverse=True)
        if not one.deleted
        and one.history[-1] == one.id
        and one.shown_at <= fake.now()
        and int(one.id) > int(query.get("since_id", "0"))
        and (until is None or int(one.id) < until)
        and (start is None or f"{one.created:%Y-%m-%dT%H:%M:%SZ}" >= start)
    ]
    most = int(query.get("max_results", "10"))
    page, more = shown[:most], len(shown) > most
    fake.read_items += len(page)
    fields = set(query.get("tweet.fields", "").split(","))
    answer: dict[str, Any] = {"meta": {"result_count": len(page)}}
    if page:
        answer["data"] = [fake.show(one, fields) for one in page]
        answer["meta"] |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
        if "author_id" in query.get("expansions", ""):
            authors = dict.fromkeys(one.author for one in page)
            answer["includes"] = {"users": [dict(zip(("id", "username", "name"), fake.users[one], strict=True)) for one in authors]}
    if more:
        answer["meta"]["next_token"] = "t" + _base36(int(page[-1].id))
    return answer


def _look_up(fake: FakeX, request: Request) -> dict[str, Any]:
    fields = set(request.query_params.get("tweet.fields", "").split(","))
    data, errors = [], []
    for number in request.query_params["ids"].split(","):
        found = fake.tweets.get(number)
        if found is None or found.deleted:
            errors.append(fake.not_found("ids", number))
        else:
            data.append(fake.show(found, fields))
    fake.read_items += len(data)
    return {name: value for name, value in (("data", data), ("errors", errors)) if value}


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = digits[digit] + text
    return text
