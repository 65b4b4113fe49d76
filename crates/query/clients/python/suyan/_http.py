"""Asking the server: one request, tried again where that may help."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Iterable, Mapping, Union

from ._errors import Busy, SuyanError, Unreachable, of_answer

Value = Union[str, int, float, bool, None]
Values = Union[Value, Iterable[Value]]

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def pairs(parameters: Mapping[str, Values]) -> list[tuple[str, str]]:
    """Parameters as the API reads them: a list is a parameter that is repeated."""
    written: list[tuple[str, str]] = []
    for name, value in parameters.items():
        values = [value] if isinstance(value, (str, int, float, bool)) or value is None else value
        for one in values:
            if one is not None:
                text = ("true" if one else "false") if isinstance(one, bool) else str(one)
                written.append((name, text))
    return written


class Server:
    """A server by its address."""

    def __init__(self, address: str, *, timeout: float, retries: int) -> None:
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"{address!r} is no address: write http://127.0.0.1:8080")
        self.address = address.rstrip("/")
        self.timeout = timeout
        self.retries = retries
        # A proxy does not know what runs on this machine.
        own = [urllib.request.ProxyHandler({})] if parts.hostname in _LOOPBACK else []
        self._opener = urllib.request.build_opener(*own)

    def get(self, path: str, parameters: Mapping[str, Values]) -> Any:
        """The JSON answer to a GET."""
        query = urllib.parse.urlencode(pairs(parameters))
        url = f"{self.address}{path}" + (f"?{query}" if query else "")
        return self._json(urllib.request.Request(url))

    def post(self, path: str, parameters: Mapping[str, Values]) -> Any:
        """The JSON answer to a form, for lists that are too long for an address."""
        body = urllib.parse.urlencode(pairs(parameters)).encode("ascii")
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._json(urllib.request.Request(f"{self.address}{path}", body, kind))

    def _json(self, request: urllib.request.Request) -> Any:
        request.add_header("Accept", "application/json")
        request.add_header("User-Agent", "suyan-python/0.1.0")
        for attempt in range(self.retries + 1):
            try:
                return self._once(request)
            except (Busy, Unreachable):
                if attempt == self.retries:
                    raise
                time.sleep(0.5 * 2**attempt)
        raise AssertionError("unreachable")

    def _once(self, request: urllib.request.Request) -> Any:
        try:
            with self._opener.open(request, timeout=self.timeout) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise self._told(error) from None
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"{self.address} does not answer: {error}") from error
        except ValueError as error:
            raise SuyanError(f"{self.address} did not answer with JSON: is it Suyan?") from error

    @staticmethod
    def _told(error: urllib.error.HTTPError) -> SuyanError:
        try:
            body = json.loads(error.read())
        except (OSError, ValueError, http.client.HTTPException):
            body = None
        return of_answer(error.code, body)
