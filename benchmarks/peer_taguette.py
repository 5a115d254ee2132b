"""Taguette at work on the same study: its own web server on loopback, with its own SQLite file.

`benchmarks.peers` runs this file by the Python of Taguette's own virtual environment. Transcripts
go in as HTML pages through the form that its browser page uses; highlights are written into its
tables by its own classes, for one request each would take minutes. Prints one JSON line.

    python peer_taguette.py DATA.json FOLDER ROUNDS
"""

from __future__ import annotations

import asyncio
import html
import importlib
import json
import logging
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

CODE = "code02"
BOUNDARY = "qualcode-benchmark"


class Browser:
    """What a browser would send to one running server, and how long it waited."""

    def __init__(self, base: str, cookie: str) -> None:
        fetching = importlib.import_module("tornado.httpclient")
        fetching.AsyncHTTPClient.configure(None, max_body_size=2**30)
        self._client = fetching.AsyncHTTPClient()
        self._base = base
        self.cookie = cookie

    async def get(self, path: str, **options: Any) -> Any:
        """A page."""
        headers = {"Cookie": self.cookie}
        url = self._base + path
        return await self._client.fetch(url, headers=headers, request_timeout=600, **options)

    async def add_document(self, name: str, page: str) -> None:
        """A transcript, as the form for new documents sends it."""
        fields = {"name": name, "description": "", "text_direction": "LEFT_TO_RIGHT"}
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        parts.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; '
            f'filename="{name}.html"\r\nContent-Type: text/html\r\n\r\n{page}\r\n--{BOUNDARY}--\r\n'
        )
        await self._client.fetch(
            f"{self._base}/api/project/1/document/new",
            method="POST",
            headers={
                "Cookie": self.cookie,
                "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            },
            body="".join(parts).encode(),
            request_timeout=600,
        )


def page_of(turns: list[str]) -> str:
    """A transcript as a page without white space between paragraphs."""
    body = "".join(f"<p>{html.escape(turn, quote=False)}</p>" for turn in turns)
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'


async def served(folder: Path, number: int) -> tuple[Any, Browser, Any]:
    """A server with an empty project, somebody who is signed in, and the server's socket."""
    main = importlib.import_module("taguette.main")
    web = importlib.import_module("taguette.web")
    database = importlib.import_module("taguette.database")
    config = dict(
        main.DEFAULT_CONFIG,
        NAME="benchmark", MULTIUSER=False, DOMAIN="localhost", BIND_ADDRESS="127.0.0.1",
        X_HEADERS=False, PORT=0, SECRET_KEY="only for a benchmark", TOS_FILE=None,
        DATABASE=f"sqlite:///{folder / f'taguette{number}.sqlite3'}", COOKIES_PROMPT=False,
        HTML_OUT_SIZE_LIMIT=2**30, EMAIL="nobody@example.org", MAIL_SERVER={},
    )  # fmt: skip
    app = web.make_app(config, xsrf_cookies=False)
    server = app.listen(0, address="127.0.0.1")
    port = next(iter(server._sockets.values())).getsockname()[1]
    with app.DBSession() as session:
        user = database.User(login="admin")
        project = database.Project(name="étude", description="")
        session.add_all([user, project])
        member = database.ProjectMember(
            user=user, project=project, privileges=database.Privileges.ADMIN
        )
        session.add(member)
        session.commit()
    browser = Browser(f"http://127.0.0.1:{port}", "")
    query = urlencode({"token": app.single_user_token})
    answer = await browser.get(f"/?{query}", follow_redirects=False, raise_error=False)
    browser.cookie = "; ".join(
        cookie.split(";")[0] for cookie in answer.headers.get_list("Set-Cookie")
    )
    return app, browser, server


def load_highlights(app: Any, documents: list[dict[str, Any]]) -> None:
    """Every coding of every coder as a highlight with its tag."""
    database = importlib.import_module("taguette.database")
    with app.DBSession() as session:
        keys = sorted({coding["code"] for one in documents for coding in one["codings"]})
        tags = {key: database.Tag(project_id=1, path=key, description="") for key in keys}
        session.add_all(tags.values())
        session.flush()
        known = {one.name: one.id for one in session.query(database.Document).all()}
        rows = [
            {
                "document_id": known[one["name"]],
                "start_offset": coding["byte_start"],
                "end_offset": coding["byte_end"],
                "snippet": f"<p>{html.escape(coding['words'], quote=False)}</p>",
            }
            for one in documents
            for coding in one["codings"]
        ]
        session.execute(database.Highlight.__table__.insert(), rows)
        given = [coding["code"] for one in documents for coding in one["codings"]]
        pairs = [
            {"highlight_id": number, "tag_id": tags[key].id}
            for number, key in enumerate(given, start=1)
        ]
        session.execute(database.highlight_tags.insert(), pairs)
        session.commit()


async def listed(browser: Browser) -> int:
    """All pages of one tag's highlights; gives how many there were."""
    page, pages, found = 1, 1, 0
    while page <= pages:
        answer = json.loads(
            (await browser.get(f"/api/project/1/highlights/{CODE}?page={page}")).body
        )
        pages, found, page = answer["pages"], found + len(answer["highlights"]), page + 1
    return found


async def main(data: Path, folder: Path, rounds: int) -> dict[str, Any]:
    """Every job, each so many times; a first is not counted."""
    documents = json.loads(data.read_text("utf-8"))
    taken: dict[str, list[float]] = {}
    counts: dict[str, int] = {}
    for number in range(rounds + 1):
        app, browser, server = await served(folder, number)
        start = time.perf_counter()
        for one in documents:
            await browser.add_document(one["name"], page_of(one["turns"]))
        taken.setdefault("import", []).append(time.perf_counter() - start)
        load_highlights(app, documents)
        start = time.perf_counter()
        counts["list"] = await listed(browser)
        taken.setdefault("list", []).append(time.perf_counter() - start)
        start = time.perf_counter()
        await browser.get(f"/api/project/1/highlights/{CODE}?page=1")
        taken.setdefault("list, first page of 50", []).append(time.perf_counter() - start)
        start = time.perf_counter()
        told = (await browser.get("/project/1/export/codebook.csv")).body.decode()
        taken.setdefault("counts", []).append(time.perf_counter() - start)
        counts["counts"] = sum(int(line.split(",")[2]) for line in told.splitlines()[1:])
        start = time.perf_counter()
        told = (await browser.get("/project/1/export/highlights/.csv")).body.decode()
        taken.setdefault("export", []).append(time.perf_counter() - start)
        counts["export"] = told.count("\r\n") - 1
        server.stop()
    counted = {name: seconds[1:] for name, seconds in taken.items()}
    return {"version": version("taguette"), "seconds": counted, "counts": counts}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    found = asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
    print(json.dumps(found))
