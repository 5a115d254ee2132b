"""The screens in a browser: who comes in, how often, and that nothing is fetched from elsewhere."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from qualcode.tui.browser.server import PAGE, BrowserServer


@asynccontextmanager
async def serving(words: list[str]) -> AsyncIterator[tuple[BrowserServer, aiohttp.ClientSession]]:
    """A server that runs, and a browser that keeps cookies of an address in numbers."""
    server = BrowserServer(words)
    runner = web.AppRunner(await server._make_app())
    await runner.setup()
    await web.TCPSite(runner, server.host, server.port).start()
    jar = aiohttp.CookieJar(unsafe=True)
    try:
        async with aiohttp.ClientSession(cookie_jar=jar) as browser:
            yield server, browser
    finally:
        await runner.cleanup()


async def test_the_address_lets_one_browser_in_once() -> None:
    async with serving(["--version"]) as (server, browser):
        async with browser.get(server.address) as page:
            assert (page.status, page.url.query_string) == (200, "")
            assert "textual-terminal" in await page.text()
        async with browser.get(server.public_url) as again:
            assert again.status == 200
        async with aiohttp.ClientSession() as other, other.get(server.address) as late:
            assert late.status == 403


@pytest.mark.parametrize("path", ["/", "/?token=", "/?token=abc", "/ws", "/static/js/textual.js"])
async def test_without_the_token_nothing_is_shown(path: str) -> None:
    async with (
        serving(["--version"]) as (server, browser),
        browser.get(server.public_url + path) as page,
    ):
        assert page.status == 403
        assert "textual" not in await page.text()


@pytest.mark.parametrize(
    "headers",
    [{"Host": "qualcode.example:80"}, {"Origin": "http://qualcode.example"}, {"Origin": "null"}],
)
async def test_a_page_from_elsewhere_does_not_come_in_by_the_cookie(
    headers: dict[str, str],
) -> None:
    async with serving(["--version"]) as (server, browser):
        async with browser.get(server.address):
            pass
        async with browser.get(server.public_url + "/ws", headers=headers) as refused:
            assert refused.status == 403


async def test_the_page_may_fetch_from_this_computer_alone() -> None:
    async with serving(["--version"]) as (server, browser), browser.get(server.address) as page:
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert page.headers["Cache-Control"] == "no-store"
    for file in PAGE.iterdir():
        assert "//" not in file.read_text("utf-8").replace("{{", ""), file.name


@pytest.fixture
async def programs(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Process]]:
    """The programs that pages started; each has ended when the test does."""
    started: list[Process] = []
    start = asyncio.create_subprocess_shell

    async def noted(*words: Any, **options: Any) -> Process:
        started.append(await start(*words, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_shell", noted)
    yield started
    for program in started:
        await asyncio.wait_for(program.wait(), 20)


async def test_the_screens_come_through_the_browser(programs: list[Process]) -> None:
    words = ["--ui-lang", "en"]
    async with serving(words) as (server, browser):
        async with browser.get(server.address):
            pass
        shown = b""
        async with browser.ws_connect(server.public_url + "/ws?width=80&height=24") as socket:
            async for message in socket:
                shown += message.data if message.type is aiohttp.WSMsgType.BINARY else b""
                if b"qualcode" in shown:
                    break
        assert b"qualcode" in shown
    assert len(programs) == 1
