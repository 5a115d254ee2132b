"""Types the tutorial, word for word, in both languages.

python -m docs.tutorial               compare every answer, and take the pictures anew
python -m docs.tutorial --terminal    the same through a pseudo-terminal, without pictures
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from docs.walk import Hand, Piloted, Terminal, walk

FOLDER = Path(__file__).resolve().parent
PAGES = {"en": FOLDER / "tutorial.md", "fr": FOLDER / "tutorial.fr.md"}
PICTURES = FOLDER / "tutorial_files"


def main(words: list[str]) -> None:
    """Walk both pages; says how many commands each has."""
    hand: Hand = Terminal() if "--terminal" in words else Piloted(PICTURES)
    for language, page in PAGES.items():
        with tempfile.TemporaryDirectory() as home:
            typed = walk(page, language, Path(home), hand)
        print(f"{page.name}: {len(typed)} commands typed, every answer as the page says")


if __name__ == "__main__":
    main(sys.argv[1:])
