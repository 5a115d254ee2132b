"""A review before an import: a person decides of each name, then the texts are written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qualcode.app.pseudonyms.namesakes import told_apart
from qualcode.app.pseudonyms.pseudonyms import of_case, passing_pseudonyms, placeholder, stem_of
from qualcode.app.pseudonyms.review_rows import (
    Standing,
    forms_of,
    key_of,
    rows_of,
    spread,
    with_form,
    words_at,
)
from qualcode.app.texts.remarks import to_screen
from qualcode.app.texts.screening import Screened, lines, screen_incoming, study_screen, together
from qualcode.core.errors import NotAllowed, PrivacyRefusal
from qualcode.core.privacy.pseudonyms import Given, Pseudonyms, bracketed
from qualcode.core.privacy.reviewing import MEMORABLE, Choice, Decision, Item, Sighting
from qualcode.core.privacy.screening import (
    Decided,
    Finding,
    Kind,
    Screen,
    Verdict,
    counted,
    masked,
)
from qualcode.core.text import digest, fold, folded_places
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.app.pseudonyms.second_reading import SecondReading
    from qualcode.app.texts.besides import Beside
    from qualcode.app.texts.importing import Incoming
    from qualcode.core.revisions.carry_over import Edit
    from qualcode.store.project import Project

_PERSONAL = frozenset({Kind.NAME, Kind.NICKNAME})
_BEFORE = 24
_CODE_FIRST = re.compile(r"[A-Z]{1,3}\d{1,3}(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review comes to: the texts as they enter, and what is kept of the decisions."""

    incoming: tuple[Incoming, ...] = field(repr=False)
    verdicts: tuple[Verdict, ...]
    terms: tuple[tuple[str, str], ...]
    """Words that the study remembers as harmless, each with the reason."""
    given: tuple[Given, ...] = field(repr=False)
    said: Mapping[str, object]
    """What the journal tells: how many rows were replaced, kept, left open."""
    beside: tuple[Beside, ...] = field(default=(), repr=False)
    """What enters beside the texts."""


