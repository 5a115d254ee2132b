"""From bytes to text: byte-order mark, then strict UTF-8, then the likeliest French code page."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from qualcode.core.errors import FileProblem
from qualcode.core.transcript import Doubt
from qualcode.i18n import N_

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16: the mark of the one begins with the mark of the other."""

_CODE_PAGES = ("cp1252", "mac_roman", "cp850")
"""Likeliest first: the first of equals wins."""

_ASCII = bytes(range(128))
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x15")) + b"\x7f"
"""No text holds these; tabulators, line ends, DOS's end mark and CHAT's time mark may stand."""

_FEW_CONTROLS = 4
_WEIGHTS = {
    **dict.fromkeys("éèàêçùâîôûëïüöœ’«»…“”–—\u00a0", 1.0),
    **dict.fromkeys("ÉÀÈÊÇÔÎ‘•€°ñáíóúä", 0.5),
}
"""What each character that is not ASCII says for a code page; others speak against it."""

_AGAINST = -0.5
_PLAUSIBLE = 0.45
"""The least mean weight of a text that may be frozen."""

_CLEAR = 0.15
"""By how much the best code page must beat the next to be believed without a word."""

_OUT_OF_PLACE = re.compile(
    r"(?<=[a-z])[ÉÀÈÊÇÔÎ…«»“”–—•€°](?=[a-z])|(?<=[a-z] )…(?= [a-z])|(?<![A-Za-z])…(?=[A-Za-z])"
)
"""Capitals and marks where a French text has a small accented letter, or a lone « à »."""

_TWICE = ("Ã", "Â", "â€")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of some bytes, and how sure that is."""

    text: str
    encoding: str
    doubts: tuple[Doubt, ...] = ()


def read_text(raw: bytes, file: str) -> Decoded:
    """The text of `raw`, which stood in `file`; not yet normalised.

    Raises:
        FileProblem: no text at all, or a text whose encoding cannot be told.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _checked(_decoded(raw[len(mark) :], encoding, file), encoding, file)
    silent = _silent_utf16(raw)
    if silent:
        text = _decoded(raw, silent, file)
        _refuse_binary(text.encode(), file)
        return _checked(text, silent, file)
    _refuse_binary(raw, file)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _by_code_page(raw, raw.count(b"\n", 0, error.start) + 1, file)
    return _undone(text) or _checked(text, "utf-8", file)


def _decoded(raw: bytes, encoding: str, file: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        msgid = N_("{file} says that it is {encoding}, but it is not. Save it again as UTF-8.")
        raise FileProblem(msgid, file=file, encoding=encoding.upper()) from error


def _checked(text: str, encoding: str, file: str) -> Decoded:
    """The text, with a doubt where an earlier program has already lost characters."""
    if "\0" in text:
        raise FileProblem(_BINARY, file=file)
    lost = text.count("\ufffd")
    if not lost:
        return Decoded(text.rstrip("\x1a"), encoding)
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    msgid = N_(
        "{n} characters were lost (\ufffd) before the file came here; compare with its source."
    )
    return Decoded(text.rstrip("\x1a"), encoding, (Doubt(msgid, line, {"n": lost}),))


_BINARY = N_("{file} is not a text: give a .txt, .md or .docx file.")


def _refuse_binary(raw: bytes, file: str) -> None:
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if b"\0" in raw or (controls > _FEW_CONTROLS and controls > len(raw) / 200):
        raise FileProblem(_BINARY, file=file)


def _silent_utf16(raw: bytes) -> str:
    """The kind of UTF-16 of bytes without a mark, or "": every second byte of Latin text is 0."""
    sample = raw[:4096]
    if len(raw) % 2 or b"\0" not in sample:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    enough, few = len(sample) * 0.2, len(sample) * 0.02
    if odd > enough and even <= few:
        return "utf-16-le"
    return "utf-16-be" if even > enough and odd <= few else ""


def _undone(text: str) -> Decoded | None:
    """A text that was made UTF-8 twice (« Ã© » for « é »), put right; None for any other."""
    sign = next((text.index(sign) for sign in _TWICE if sign in text), None)
    if sign is None:
        return None
    try:
        once = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    msgid = N_("The accents were encoded twice and have been put right; look at some of them.")
    return Decoded(once, "utf-8", (Doubt(msgid, text.count("\n", 0, sign) + 1),))


def _by_code_page(raw: bytes, line: int, file: str) -> Decoded:
    """The text by the code page that makes the most French of it; `line` is where it must."""
    weights = {page: _french(raw, page) for page in _CODE_PAGES}
    best, following = sorted(weights, key=weights.__getitem__, reverse=True)[:2]
    if weights[best] < _PLAUSIBLE:
        msgid = N_(
            "The accents of {file} cannot be read from line {line} on: its encoding is mixed or "
            "unknown. Open it in the program that made it and save it as UTF-8."
        )
        raise FileProblem(msgid, file=file, line=line)
    decoded = _checked(raw.decode(best, errors="replace"), best, file)
    if weights[best] - weights[following] >= _CLEAR:
        return decoded
    msgid = N_("The file does not say how its accents are coded; read as {encoding}, look at them.")
    doubt = Doubt(msgid, line, {"encoding": best})
    return Decoded(decoded.text, best, (*decoded.doubts, doubt))


def _french(raw: bytes, page: str) -> float:
    """The mean weight of the characters that are not ASCII, read by this code page."""
    characters = raw.translate(None, _ASCII).decode(page, errors="replace")
    total = sum(_WEIGHTS.get(character, _AGAINST) for character in characters)
    out_of_place = len(_OUT_OF_PLACE.findall(raw.decode(page, errors="replace")))
    return (total - out_of_place) / len(characters)
