"""Projects that are encrypted where they lie: SQLCipher (AES-256) under a passphrase.

The first sixteen bytes of an encrypted file are its salt. The key that PBKDF2 (SHA-512, 256,000
rounds, as SQLCipher 4 has it) makes of salt and passphrase is made once and kept while the
program runs: every copy of a file that SQLCipher makes has the same salt, and opens by itself.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import sys
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

from qualcode.core.errors import FileProblem, NotAllowed
from qualcode.i18n import N_

ROUNDS = 256_000
"""Rounds of PBKDF2 for each passphrase that somebody tries: SQLCipher's own number."""

SHORTEST = 8
"""Characters of the shortest passphrase."""

_SALT, _KEY, _PAGE = 16, 32, 4096
_PLAIN = b"SQLite format 3\x00"

Ask = Callable[[Path], str]
"""Gives the passphrase of a project; raises what the front end tells where it cannot."""


def _from_environment(path: Path) -> str:
    """The passphrase in the file that QUALCODE_PASSPHRASE_FILE names."""
    from qualcode.store.exchange.sealing import read_passphrase

    file = os.environ.get("QUALCODE_PASSPHRASE_FILE")
    if file:
        return read_passphrase(Path(file))
    raise NotAllowed(
        N_(
            "{file} is encrypted: give its passphrase with --passphrase-file FILE, or name that "
            "file in QUALCODE_PASSPHRASE_FILE."
        ),
        file=path.name,
    )


class Keys:
    """The keys of this run of the program."""

    def __init__(self) -> None:
        self.ask: Ask = _from_environment
        """How a passphrase is asked for."""
        self.at_keyboard = True
        """Whether somebody can be asked: not while the screens have the terminal."""
        self._known: dict[bytes, str] = {}
        self._wanted: dict[Path, str] = {}

    def of(self, path: Path) -> str | None:
        """The key of a file, or of one that is still empty; None for one in clear."""
        salt = salt_of(path)
        if salt is None:
            return self._wanted.get(path.resolve())
        return self._known.get(salt)

    def begin(self, path: Path, passphrase: str) -> None:
        """Have a file that is still empty be encrypted.

        Raises:
            NotAllowed: the passphrase is too short.
            FileProblem: SQLCipher is not installed.
        """
        driver()
        if len(passphrase) < SHORTEST:
            raise NotAllowed(N_("A passphrase has at least {n} characters."), n=SHORTEST)
        salt = secrets.token_bytes(_SALT)
        self._known[salt] = key_from(passphrase, salt)
        self._wanted[path.resolve()] = self._known[salt]

    def begin_like(self, path: Path, other: Path) -> None:
        """Have a file that is still empty be encrypted like another one, if that is."""
        key = self.of(other)
        if key is not None:
            self._wanted[path.resolve()] = key

    def done(self, path: Path) -> None:
        """Forget that a file was wanted, for there is one now, or none any more."""
        self._wanted.pop(path.resolve(), None)

    def unlock(self, path: Path, passphrase: str | None = None) -> None:
        """Make the key of an encrypted file known, asking for its passphrase unless it is.

        Raises:
            NotAllowed: the passphrase is another one, or nobody gives any.
            FileProblem: SQLCipher is not installed.
        """
        salt = salt_of(path)
        if salt is None or salt in self._known:
            return
        driver()
        key = key_from(self.ask(path) if passphrase is None else passphrase, salt)
        if not _opens(path, key):
            raise NotAllowed(
                N_("The passphrase does not open {file}: it is another one."), file=path.name
            )
        self._known[salt] = key

    def forget(self) -> None:
        """Know no key any more."""
        self._known.clear()
        self._wanted.clear()


KEYS = Keys()
"""Those of this process: whatever opens a file looks here for its key."""


def salt_of(path: Path) -> bytes | None:
    """The salt of an encrypted project; None for anything else.

    Its bytes look random: such a file is known by being made of whole pages and no text.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_PAGE)
    except OSError:
        return None
    if size < _PAGE or size % _PAGE or head.startswith(_OTHERS):
        return None
    readable = sum(byte in _READABLE for byte in head)
    return head[:_SALT] if readable < len(head) * 0.6 else None


_OTHERS = (_PLAIN, b"qualcode sealed", b"PK\x03\x04", b"%PDF")
"""How files begin that look random too, or are known by it."""

_READABLE = frozenset({*range(32, 127), 0, 9, 10, 13})


def is_encrypted(path: Path) -> bool:
    """Whether a file is, as far as can be told without its passphrase, an encrypted project."""
    return salt_of(path) is not None


def is_locked(path: Path) -> bool:
    """Whether a file is an encrypted project whose key nobody has given in this run yet."""
    known = KEYS.of(path) is not None or os.environ.get("QUALCODE_PASSPHRASE_FILE")
    return not known and is_encrypted(path)


def key_from(passphrase: str, salt: bytes) -> str:
    """Key and salt as SQLCipher takes them; the same however a keyboard composes accents."""
    spelled = unicodedata.normalize("NFKC", passphrase).encode()
    key = hashlib.pbkdf2_hmac("sha512", spelled, salt, ROUNDS, _KEY)
    return (key + salt).hex()


def driver() -> ModuleType:
    """SQLCipher's driver.

    Raises:
        FileProblem: it is not installed.
    """
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise FileProblem(
            N_(
                "Encrypted projects need SQLCipher: install it with "
                "pip install 'qualcode[encrypted]'."
            )
        ) from error
    module: ModuleType = dbapi2
    return module


def driver_of(path: Path) -> ModuleType:
    """What opens a file: SQLCipher's driver where it is, or is to be, encrypted."""
    return driver() if KEYS.of(path) is not None else sqlite3


def turn_key(connection: Any, key: str | None) -> None:
    """Give a fresh connection its key; SQLCipher is told first to print nothing about it."""
    if key is not None:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key}'\"")


def connect(path: Path, **options: Any) -> Any:
    """A connection of the driver to a file or URI of it, its key turned."""
    name = options.pop("uri_of", None)
    module = driver_of(path)
    connection = (
        module.connect(str(path), **options)
        if name is None
        else module.connect(name, uri=True, **options)
    )
    turn_key(connection, KEYS.of(path))
    return connection


def errors() -> tuple[type[Exception], ...]:
    """What the drivers raise that are in use."""
    loaded = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error,) if loaded is None else (sqlite3.Error, loaded.Error)


def _opens(path: Path, key: str) -> bool:
    module = driver()
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with closing(module.connect(uri, uri=True)) as connection:
        turn_key(connection, key)
        try:
            # Of the first page only: damage further on is not the passphrase's fault.
            connection.execute("PRAGMA schema_version").fetchone()
        except module.Error:
            return False
    return True