class Review:
    """What was found in some files about to enter, row by row, and what a person says of it.

    Everything is in memory; nothing of it is written before `import_reviewed`.
    """

    def __init__(
        self,
        incoming: Sequence[Incoming],
        screen: Screen,
        pseudonyms: Pseudonyms,
        *,
        cases: Iterable[str] = (),
        found: Sequence[Screened] | None = None,
        beside: Sequence[Beside] = (),
    ) -> None:
        """A review of files as `prepare` gave them.

        Args:
            incoming: the files.
            screen: what looks for identifiers.
            pseudonyms: what draws and remembers pseudonyms.
            cases: names of the study's cases, whose pseudonym is their name.
            found: what the screen found in them, where that is known already.
            beside: what enters beside their texts.
        """
        self.incoming = tuple(one for one in incoming if one.already is None)
        self.screen = screen
        self.pseudonyms = pseudonyms
        self.entered: tuple[Incoming, ...] = ()
        """The files as they entered, once they have."""
        self.second: SecondReading | None = None
        """What a second reader decided of a sample, if there was one."""
        self.beside = tuple(one for one in beside if one.pieces)
        self._cases = tuple(cases)
        others = [*to_screen(self.incoming), *(one.incoming for one in self.beside)]
        each = [*self.incoming, *others] if found is None else others
        looked_at = [screen_incoming(one, screen) for one in each]
        self.files: tuple[Screened, ...] = tuple(together([*(found or ()), *looked_at], screen))
        """What was found in the files, then in remarks that some of them hold, then beside them."""
        self._standing = Standing(tuple(file.findings for file in self.files))
        self._before: list[Standing] = []
        self._rows: tuple[Item, ...] | None = None
        self._proposed: dict[str, str] = {}

    @property
    def rows(self) -> tuple[Item, ...]:
        """The rows: sure ones first, frequent ones first."""
        if self._rows is None:
            self._rows = rows_of(self.files, self._standing)
        return self._rows

    @property
    def open(self) -> tuple[Item, ...]:
        """The rows that keep the files out."""
        return tuple(row for row in self.rows if row.open)

    @property
    def seal(self) -> str:
        """What names these texts with these findings, so that decisions fit no others."""
        told = hashlib.sha256()
        for part in (self.screen.detector, self.screen.lists_sha256):
            told.update(part.encode())
        for file in self.files:
            told.update(digest(file.document.text).encode())
            for found in (*file.in_name, *file.findings):
                told.update(f"{found.kind}{found.span.start}:{found.span.end}".encode())
        return told.hexdigest()[:12]

    # What a row is

    def row(self, key: str) -> Item:
        """The row of a key."""
        return next(row for row in self.rows if row.key == key)

    def words(self, sighting: Sighting) -> str:
        """The words of a mention, in clear: for the person who decides, and nobody else."""
        return words_at(self.files[sighting.file], sighting)

    def text(self, sighting: Sighting) -> str:
        """The text that a mention stands in."""
        file = self.files[sighting.file]
        return file.file if sighting.in_name else file.document.text

    def excerpt(self, row: Item) -> str:
        """The first mention of a row, masked."""
        sighting = row.sightings[0]
        return masked(self.text(sighting), sighting.finding.span)

    def proposed(self, key: str) -> str:
        """The pseudonym that is proposed for a row; the same as long as the review lasts."""
        if key not in self._proposed:
            self._proposed[key] = self._proposal(self.row(key))
        return self._proposed[key]

    def propose(self, key: str, pseudonym: str) -> None:
        """Propose this pseudonym from now on, such as one that a decisions file names."""
        self._proposed[key] = bracketed(pseudonym)

    def same_as(self, key: str) -> dict[str, str]:
        """Pseudonyms that a row can be merged with, each with who has it, in clear where known.

        Those of rows of its kind, of the study's cases, and those that the study has given.
        """
        row = self.row(key)
        found: dict[str, str] = {}
        for other in self.rows:
            if other.key != key and (other.kind is row.kind or {other.kind, row.kind} <= _PERSONAL):
                decided = other.decision.pseudonym if other.decision else ""
                whose = self.words(other.sightings[0])
                found.setdefault(decided or self.proposed(other.key), " ".join(whose.split()))
        if row.kind in _PERSONAL:
            codes = [code for one in self.incoming if (code := _code_of_file(one))]
            found |= {
                of_case(case): "" for case in (*self._cases, *codes) if of_case(case) not in found
            }
        return found | {one: "" for one in self.pseudonyms.given if one not in found}

    def _proposal(self, row: Item) -> str:
        first = row.sightings[0]
        remembered = self.pseudonyms.of(row.key, forms_of(self.files, row))
        if remembered:
            return remembered
        if row.kind in _PERSONAL:
            same = self._case_of_label(row) or self._same_person(row)
            if same:
                return same
        text = self.text(first)
        fixed = placeholder(row.kind, self.words(first))
        if fixed:
            return fixed
        start = first.finding.span.start
        return self.pseudonyms.draw(
            stem_of(row.kind, text[max(0, start - _BEFORE) : start], self.words(first))
        )

    def _case_of_label(self, row: Item) -> str:
        """The case that a name speaks for, where it labels the only coded speaker of a file."""
        for sighting in row.sightings:
            if sighting.in_name or sighting.finding.family != "label":
                continue
            one = self.incoming[sighting.file]
            who = one.speaker_of.get(" ".join(self.words(sighting).split()))
            coded = [s for s in one.speaker_of.values() if s.coded]
            if who is None or coded != [who]:
                continue
            case = who.case if who.case in self._cases else _code_of_file(one)
            if case:
                return of_case(case)
        return ""

    def _same_person(self, row: Item) -> str:
        """The proposal of a longer name that holds this one, where there is one such name."""
        parts = _words_of(row.key)
        longer = [
            other for other in self.rows if other.kind in _PERSONAL and parts < _words_of(other.key)
        ]
        longer = [other for other in longer if not told_apart(self, row, other)]
        if not parts or len(longer) != 1:
            return ""
        decision = longer[0].decision
        return (decision.pseudonym if decision else "") or self.proposed(longer[0].key)

    # Deciding

    def accept(self, key: str) -> None:
        """Replace a row by the pseudonym that is proposed."""
        self.decide(key, Decision(Choice.REPLACE, self.proposed(key)))

    def replace(self, key: str, words: str) -> None:
        """Replace a row by other words, in brackets; also how it is merged with another.

        Raises:
            NotAllowed: there are no words, or they repeat what they take the place of.
        """
        try:
            pseudonym = bracketed(words)
        except ValueError as error:
            raise NotAllowed(
                N_("Say in a few words, in one line, what stands there instead.")
            ) from error
        if _repeats(pseudonym, forms_of(self.files, self.row(key))):
            raise NotAllowed(N_("The replacement repeats what it takes the place of."))
        self.decide(key, Decision(Choice.REPLACE, pseudonym))

    def keep(self, key: str, reason: str, *, everywhere: bool = False) -> None:
        """Keep a row as it stands, for a reason.

        Raises:
            NotAllowed: there is no reason; or a number or an address is to be remembered.
        """
        if not reason.strip():
            raise NotAllowed(N_("Say why it may stay: a public figure, a term, no name at all."))
        if everywhere and self.row(key).kind not in MEMORABLE:
            raise NotAllowed(N_("Only names and places can be remembered as harmless."))
        self.decide(key, Decision(Choice.KEEP, reason=reason.strip(), everywhere=everywhere))

    def everywhere(self, key: str) -> bool:
        """Let the study remember what is kept here, or not; gives which.

        Raises:
            NotAllowed: the row is not kept, or nothing that may be remembered.
        """
        decision = self.row(key).decision
        if decision is None or decision.choice is not Choice.KEEP:
            raise NotAllowed(
                N_("Keep it first: what is replaced is replaced in all these files anyway.")
            )
        self.keep(key, decision.reason, everywhere=not decision.everywhere)
        return not decision.everywhere

    def add(self, words: str) -> str:
        """List a name that was missed, wherever it stands; gives the key of its row.

        Raises:
            NotAllowed: these words stand nowhere, or are listed already.
        """
        findings = with_form(self.files, self._standing.findings, words.strip())
        if findings == self._standing.findings:
            raise NotAllowed(
                N_("These words stand in none of the files, or they are listed already.")
            )
        before = {row.key for row in self.rows}
        self._before.append(self._standing)
        self._stand(Standing(findings, self._standing.decisions))
        return next((row.key for row in self.rows if row.key not in before), self.rows[0].key)

    def decide(self, key: str, decision: Decision) -> None:
        """Take a decision; the words of what is replaced are looked for in all files.

        Where that finds a part of the name by itself, the part is the same person.
        """
        findings = self._standing.findings
        if decision.choice is Choice.REPLACE:
            findings = spread(self.files, findings, self.row(key), self.screen)
        self._before.append(self._standing)
        known, words = {row.key for row in self.rows}, _words_of(key)
        decisions = {**self._standing.decisions, key: decision}
        self._stand(Standing(findings, decisions))
        parts = [
            row.key
            for row in self.rows
            if row.key not in known
            and row.kind in _PERSONAL
            and _words_of(row.key) < words
            and not told_apart(self, row, self.row(key))
        ]
        if parts:
            self._stand(Standing(findings, decisions | dict.fromkeys(parts, decision)))

    def undo(self) -> bool:
        """Take the newest decision back; gives whether there was one."""
        if not self._before:
            return False
        self._stand(self._before.pop())
        return True

    def _stand(self, standing: Standing) -> None:
        self._standing = standing
        self._rows = None

    # What comes of it

    def result(self, accept_reason: str = "") -> Reviewed:
        """The texts as they are to enter, screened once more.

        Args:
            accept_reason: why what is open may stay; journalled.

        Raises:
            PrivacyRefusal: something is open and there is no reason to go on.
            NotAllowed: a reason repeats what is replaced.
        """
        from qualcode.app.pseudonyms.pseudonymising import edits_in, entered

        replaced = [r for r in self.rows if r.decision and r.decision.choice is Choice.REPLACE]
        kept = [r for r in self.rows if r.decision and r.decision.choice is Choice.KEEP]
        reasons = [row.decision.reason for row in kept if row.decision]
        self._refuse_repeating([*reasons, accept_reason], replaced)
        entering = entered(self.incoming, self.files, replaced)
        first = len(self.files) - len(self.beside)
        beside = tuple(
            one.replaced(edits_in(one.incoming.document, self.files, first + at, replaced))
            for at, one in enumerate(self.beside)
        )
        all_texts = (*entering, *to_screen(entering), *(one.incoming for one in beside))
        again = together(
            [screen_incoming(one, self.screen) for one in all_texts],
            self.screen,
        )
        verdicts = self._verdicts(again, {row.key for row in kept}, reasons, accept_reason.strip())
        said: dict[str, object] = {
            "replaced": len(replaced),
            "kept": len(kept),
            "left_open": len(self.open),
        }
        if self.second is not None:
            said["second_reader"] = self.second.said()
        terms, given = self._terms(kept), self._given(replaced)
        return Reviewed(entering, verdicts, terms, given, said, beside)

    def edits_of(self, number: int) -> list[Edit]:
        """What is replaced in the text of one of the files."""
        from qualcode.app.pseudonyms.pseudonymising import edits_in

        replaced = [r for r in self.rows if r.decision and r.decision.choice is Choice.REPLACE]
        return edits_in(self.incoming[number].document, self.files, number, replaced)

    def _verdicts(
        self, again: Sequence[Screened], kept: set[str], reasons: Sequence[str], accepted: str
    ) -> tuple[Verdict, ...]:
        left = [_without_kept(file, kept) for file in again]
        refused = [file for file in left if file.refused]
        if refused and not accepted:
            self._list_what_is_new(refused)
            raise PrivacyRefusal(
                N_("Nothing was imported: {n} rows of the review are open.\n{list}"),
                n=max(1, len(self.open)),
                list="\n".join(line for file in refused for line in lines(file)),
            )
        why = "; ".join(dict.fromkeys(filter(None, [*reasons, accepted])))
        return tuple(
            Verdict(
                digest(file.document.text),
                self.screen.detector,
                self.screen.lists_sha256,
                counted(file.findings),
                Decided.ACCEPTED if file.refused and why else Decided.PASSED,
                why if file.refused else "",
            )
            for file in again
        )

    def _list_what_is_new(self, refused: Iterable[Screened]) -> None:
        """Rows for what only shows once other words are replaced, so that it can be decided of."""
        found = {
            finding.span.of(file.document.text)
            for file in refused
            for finding in file.findings
            if finding.direct
        }
        for words in sorted(found):
            with suppress(NotAllowed):
                self.add(words)

    def _refuse_repeating(self, reasons: Sequence[str], replaced: Sequence[Item]) -> None:
        told = "\n".join(reasons)
        for row in replaced:
            if row.kind.direct and _repeats(told, forms_of(self.files, row)):
                raise NotAllowed(N_("A reason repeats a name that is replaced: word it otherwise."))

    def _terms(self, kept: Sequence[Item]) -> tuple[tuple[str, str], ...]:
        return tuple(
            (form, row.decision.reason)
            for row in kept
            if row.decision and row.decision.everywhere
            for form in forms_of(self.files, row)
        )

    def _given(self, replaced: Sequence[Item]) -> tuple[Given, ...]:
        return tuple(
            Given(row.key, forms_of(self.files, row), row.decision.pseudonym)
            for row in replaced
            if row.decision and row.kind.direct
        )


