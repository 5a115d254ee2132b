"""Rich Text Format as lines of words: what is shown, notes as remarks, changes accepted."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from qualcode.core.errors import FileProblem
from qualcode.core.text import normalised
from qualcode.core.transcript import Doubt
from qualcode.i18n import N_
from qualcode.interop.transcripts.body import (
    MOST_REMARKS,
    Body,
    closing,
    placed,
    without_signs,
)

BEGINNING = b"{\\rtf"

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z\r\n'])|\\(\r?\n|\r)"
    rb"|([{}])|[\r\n]+|([^\\{}\r\n]+)|(\\)"
)
_DEEPEST = 1_000
_SIGNS = {
    "tab": "\t", "line": "\n", "par": "\n", "sect": "\n", "page": "\n", "column": "\n",
    "cell": "\t", "nestcell": "\t", "row": "\n", "nestrow": "\n", "emdash": "—", "endash": "–",
    "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "softline": "\n",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "\u2011", b"\\": "\\", b"{": "{", b"}": "}", b"-": ""}
_NOT_SHOWN = frozenset(
    ("fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "info", "pict",
     "object", "themedata", "colorschememapping", "datastore", "latentstyles", "generator",
     "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf",
     "fldinst", "bkmkstart", "bkmkend", "xmlnstbl", "rsidtbl", "revtbl", "template", "listtext",
     "pntext", "filetbl", "atnid", "atnauthor", "atndate", "atnref", "atrfstart", "atrfend",
     "atntime", "atnparent", "atnicn", "nonshppict", "tc", "xe", "shpinst", "sp", "upr",
     "background", "shprslt")
)  # fmt: skip
_SHOWN_THOUGH_NEW = frozenset(("shptxt", "ud", "shppict"))
_NOTES = frozenset(("footnote", "annotation"))
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_DAMAGED = N_("{file} is damaged: its groups are nested too deep.")
_BOXES = N_("Text boxes stand where they are anchored ({n}).")
_CUT = N_("The file ends in the middle: was it cut off?")


def read(raw: bytes, file: str) -> Body:
    """The words of a .rtf file; footnotes and comments are remarks, deleted words are left out.

    Raises:
        FileProblem: groups are nested beyond measure.
    """
    reader = _Reader(file)
    reader.read(raw)
    return reader.body()


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside one group."""

    shown: bool = True
    hidden: bool = False
    deleted: bool = False
    skip: int = 1
    """Characters that stand for a Unicode one in programs that know none."""
    font: int = -1
    note: int = -1
    """Number of the remark that is read, -1 for the text itself."""
    in_fonts: bool = False


class _Reader:
    """Reads token by token."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._page = "cp1252"
        self._text: list[str] = []
        self._notes: list[list[str]] = []
        self._fonts: dict[int, str] = {}
        self._state = _State()
        self._stack: list[_State] = []
        self._bytes = bytearray()
        self._to_skip = 0
        self._new = False
        self._boxes = 0

    def read(self, raw: bytes) -> None:
        """Read every token of a file."""
        place, size = 0, len(raw)
        while place < size:
            token = _TOKEN.match(raw, place)
            if token is None:
                break
            place = token.end()
            word, number, code, symbol, line_end, brace, plain, _ = token.groups()
            if word is not None:
                self._say_bytes()
                told = int(number) if number is not None else None
                if word == b"bin":
                    place += max(0, told or 0)
                else:
                    self._word(word.decode("ascii"), told)
            elif plain is not None or code is not None:
                self._take(plain if plain is not None else bytes((int(code, 16),)))
            elif symbol == b"*":
                self._new = True
            elif symbol is not None:
                self._say(_SYMBOLS.get(symbol, ""))
            elif line_end is not None:
                self._say("\n")
            elif brace is not None:
                self._brace(brace)
        self._say_bytes()

    def body(self) -> Body:
        """What was read."""
        marked = normalised(_whole("".join(self._text)))
        lines = [line.rstrip("\t") for line in marked.split("\n")]
        words = [" ".join(_whole("".join(note)).split()) for note in self._notes]
        text, remarks = placed("\n".join(lines).strip("\n"), words)
        doubts = []
        if self._boxes:
            doubts.append(Doubt(_BOXES, 1, {"n": self._boxes}))
        if self._stack:
            doubts.append(Doubt(_CUT, text.count("\n") + 1))
        return Body(text, doubts=tuple(doubts), remarks=remarks)

    def _brace(self, brace: bytes) -> None:
        self._say_bytes()
        self._new, self._to_skip = False, 0
        if brace == b"{":
            if len(self._stack) >= _DEEPEST:
                raise FileProblem(_DAMAGED, file=self._file)
            self._stack.append(self._state)
        elif self._stack:
            self._state = self._stack.pop()

    def _take(self, plain: bytes) -> None:
        skipped = min(self._to_skip, len(plain))
        self._to_skip -= skipped
        self._bytes += plain[skipped:]

    def _say_bytes(self) -> None:
        """Say the bytes read so far in the code page of their font."""
        if not self._bytes:
            return
        held = bytes(self._bytes)
        self._bytes.clear()
        page = self._fonts.get(self._state.font, self._page)
        self._say(without_signs(held.decode(page, "replace")))

    def _say(self, words: str) -> None:
        state = self._state
        self._say_bytes()
        if state.shown and not state.hidden and not state.deleted:
            (self._text if state.note < 0 else self._notes[state.note]).append(words)

    def _word(self, word: str, number: int | None) -> None:
        new, self._new = self._new, False
        if word == "u" and number is not None:
            code = number + 0x10000 if number < 0 else number
            self._say(without_signs(chr(code)) if 0 < code < 0x110000 else "")
            self._to_skip = self._state.skip
        elif word in _SIGNS:
            if self._to_skip:
                self._to_skip -= 1
            else:
                self._say(_SIGNS[word])
        elif word in _NOTES and len(self._notes) < MOST_REMARKS:
            self._begin_note()
        elif word == "shptxt":
            self._boxes += 1
            self._state = replace(self._state, shown=True)
            self._say("\n")
        elif word in _NOT_SHOWN or (new and word not in _SHOWN_THOUGH_NEW):
            self._state = replace(self._state, shown=False, in_fonts=word == "fonttbl")
        else:
            self._format(word, number)

    def _begin_note(self) -> None:
        number = len(self._notes)
        self._notes.append([])
        self._say(closing(number))
        self._state = replace(self._state, shown=True, note=number)

    def _format(self, word: str, number: int | None) -> None:
        """Words that change how the next ones are read."""
        if word == "uc":
            self._state = replace(self._state, skip=min(max(number or 0, 0), 8))
        elif word == "v":
            self._state = replace(self._state, hidden=number != 0)
        elif word == "deleted":
            self._state = replace(self._state, deleted=number != 0)
        elif word == "plain":
            self._state = replace(self._state, hidden=False, deleted=False)
        elif word == "f":
            self._state = replace(self._state, font=number if number is not None else 0)
        elif word == "fcharset" and self._state.in_fonts and number in _CHARSETS:
            self._fonts[self._state.font] = _CHARSETS[number]
        elif word == "ansicpg":
            self._page = _known(f"cp{number}") or self._page
        elif word in _PAGES:
            self._page = _PAGES[word]


def _known(page: str) -> str:
    """The code page if Python has it, or ""."""
    if page == "cp65001":
        return "utf-8"
    try:
        return codecs.lookup(page).name
    except LookupError:
        return ""


def _whole(words: str) -> str:
    """Words in which two halves of a character are one."""
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
