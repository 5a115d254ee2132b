"""Files dropped into a terminal arrive as pasted text: what files it names, in every way of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

_DRIVE = re.compile(r"^(?:[A-Za-z]:[\\/]|\\\\[^\\])")
_SLASHED_DRIVE = re.compile(r"^/[A-Za-z]:[\\/]")


def dropped_files(pasted: str) -> list[str]:
    """The files that pasted text names; none where any piece of it is no whole path.

    Understands paths in single or double quotation marks, blanks behind a backslash (macOS, most
    of Linux), a path a line, `file://` addresses, drives and servers of Windows, and the `&` that
    PowerShell puts first.
    """
    text = pasted.strip().removeprefix("& ").strip()
    found = [_plain(piece) for line in text.splitlines() for piece in _pieces(line)]
    return found if found and all(map(_is_whole, found)) else []


def dropped_paths(pasted: str) -> list[Path]:
    """The same as paths, where all of them stand on this machine."""
    paths = [Path(name).expanduser() for name in dropped_files(pasted)]
    return paths if all(path.exists() for path in paths) else []


def _is_whole(path: str) -> bool:
    return path.startswith(("/", "~/")) or _DRIVE.match(path) is not None


def _plain(piece: str) -> str:
    if not piece.lower().startswith("file://"):
        return piece
    address = urlsplit(piece.replace("#", "%23").replace("?", "%3F"))
    path = unquote(address.path)
    if _SLASHED_DRIVE.match(path):
        return path[1:].replace("/", "\\")
    if address.netloc and address.netloc != "localhost":
        return "\\\\{}{}".format(address.netloc, path.replace("/", "\\"))
    return path


def _pieces(line: str) -> Iterator[str]:
    """The words of a line as a shell parts them; a backslash escapes only outside of Windows."""
    line = line.strip()
    if _DRIVE.match(line) and '"' not in line and "'" not in line:
        yield from re.split(r"\s+(?=[A-Za-z]:[\\/])", line)
        return
    piece, quote, begun, at = "", "", False, 0
    while at < len(line):
        character = line[at]
        at += 1
        windows = _DRIVE.match(piece) is not None
        if quote:
            if character == quote:
                quote = ""
            else:
                piece += character
        elif character in "'\"" and not (windows and character == "'"):
            quote, begun = character, True
        elif character == "\\" and at < len(line) and begun and not windows:
            piece, at = piece + line[at], at + 1
        elif character.isspace() and character not in "\u00a0\u202f":
            if piece:
                yield piece
            piece, begun = "", False
        else:
            piece, begun = piece + character, True
    if piece:
        yield piece