def _words_of(key: str) -> set[str]:
    return set(key.partition(":")[2].split())


def _code_of_file(one: Incoming) -> str:
    """The code of a person with which the name of a file begins: `P03_entretien.docx`."""
    found = _CODE_FIRST.match(one.path.stem)
    return found[0] if found else ""


def _repeats(told: str, forms: Iterable[str]) -> bool:
    folded = fold(told)
    return any(fold(form) in folded and folded_places(told, form) for form in forms)


def _without_kept(file: Screened, kept: set[str]) -> Screened:
    """The file without the findings that a person keeps."""

    def left(findings: Iterable[Finding], *, in_name: bool) -> tuple[Finding, ...]:
        return tuple(
            found
            for found in findings
            if key_of(found, words_at(file, Sighting(0, found, in_name))) not in kept
        )

    return replace(
        file,
        findings=left(file.findings, in_name=False),
        in_name=left(file.in_name, in_name=True),
    )


def start_review(
    project: Project | None,
    incoming: Sequence[Incoming],
    *,
    screen: Screen | None = None,
    pseudonyms: Pseudonyms | None = None,
    cases: Iterable[str] = (),
    beside: Sequence[Beside] = (),
) -> Review:
    """A review of files as `prepare` gave them.

    Args:
        project: where they would enter.
        incoming: the files.
        screen: the identifier screen; the built-in one where None.
        pseudonyms: a key file; without one pseudonyms are stable within this import only.
        cases: cases that enter with them, beside those of the project.
        beside: what enters beside their texts.
    """
    from qualcode.app.texts.screening import default_screen
    from qualcode.store.rows.cases import list_cases

    known = list(cases)
    if project is not None:
        with project.read() as connection:
            known += [case.name for case in list_cases(connection)]
    if screen is None:
        screen = study_screen(project, None, known) if project else default_screen(codes=known)
    if pseudonyms is None:
        pseudonyms = passing_pseudonyms(project, [one.document.text for one in incoming])
    return Review(incoming, screen, pseudonyms, cases=dict.fromkeys(known), beside=beside)
