"""Two invented interviews with names planted in them, as a transcriber sends them."""

from __future__ import annotations

from pathlib import Path

from qualcode.app.pseudonyms.reviewing import Review, start_review
from qualcode.app.texts.importing import prepare
from qualcode.store.project import Project

FIRST = """\
Enquêtrice\u00a0: Bonjour madame Garancher, vous venez d’où\u202f?

Mme Garancher\u00a0: De Trévoux. Le docteur Tchobanyel m’a vue le 12 mars 2024. 😀

Enquêtrice\u00a0: Et votre fille Odalie\u202f?

Mme Garancher\u00a0: Mon numéro c’est le 01 99 00 12 34. Tchobanyel était gentil.
"""
SECOND = """\
ENQ\u00a0: Oui\u202f?

P04\u00a0: J’ai vu tchobanyel à Trévoux. La bolinharde m’a aidé.
"""
SECRETS = ("Garancher", "Tchobanyel", "tchobanyel", "Odalie", "01 99 00 12 34")
"""What may stand nowhere once everything is replaced."""


def sent(folder: Path) -> list[Path]:
    """The files; the name of the first gives the participant away."""
    first, second = folder / "P03_Garancher.txt", folder / "P04.txt"
    first.write_text(FIRST, encoding="utf-8")
    second.write_text(SECOND, encoding="utf-8")
    return [first, second]


def review_of(project: Project, paths: list[Path]) -> Review:
    """A review of the files."""
    return start_review(project, prepare(project, paths))


def key_of(review: Review, words: str) -> str:
    """The row in which some words stand."""
    return next(
        row.key
        for row in review.rows
        if any(words in review.words(sighting) for sighting in row.sightings)
    )


def accept_all(review: Review) -> None:
    """Replace everything that is direct, as proposed."""
    while waiting := [row for row in review.rows if row.decision is None and row.kind.direct]:
        review.accept(waiting[0].key)
