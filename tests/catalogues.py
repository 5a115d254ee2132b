"""Gathers the messages of the program into the French catalogue and compiles it.

Run as `python -m tests.catalogues` (or `make catalogues`). Messages that are new stand in the
.po file without a translation until somebody writes it; `tests/test_catalogues.py` fails on them.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "qualcode"
FRENCH = PACKAGE / "i18n" / "locale" / "fr" / "LC_MESSAGES" / "qualcode.po"
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {"_": None, "N_": None, "translate": None, "plural": (1, 2), "N_several": (1, 2)}


def gathered() -> Catalog:
    """Every message id that the program uses, with the places where it stands."""
    catalogue = Catalog(project="qualcode", version="", creation_date=WRITTEN)
    found = extract_from_dir(str(PACKAGE), [("**.py", "python")], keywords=KEYWORDS)
    for file, _line, message, _comments, _context in sorted(found, key=lambda one: one[:2]):
        words = message if isinstance(message, str) else message[0]
        if any(character.isalpha() for character in words):
            catalogue.add(message, locations=[(file, 0)])
    return catalogue


def french() -> Catalog:
    """The French catalogue as it stands."""
    if not FRENCH.exists():
        return Catalog(locale="fr", project="qualcode")
    with FRENCH.open("rb") as file:
        stored = read_po(file, locale="fr")
    bare = Catalog(
        locale="fr",
        project="qualcode",
        header_comment="# French messages of qualcode.",
        copyright_holder="the qualcode developers",
        version="",
        msgid_bugs_address="",
        last_translator="",
        language_team="fr",
        creation_date=WRITTEN,
        revision_date=WRITTEN,
        fuzzy=False,
    )
    for message in stored:
        if message.id:
            bare[message.id] = message
    return bare


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def main() -> None:
    """Bring the .po up to date and compile the .mo."""
    catalogue = french()
    catalogue.update(gathered(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    FRENCH.parent.mkdir(parents=True, exist_ok=True)
    with FRENCH.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    FRENCH.with_suffix(".mo").write_bytes(compiled(catalogue))
    missing = [message.id for message in catalogue if message.id and not message.string]
    print(f"{len(list(catalogue))} messages, {len(missing)} without a French translation")


if __name__ == "__main__":
    main()
