"""Texts that were made to slip past the identifier screen, or to keep it busy.

    python -m benchmarks.deid_hostile [MEGABYTES]

Prints every disguise of an identifier that leaves no direct finding (none is wanted), then how long
a single line of each sort takes, at a quarter of its length and whole: four times as long is
linear, sixteen times would be quadratic. A line of talk has 10 MB unless told otherwise, the lines
made to be slow a twentieth of it.
"""

from __future__ import annotations

import argparse
import time
import unicodedata
from collections.abc import Callable, Iterator

from benchmarks.deid_score import FOLDER
from qualcode.app.texts.screening import default_screen
from qualcode.core.privacy.screening import Screen

SAID = {
    "title and name": "Hier Mme Garancher est venue.",
    "name": "Hier, Sandrine Martin est venue.",
    "name in small letters": "et puis sandrine elle est venue",
    "telephone": "Rappelez le 01 99 00 12 34 demain.",
    "social security": "sécu 2 71 03 75 004 087 53 merci",
    "e-mail": "a.martin@exemple.fr écrit",
    "date of birth": "née le 18/02/1949 à Lyon",
    "account": "IBAN FR76 3000 4028 3798 7654 3210 943 ok",
    "plate": "la GH-482-KW là",
}
"""What is said plainly; all of it invented."""
_CYRILLIC = str.maketrans("aeocpxMH", "аеосрхМН")
_GREEK = str.maketrans("oAa", "οΑα")


def _between(mark: str) -> Callable[[str], str]:
    return mark.join


def _figures(zero: int, *, without_zero: bool = False) -> Callable[[str], str]:
    """Figures of another sort, which stand in a row from `zero` on."""
    kept = "0" if without_zero else ""
    return lambda text: "".join(
        chr(zero + int(c)) if c.isascii() and c.isdecimal() and c not in kept else c for c in text
    )


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _raised(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


DISGUISES: dict[str, Callable[[str], str]] = {
    "Cyrillic letters": lambda text: text.translate(_CYRILLIC),
    "Greek letters": lambda text: text.translate(_GREEK),
    "zero-width joiners": _between("\u200d"),
    "zero-width spaces": _between("\u200b"),
    "control characters": _between("\x01"),
    "soft hyphens": _between("\u00ad"),
    "grapheme joiners": _between("\u034f"),
    "variation selectors": _between("\ufe0f"),
    "tag characters": _between("\U000e0041"),
    "right-to-left override": lambda text: f"\u202e{text[::-1]}\u202c",
    "left-to-right override": lambda text: f"\u202d{text}\u202c",
    "accents apart": lambda text: unicodedata.normalize("NFD", text),
    "full-width": _wide,
    "Arabic figures": _figures(0x660),
    "Devanagari figures": _figures(0x966),
    "mathematical figures": _figures(0x1D7CE),
    "circled figures": _figures(0x245F, without_zero=True),
    "raised figures": _raised,
    "spaces that do not break": lambda text: text.replace(" ", "\u00a0"),
}

LINES = {
    "talk": "alors la pompe ça m'a changé la vie et madame Garancher est venue le matin 12 fois, ",
    "one word": "a",
    "figures": "1234567890 ",
    "figures apart": "1 ",
    "capitals": "Abc ",
    "letters apart": "a b c ",
    "unseen characters": "x\u200b",
    "brackets": "[a",
    "dots and at": "a.b.c@d.",
    "dates": "12/03/2024 ",
    "names joined": "Jean-",
    "particles": "de la du ",
    "figures said": "zéro six trente-neuf ",
    "streets": "rue de la ",
    "quotation marks": "« l' ",
}
"""What a single line is made of."""
SLOW_PART = 20


def slipped(screen: Screen) -> Iterator[tuple[str, str]]:
    """The disguises that leave no direct finding, each with what it hides."""
    for name, disguise in DISGUISES.items():
        for what, said in SAID.items():
            if not any(finding.direct for finding in screen.findings(disguise(said))):
                yield name, what


def line(sort: str, length: int) -> str:
    """A single line of a sort."""
    piece = LINES[sort]
    return (piece * (length // len(piece) + 1))[:length]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("megabytes", nargs="?", type=float, default=10)
    asked = parser.parse_args()
    screen = default_screen(FOLDER / "names.json")
    left = list(slipped(screen))
    print(f"{len(DISGUISES)} disguises of {len(SAID)} identifiers: {len(left)} slipped through")
    for name, what in left:
        print(f"  {name}: {what}")
    for sort in LINES:
        whole = int(asked.megabytes * 1_000_000 / (1 if sort == "talk" else SLOW_PART))
        took = []
        for length in (whole // 4, whole):
            text = line(sort, length)
            start = time.process_time()
            screen.findings(text)
            took.append(time.process_time() - start)
        print(f"{sort:18s} {whole / 1e6:5.2f} MB {took[1]:7.1f} s, {took[1] / took[0]:.1f} times "
              f"a quarter of it")  # fmt: skip


if __name__ == "__main__":
    main()
