"""Which pseudonym is proposed for what was found, and how its number is drawn."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qualcode.core.privacy.pseudonyms import Given, bracketed, codes_in
from qualcode.core.privacy.screening import Kind
from qualcode.core.text import fold
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows.held import current_texts

if TYPE_CHECKING:
    from qualcode.store.project import Project

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_LETTERED = frozenset({"CH", "CHU", "CLCC"})
_FIRST_NUMBERS = 99
_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")
_AGE = re.compile(r"\d{1,3}")
_WORD = re.compile(r"[^\W\d_]+")

PLACEHOLDERS = {
    Kind.PHONE: "TEL",
    Kind.EMAIL: "MAIL",
    Kind.NIR: "NIR",
    Kind.IPP: "DOSSIER",
    Kind.PROID: "NUMERO_PRO",
    Kind.ADDRESS: "ADRESSE",
    Kind.PLATE: "PLAQUE",
    Kind.URL: "LIEN",
    Kind.IBAN: "IBAN",
    Kind.DEVICE: "NUMERO_SERIE",
    Kind.POSTCODE: "CODE_POSTAL",
    Kind.DOB: "DATE_NAISSANCE",
    Kind.DATE: "DATE",
    Kind.AGE90: "90 ans et plus",
    Kind.AGE: "AGE",
    Kind.HIDDEN: "ILLISIBLE",
}
"""What takes the place of what needs no number of its own."""

_STEMS = {
    "MEDECIN": (
        "docteur docteure dr drs pr prof professeur professeure doctor professor medecin surgeon "
        "chirurgien chirurgienne anesthesiste oncologue neurochirurgien neurochirurgienne interne "
        "consultant"
    ),
    "INFIRMIERE": "infirmier infirmiere ide ibode iade nurse matron",
    "PROCHE": (
        "mari femme epoux epouse conjoint conjointe compagnon compagne fils fille frere soeur "
        "pere mere oncle tante cousin cousine neveu niece gendre bru husband wife daughter son "
        "brother sister mother father uncle aunt"
    ),
}
_STEM_AFTER = {word: stem for stem, words in _STEMS.items() for word in words.split()}
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
_NUMERIC_DATE = re.compile(r"\b\d{1,2}\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*((?:19|20)\d\d)\b")


def stem_of(kind: Kind, before: str, words: str) -> str:
    """What a drawn pseudonym begins with.

    Args:
        kind: of the finding.
        before: what stands right before it.
        words: the finding itself.
    """
    folded = fold(words)
    if kind is Kind.PLACE:
        return "VILLE"
    if kind is Kind.FACILITY:
        return _stem_of_facility(folded)
    near = [*_WORD.findall(folded)[:1], *_WORD.findall(fold(before))[:-3:-1]]
    for word in near:
        if word in _STEM_AFTER:
            return _STEM_AFTER[word]
    return "PRENOM" if _is_first_name(folded) else "PERSONNE"


def _stem_of_facility(folded: str) -> str:
    if re.search(r"\bch[ru]u?\b|universitaire", folded):
        return "CHU"
    if re.search(r"\bclcc\b|lutte contre le cancer|cancerologie", folded):
        return "CLCC"
    return "CH" if re.search(r"\bch\b|hopital|hospitalier|hospital", folded) else "CENTRE"


def _is_first_name(folded: str) -> bool:
    from qualcode.deid.sorts import sort_of

    word = folded.strip()
    return word.isalpha() and sort_of(word).first


def placeholder(kind: Kind, words: str) -> str | None:
    """What takes the place of a date, an age or a number; None where a name has to be drawn.

    Dates are made less precise, never moved: a moved date would be a false quotation.
    """
    if kind is Kind.DATE:
        return _month(words) or bracketed(PLACEHOLDERS[kind])
    if kind is Kind.DOB:
        year = _YEAR.search(words)
        decade = f"NAISSANCE_ANNEES_{year[0][:3]}0" if year else PLACEHOLDERS[kind]
        return bracketed(decade)
    if kind is Kind.AGE:
        return _five_years(words) or bracketed(PLACEHOLDERS[kind])
    return bracketed(PLACEHOLDERS[kind]) if kind in PLACEHOLDERS else None


def _month(words: str) -> str | None:
    folded = fold(words)
    year = _YEAR.search(folded)
    numeric = _NUMERIC_DATE.search(folded)
    if numeric and 1 <= int(numeric[1]) <= len(_MONTHS):
        return bracketed(f"{_MONTHS[int(numeric[1]) - 1]} {numeric[2]}")
    said = _WORD.findall(folded)
    parts = [month for month in _MONTHS if fold(month) in said][:1]
    parts += [year[0]] if year else []
    return bracketed(" ".join(parts)) if parts else None


def _five_years(words: str) -> str | None:
    age = _AGE.search(words)
    if age is None or int(age[0]) >= 90:
        return None
    low = int(age[0]) // 5 * 5
    return bracketed(f"{low}-{low + 4} ans")


def of_case(case: str) -> str:
    """The pseudonym of a case: its own id."""
    return bracketed(case)


class PassingPseudonyms:
    """Pseudonyms without a key file: each name has one for the time of one import only."""

    lasting = False

    def __init__(self, taken: Iterable[str] = (), *, luck: random.Random | None = None) -> None:
        """Pseudonyms beside those that are `taken`; `luck` draws their numbers."""
        self._given = list(dict.fromkeys(taken))
        self._taken = set(self._given)
        self._luck = luck or random.SystemRandom()

    @property
    def given(self) -> Sequence[str]:
        """The pseudonyms that stand in the project already, and those drawn since."""
        return tuple(self._given)

    def of(self, key: str, forms: Sequence[str]) -> str | None:
        """None: nobody remembers what a name was called at another import."""
        return None

    def draw(self, stem: str) -> str:
        """A pseudonym that is not taken, at random."""
        if stem in _LETTERED:
            free = [letter for letter in _LETTERS if f"[{stem}_{letter}]" not in self._taken]
            if free:
                return self._take(f"[{stem}_{self._luck.choice(free)}]")
        most = _FIRST_NUMBERS
        while True:
            free_numbers = [n for n in range(1, most + 1) if f"[{stem}_{n}]" not in self._taken]
            if len(free_numbers) > most // 2:
                return self._take(f"[{stem}_{self._luck.choice(free_numbers)}]")
            most = most * 10 + 9

    def keep(self, given: Iterable[Given]) -> None:
        """Nothing: there is nowhere to keep it."""

    def _take(self, pseudonym: str) -> str:
        self._given.append(pseudonym)
        self._taken.add(pseudonym)
        return pseudonym


def passing_pseudonyms(project: Project | None, texts: Iterable[str] = ()) -> PassingPseudonyms:
    """Pseudonyms that clash with none in a project and in what is about to enter it."""
    taken: dict[str, None] = {}
    if project is not None:
        with project.read() as connection:
            taken.update(dict.fromkeys(of_case(c.name) for c in case_rows.list_cases(connection)))
            texts = [*texts, *(text for _name, text in current_texts(connection))]
    for text in texts:
        taken.update(dict.fromkeys(sorted(codes_in(text))))
    return PassingPseudonyms(taken)
