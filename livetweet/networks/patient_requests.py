"""The way of `requests` to a server, on which no call lasts longer than our patience with it. Imported by the networks whose library stands on `requests`."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from livetweet.networks.patience import Patience


class PatientAdapter(HTTPAdapter):
    """Nothing is sent twice, and every answer is there to its last byte, or an error is, within what PATIENCE allows."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self._know_connections_of(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **options: Any) -> PoolManager:
        manager: PoolManager = super().proxy_manager_for(*args, **options)
        self._know_connections_of(manager)
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        with self.patience.within(int(request.headers.get("Content-Length") or 0)):
            answer = super().send(request, *args, **{**options, "timeout": self.patience.timeout})
            answer.content  # noqa: B018 - read here, while it is watched
            return answer

    def _know_connections_of(self, manager: PoolManager) -> None:
        over = self.patience.over

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                over(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                over(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        manager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
