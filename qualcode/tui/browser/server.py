"""Serves the screens on the loopback address to one browser, which proves itself once by a token.

Each page that opens starts a program of its own on the project; the lock of the project decides
who writes. Nothing is fetched from elsewhere: the page and its fonts come from this computer.
"""

from __future__ import annotations

import secrets
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from hmac import compare_digest
from pathlib import Path

from aiohttp import web
from textual_serve.server import Server

from qualcode.i18n import _

LOOPBACK = "127.0.0.1"
COOKIE = "qualcode"
PAGE = Path(__file__).parent / "page"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class BrowserServer(Server):
    """One project, one browser, one computer."""

    def __init__(self, words: Sequence[str], port: int = 0) -> None:
        """Serve the program with these words on a port, or on any free one.

        Args:
            words: what is given to `qualcode`, a project and who codes.
            port: 0 takes a free one.
        """
        command = shlex.join([sys.executable, "-m", "qualcode", *words])
        super().__init__(
            command,
            host=LOOPBACK,
            port=port or _free_port(),
            title="qualcode",
            templates_path=PAGE,
        )
        self._token = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._spent = False

    @property
    def address(self) -> str:
        """Where the browser goes; holds once."""
        return f"{self.public_url}/?token={self._token}"

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.router.add_static("/page", PAGE, name="page")
        app.middlewares.append(self._guard)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command has said where to go."""

    def initialize_logging(self) -> None:
        """Keep no log: it would name projects."""

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await self._answer(request, handler)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._is_ours(request):
            return _refused(_("Only this computer may come in."))
        if self._knows(request):
            return await handler(request)
        if request.path == "/" and self._token_of(request):
            self._spent = True
            entered = web.Response(status=303, headers={"Location": "/"})
            entered.set_cookie(COOKIE, self._session, httponly=True, samesite="Strict", path="/")
            return entered
        return _refused(
            _("This address worked once, or is not whole. Start “qualcode serve” again.")
        )

    def _is_ours(self, request: web.Request) -> bool:
        """Whether the page asked for is ours and was asked for by ours: no name led here."""
        own = {f"{name}:{self.port}" for name in (LOOPBACK, "localhost")}
        origin = request.headers.get("Origin")
        return request.host in own and (origin is None or origin.removeprefix("http://") in own)

    def _knows(self, request: web.Request) -> bool:
        return compare_digest(request.cookies.get(COOKIE, "").encode(), self._session.encode())

    def _token_of(self, request: web.Request) -> bool:
        given = request.query.get("token", "").encode()
        return not self._spent and compare_digest(given, self._token.encode())


def _refused(why: str) -> web.Response:
    return web.Response(status=403, text=why)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((LOOPBACK, 0))
        port: int = asked.getsockname()[1]
        return port
