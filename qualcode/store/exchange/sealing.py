"""Sealed packages: a project file under a passphrase.

The file is a line that names the format, a line of JSON with the parameters, and the compressed
project encrypted with AES-256-GCM under a key that scrypt (RFC 7914) makes of the passphrase. The
two lines are authenticated with the rest, so that nothing in the file can be changed unnoticed.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
import zlib
from dataclasses import dataclass
from pathlib import Path

from qualcode.core.errors import DamagedProject, FileProblem, NotAllowed
from qualcode.i18n import N_

MAGIC = b"qualcode sealed package 1\n"
"""The first line of a sealed file."""

ENDING = ".qchandout"
"""How the names of sealed packages end."""

COST = 2**16
"""scrypt's N: 64 MiB and a fifth of a second for each passphrase that somebody tries."""

_MOST = 2**20
_LARGEST = 2**31 - 2**20
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the head of a sealed file says."""

    cost: int
    salt: bytes
    nonce: bytes
    size: int
    """Bytes of the project file."""
    head: bytes


def is_sealed(path: Path, magic: bytes = MAGIC) -> bool:
    """Whether a file begins as sealed packages do, or as `magic` says."""
    try:
        with path.open("rb") as file:
            return file.read(len(magic)) == magic
    except OSError:
        return False


def seal(content: bytes | bytearray, passphrase: str, magic: bytes = MAGIC) -> bytes:
    """The bytes of a sealed file, which begins with the line `magic`.

    Raises:
        NotAllowed: the passphrase is too short, or the content too large.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(passphrase) < _SHORTEST:
        raise NotAllowed(N_("A passphrase has at least {n} characters."), n=_SHORTEST)
    if len(content) > _LARGEST:
        raise NotAllowed(N_("The package is too large to be sealed: hand out fewer transcripts."))
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    stated = {"cost": COST, "salt": salt.hex(), "nonce": nonce.hex(), "size": len(content)}
    head = magic + json.dumps(stated).encode() + b"\n"
    key = _key(passphrase, salt, COST)
    return head + AESGCM(key).encrypt(nonce, zlib.compress(content, 6), head)


def unseal(data: bytes, passphrase: str, name: str, magic: bytes = MAGIC) -> bytes:
    """What was sealed.

    Raises:
        DamagedProject: it is cut off or changed.
        NotAllowed: the passphrase is another one (or the file was changed: nobody can tell).
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    sealed = _head(data, name, magic)
    try:
        packed = AESGCM(_key(passphrase, sealed.salt, sealed.cost)).decrypt(
            sealed.nonce, data[len(sealed.head) :], sealed.head
        )
    except InvalidTag as error:
        raise NotAllowed(
            N_("The passphrase does not open {file}: it is another one, or the file is damaged."),
            file=name,
        ) from error
    del data
    content = zlib.decompressobj().decompress(packed, sealed.size)
    if len(content) != sealed.size:
        raise _damaged(name)
    return content


def _head(data: bytes, name: str, magic: bytes) -> Sealed:
    end = data.find(b"\n", len(magic), len(magic) + 500)
    try:
        stated = json.loads(data[len(magic) : end])
        sealed = Sealed(
            cost=int(stated["cost"]),
            salt=bytes.fromhex(stated["salt"]),
            nonce=bytes.fromhex(stated["nonce"]),
            size=int(stated["size"]),
            head=data[: end + 1],
        )
    except (ValueError, TypeError, KeyError) as error:
        raise _damaged(name) from error
    power = sealed.cost > 1 and sealed.cost & (sealed.cost - 1) == 0
    sizes = (len(sealed.salt), len(sealed.nonce)) == (16, 12) and 0 < sealed.size <= _LARGEST
    if end < 0 or not power or sealed.cost > _MOST or not sizes or len(data) < end + 17:
        raise _damaged(name)
    return sealed


def _damaged(name: str) -> DamagedProject:
    return DamagedProject(
        N_("{file} is damaged or was cut off on its way: ask for it again."), file=name
    )


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    """The key; the same for a passphrase however the keyboard composes its accents."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    spelled = unicodedata.normalize("NFKC", passphrase).encode()
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(spelled)


def read_passphrase(path: Path) -> str:
    """The passphrase in a file: its first line.

    Raises:
        FileProblem: the file cannot be read, or its first line is empty.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem(N_("The passphrase file {file} cannot be read."), file=str(path)) from (
            error
        )
    if not lines or not lines[0].strip():
        raise FileProblem(N_("The first line of {file} holds no passphrase."), file=str(path))
    return lines[0].strip()
