"""The way to X's servers: tweepy's client, with what it lacks put in where its requests leave.

tweepy 4.17 waits for ever, has its host written in, and takes a rate limit's reset that is no number for a defect of its own.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

import requests
import tweepy

from livetweet.networks.patience import Patience
from livetweet.networks.patient_requests import PatientAdapter

HOST = "https://api.twitter.com"  # tweepy/client.py 4.17; the same servers as api.x.com, and what OAuth signs
TIMEOUT = 30.0  # seconds, for each step of a call
RESET = "x-rate-limit-reset"
SECRETS = ("api_key", "api_key_secret", "access_token", "access_token_secret")  # as X's developer console names them
_TELL_HEADERS = ("tweepy", "requests_oauthlib", "oauthlib")  # loggers that write Authorization headers when they debug


class Wire(PatientAdapter):
    """Every request gets TIMEOUT, and goes to SERVER where that is given."""

    def __init__(self, server: str | None, timeout: float) -> None:
        super().__init__(Patience(timeout))
        self.server = server.rstrip("/") if server else HOST

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        if request.url:
            request.url = self.server + request.url.removeprefix(HOST)
        answer = super().send(request, *args, **options)
        if not re.fullmatch(r"[0-9]{1,12}", answer.headers.get(RESET, "0")):
            del answer.headers[RESET]
        return answer


def open_client(keys: Mapping[str, str], server: str | None, timeout: float = TIMEOUT) -> tweepy.Client:
    """A client that signs with KEYS (see `SECRETS`); its answers are those of `requests`, headers and all. Opens no connection."""
    for name in _TELL_HEADERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    client = tweepy.Client(
        consumer_key=keys["api_key"],
        consumer_secret=keys["api_key_secret"],
        access_token=keys["access_token"],
        access_token_secret=keys["access_token_secret"],
        return_type=requests.Response,
        wait_on_rate_limit=False,  # it would send the post again, without end where no reset is named
    )
    client.session.max_redirects = 0  # a redirected post would be a second one
    client.session.mount(HOST, Wire(server, timeout))
    return client
