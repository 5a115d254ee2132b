"""A throw-away PostgreSQL server for the tests, gone with them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.places import quick_folder

PROGRAMS = ("initdb", "pg_ctl")
UNPRIVILEGED = ("postgres", "nobody")
"""Accounts that run the server where the tests run as root, which PostgreSQL refuses."""

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "40",
    "lc_messages": "C",
}


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs; None where they are not installed."""
    found = shutil.which("initdb")
    on_path = [] if found is None else [Path(found).parent]
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    for folder in on_path + installed:
        if all((folder / program).exists() for program in PROGRAMS):
            return folder
    return None


def _major(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


GUARDED = "codeuse_prudente"
"""The one login whose password the server asks for."""


class Cluster:
    """A running server that listens on a socket only."""

    def __init__(self, folder: Path) -> None:
        self._sockets = folder
        self._schemas = 0

    def new_place(self) -> str:
        """The URL of a project in a schema that nobody has used yet."""
        self._schemas += 1
        return f"{self.url}&schema=etude_{self._schemas}"

    def place_of_owner(self, owner: str = "responsable") -> str:
        """A place whose owner is no superuser, as it should be in a hospital."""
        self.login(owner)
        with self.superuser() as connection:
            connection.execute(f'GRANT CREATE ON DATABASE postgres TO "{owner}"')
        return self.seen_by(owner, self.new_place())

    def login(self, name: str) -> None:
        """A login of the server, made once."""
        with self.superuser() as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,))
            if known.fetchone() is None:
                connection.execute(f'CREATE ROLE "{name}" LOGIN')

    def superuser(self) -> Any:
        """A connection of the administrator."""
        import psycopg

        return psycopg.connect(
            f"host={self._sockets} user=qualcode dbname=postgres", autocommit=True
        )

    def psql(self, login: str, where: str) -> Any:
        """A connection as `psql` makes it: a login, the project's schemas, and any SQL at all."""
        import psycopg

        schema = where.partition("schema=")[2]
        connection = psycopg.connect(
            f"host={self._sockets} user={login} dbname=postgres", autocommit=True
        )
        connection.execute(f"SET search_path TO {schema}_seen, {schema}")
        return connection

    @staticmethod
    def seen_by(login: str, where: str) -> str:
        """The same place under another login."""
        return where.replace("//qualcode@", f"//{login}@").replace("//responsable@", f"//{login}@")

    @property
    def url(self) -> str:
        """The database, without a schema."""
        return f"postgresql://qualcode@/postgres?host={self._sockets}"


DURABLE = {
    "listen_addresses": "",
    "max_connections": "60",
    "lc_messages": "C",
}
"""A server as a hospital has it: what it has acknowledged is on the disk."""


@contextmanager
def running(folder: Path, *, durable: bool = False) -> Iterator[Cluster]:
    """Make a cluster with the programs in `folder`, start it, and take it away in the end.

    Args:
        folder: PostgreSQL's programs.
        durable: keep to the disk what is committed, as no test needs it.
    """
    home = Path(tempfile.mkdtemp(prefix="qc-pg-", dir="/tmp" if durable else _short_folder()))  # noqa: S108
    account = _account(home)
    with _guarded(folder, account, home):
        data = str(home / "data")
        _run(folder, account, "initdb", "-D", data, "-U", "qualcode", "-A", "trust",
             "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip
        rules = home / "data" / "pg_hba.conf"
        rules.write_text(f"local all {GUARDED} scram-sha-256\n" + rules.read_text())
        settings = {**(DURABLE if durable else SETTINGS), "unix_socket_directories": str(home)}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        log = str(home / "log")
        _run(folder, account, "pg_ctl", "-D", data, "-w", "-s", "-l", log, "-o", options, "start")
        yield Cluster(home)


GUARD = """
cat > /dev/null
"$1" -D "$2/data" -s -m immediate stop
rm -rf "$2"
"""


@contextmanager
def _guarded(folder: Path, account: dict[str, Any], home: Path) -> Iterator[None]:
    """Have the cluster go at the end of the block, and also where the tests are killed in it.

    The guard reads from a pipe that only this process writes to: it ends when this process does.
    """
    with subprocess.Popen(
        ["sh", "-c", GUARD, "guard", str(folder / "pg_ctl"), str(home)],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **account,
    ):
        yield


def _short_folder() -> str | None:
    """Somewhere with a short name: a socket's path has room for about a hundred characters."""
    return quick_folder() or ("/tmp" if Path("/tmp").is_dir() else None)  # noqa: S108


def _account(home: Path) -> dict[str, Any]:
    """Who runs the server, as options of `subprocess.run`; `home` becomes theirs."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in UNPRIVILEGED if name in known)
    os.chown(home, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _run(folder: Path, account: dict[str, Any], program: str, *words: str) -> None:
    done = subprocess.run(
        [str(folder / program), *words],
        cwd="/",
        env={**os.environ, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **account,
    )
    if done.returncode:
        raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr}")
