"""Layout C: the table of agreement between two coders, its supplement and a methods paragraph."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from qualcode import __version__
from qualcode.core.agreement.report import AgreementReport, CodeAgreement, Estimate, Unit
from qualcode.export.word.house import write_document
from qualcode.export.word.themes import made_with
from qualcode.export.word.values import (
    Align,
    Cell,
    Column,
    Document,
    Line,
    Prose,
    Row,
    RowKind,
    Run,
    Table,
)
from qualcode.i18n import N_, _, in_language, plural
from qualcode.i18n.numbers import colon, decimal, integer, percent

ENOUGH_USES = 5
"""Passages of both coders together under which no coefficient of a code is printed."""

_RULES = {
    Unit.SENTENCE: N_(
        "Unit: the sentence within a speaker’s turn; a code is present in a sentence if one of "
        "its passages touches it."
    ),
    Unit.CHARACTER: N_("Unit: the character; a code is present in the characters it covers."),
    Unit.TOKEN: N_(
        "Unit: the word; a code is present in a word if one of its passages touches it."
    ),
    Unit.TURN: N_(
        "Unit: the speaker’s turn; a code is present in a turn if one of its passages touches it."
    ),
}
_FLAGS = {
    "rare": N_("Fewer than ten passages, or found in fewer than three transcripts."),
    "skewed": N_(
        "AC1 exceeds kappa by more than 0.2: very rare or very common codes lower coefficients "
        "that are corrected for chance."
    ),
    "below": N_("The interval reaches below 0.667."),
}


@dataclass(frozen=True, slots=True)
class CodeLabel:
    """What a code is called in the table."""

    family: str
    name: str


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What the table tells beside the report."""

    made_on: date
    round: str = ""
    """Name of the coding round; empty for a comparison outside a round."""
    corpus: int | None = None
    """Transcripts of the study, those not coded twice included; None where nobody says."""
    decisions: Mapping[str, str] = field(default_factory=dict)
    """What the team decided about a code, by `codebook:key`."""


def write_agreement_table(
    report: AgreementReport,
    labels: Mapping[str, CodeLabel],
    path: str | os.PathLike[str],
    *,
    language: str,
    facts: AgreementFacts,
    number: int = 1,
) -> None:
    """Write layout C as a Word file.

    Raises:
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    document = agreement_document(report, labels, language=language, facts=facts, number=number)
    write_document(document, path)


def agreement_document(
    report: AgreementReport,
    labels: Mapping[str, CodeLabel],
    *,
    language: str,
    facts: AgreementFacts,
    number: int = 1,
) -> Document:
    """The document of layout C, in one language."""
    with in_language(language):
        title = _("Agreement between two coders, by code")
        return Document(
            title=title,
            language=language,
            made_on=facts.made_on,
            blocks=(
                _main_table(report, labels, facts, title, number),
                Prose(_("Methods"), (" ".join(_methods(report, facts)),)),
                _supplement(report, labels, facts),
            ),
        )


class _Footnotes:
    """Letters for what has to be said of single cells."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}

    def mark(self, msgid: str) -> Run:
        """The raised letter of a message; a new one the first time."""
        letter = self._letters.setdefault(msgid, _letter(len(self._letters)))
        return Run(letter, raised=True)

    def lines(self) -> Iterator[Line]:
        """Every message that a letter was given, in order."""
        for msgid, letter in self._letters.items():
            yield (Run(letter, raised=True), f" {_(msgid)}")


def _letter(index: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[index % 26] * (1 + index // 26)


def _main_table(
    report: AgreementReport,
    labels: Mapping[str, CodeLabel],
    facts: AgreementFacts,
    title: str,
    number: int,
) -> Table:
    footnotes = _Footnotes()
    used = _used(report)
    rows = [
        *_with_families(
            ((code.code, _main_cells(code, labels, facts, footnotes)) for code in used), labels
        ),
        Row(_main_cells(report.overall, labels, facts, footnotes), RowKind.TOTAL, starts=True),
    ]
    return Table(
        title=title,
        columns=_main_columns(),
        rows=tuple(rows),
        lead=" ".join(_lead(report, facts)),
        description=_(
            "Agreement between two coders on {n} codes, one to a row, grouped by family: units, "
            "units given the code by each and by both, percentage, alpha with interval, decision.",
            n=len(used),
        ),
        notes=(*footnotes.lines(), *_main_notes(report, labels, facts)),
        number=number,
    )


def _used(report: AgreementReport) -> list[CodeAgreement]:
    return [code for code in report.codes if any(code.applied)]


def _main_columns() -> tuple[Column, ...]:
    return (
        Column(_("Code"), 7.5),
        Column(_("Units"), 1.9, Align.RIGHT),
        Column("C1", 1.5, Align.RIGHT),
        Column("C2", 1.5, Align.RIGHT),
        Column(_("Both coders"), 2.0, Align.RIGHT),
        Column(_("% agreement"), 2.2, Align.RIGHT),
        Column("α", 3.7, Align.CENTRE, _("(95% CI)")),
        Column("α", 2.8, Align.CENTRE, _("code + valence")),
        Column(_("Decision"), 2.6),
    )


def _with_families(
    rows: Iterable[tuple[str, tuple[Cell, ...]]], labels: Mapping[str, CodeLabel]
) -> Iterator[Row]:
    family = ""
    for code, cells in rows:
        label = labels.get(code)
        if label and label.family != family:
            family = label.family
            yield Row((family,), RowKind.FAMILY)
        yield Row(cells)


def _main_cells(
    code: CodeAgreement,
    labels: Mapping[str, CodeLabel],
    facts: AgreementFacts,
    footnotes: _Footnotes,
) -> tuple[Cell, ...]:
    estimable = _estimable(code)
    joint = _value(code.joint_alpha, footnotes) if estimable else _not_estimable()
    return (
        _name(code, labels, footnotes),
        integer(code.units),
        integer(code.applied[0]),
        integer(code.applied[1]),
        integer(code.both),
        _hundred(code.percent),
        _with_interval(code.alpha, footnotes) if estimable else _not_estimable(),
        "–" if code.valence is None else joint,
        facts.decisions.get(code.code, "") or "–",
    )


def _estimable(code: CodeAgreement) -> bool:
    return not code.code or sum(code.segments) >= ENOUGH_USES


def _not_estimable() -> str:
    return _("n.e.")


def _name(
    code: CodeAgreement, labels: Mapping[str, CodeLabel], footnotes: _Footnotes | None
) -> Cell:
    name = _label(code.code, labels) if code.code else _("All codes, pooled")
    if footnotes is None:
        return name
    marks = [footnotes.mark(_FLAGS[flag]) for flag in code.flags if flag in _FLAGS]
    separated = [part for mark in marks for part in (Run(",", raised=True), mark)][1:]
    bold = not code.code
    return ((Run(name, bold=bold), *separated),)


def _label(code: str, labels: Mapping[str, CodeLabel]) -> str:
    return labels[code].name if code in labels else code


def _hundred(share: Estimate) -> str:
    return "–" if share.value is None else decimal(share.value * 100, 1)


def _value(estimate: Estimate, footnotes: _Footnotes) -> Cell:
    if estimate.value is None:
        return (("–", footnotes.mark(estimate.reason)),) if estimate.reason else "–"
    return decimal(estimate.value)


def _with_interval(estimate: Estimate, footnotes: _Footnotes) -> Cell:
    if estimate.value is None:
        return _value(estimate, footnotes)
    if estimate.low is None or estimate.high is None:
        return f"{decimal(estimate.value)} (—)"
    return _(
        "{value} ({low} to {high})",
        value=decimal(estimate.value),
        low=decimal(estimate.low),
        high=decimal(estimate.high),
    )


def _lead(report: AgreementReport, facts: AgreementFacts) -> Iterator[str]:
    yield _(_RULES[report.unit])
    if report.codebooks:
        yield _codebooks(report)
    if facts.round:
        yield _("Coding round: {round}.", round=facts.round)
    else:
        yield _("Outside a coding round.")
    yield _("Coded by both: {sample}.", sample=_sample(report, facts))


def _codebooks(report: AgreementReport) -> str:
    return plural(
        "Codebook: {books}.",
        "Codebooks: {books}.",
        len(report.codebooks),
        books=", ".join(report.codebooks),
    )


def _sample(report: AgreementReport, facts: AgreementFacts) -> str:
    n = len(report.transcripts)
    if not facts.corpus:
        return plural("{n} transcript", "{n} transcripts", n)
    return _(
        "{n} of {total} transcripts ({share})",
        n=integer(n),
        total=integer(facts.corpus),
        share=percent(n / facts.corpus),
    )


def _main_notes(
    report: AgreementReport, labels: Mapping[str, CodeLabel], facts: AgreementFacts
) -> Iterator[Line]:
    yield _noted(_("How to read"), _reading(report))
    few = [code for code in _used(report) if not _estimable(code)]
    if few:
        yield _noted(
            _("n.e."),
            [
                _(
                    "not estimable, fewer than {least} passages of the two coders together: "
                    "{codes}.",
                    least=ENOUGH_USES,
                    codes=", ".join(_label(code.code, labels) for code in few),
                )
            ],
        )
    reasons = _interval_reasons(report)
    if reasons:
        yield _noted("(—)", [_("no interval."), *reasons])
    yield _noted(_("Data"), _data(report, facts))


def _noted(head: str, sentences: Iterable[str]) -> Line:
    return (Run(f"{head}{colon()} ", italic=True), " ".join(sentences))


def _reading(report: AgreementReport) -> Iterator[str]:
    yield _(
        "C1 and C2: units to which each coder gave the code; both coders: units to which both did."
    )
    if report.coders != ("C1", "C2"):
        yield _("C1 is {first}, C2 is {second}.", first=report.coders[0], second=report.coders[1])
    yield _("α: Krippendorff’s alpha, the code being present or absent.")
    yield _("Code + valence: presence and valence taken as one label.")
    codes = [*report.codes, report.overall]
    if any(code.valence is None for code in codes):
        yield _("A dash there: the code carries no valence that coders could differ on.")
    unused = len(report.codes) - len(_used(report))
    if unused:
        yield plural(
            "{n} code that neither coder gave is left out.",
            "{n} codes that neither coder gave are left out.",
            unused,
        )


def _interval_reasons(report: AgreementReport) -> list[str]:
    printed = [code.alpha for code in [*_used(report), report.overall] if _estimable(code)]
    without = [a for a in printed if a.value is not None and (a.low is None or a.high is None)]
    return list(dict.fromkeys(_(a.interval_reason) for a in without if a.interval_reason)) or (
        [""] if without else []
    )


def _data(report: AgreementReport, facts: AgreementFacts) -> Iterator[str]:
    if report.left_out:
        yield _(
            "Left out, since one of the coders has not marked them read: {sources}.",
            sources=", ".join(report.left_out),
        )
    yield from (_(warning) for warning in report.warnings)
    yield made_with(facts.made_on)


def _methods(report: AgreementReport, facts: AgreementFacts) -> Iterator[str]:
    yield _(
        "Two coders coded {sample} with {books}; {characters} characters of speech were compared.",
        sample=_sample(report, facts),
        books=", ".join(report.codebooks) or _("one codebook"),
        characters=integer(report.characters),
    )
    if facts.round:
        yield _(
            "In the coding round “{round}” each coder’s work was masked from the other by the "
            "software until both had locked theirs.",
            round=facts.round,
        )
    else:
        yield _(
            "The comparison was made outside a coding round, so the software did not mask the "
            "coders’ work from each other."
        )
    yield _(_RULES[report.unit])
    yield _(
        "For each code we report the percentage of agreement and Krippendorff’s nominal alpha, "
        "for the code alone and for code and valence as one label; the pooled alpha is one minus "
        "the sum of observed over the sum of expected disagreements of all codes."
    )
    yield from _about_intervals(report)
    yield _(
        "Cohen’s kappa, Gwet’s AC1, the Dice overlap and the agreement on valence, given that "
        "both coders applied the code, stand in the supplement."
    )
    yield _("Codes with a fixed valence, or none, stay out of the agreement on valence.")
    yield _("Computed with qualcode {version}.", version=__version__)


def _about_intervals(report: AgreementReport) -> Iterator[str]:
    if any(code.alpha.low is not None for code in [*report.codes, report.overall]):
        yield _(
            "Intervals (95%) come from {draws} bootstrap draws of whole transcripts (seed {seed}).",
            draws=integer(report.draws),
            seed=report.seed,
        )
    else:
        yield _("No interval is given.")
        yield from filter(None, _interval_reasons(report))


def _supplement(
    report: AgreementReport, labels: Mapping[str, CodeLabel], facts: AgreementFacts
) -> Table:
    footnotes = _Footnotes()
    rows = [
        *_with_families(
            ((code.code, _more_cells(code, labels, footnotes)) for code in _used(report)), labels
        ),
        Row(_more_cells(report.overall, labels, footnotes), RowKind.TOTAL, starts=True),
    ]
    return Table(
        title=_("Further coefficients, and agreement on valence where both coders gave the code"),
        columns=(
            Column(_("Code"), 7.3),
            Column("α", 4.0, Align.CENTRE, _("range over transcripts (n)")),
            Column("Dice", 1.8, Align.RIGHT),
            Column("κ", 1.8, Align.RIGHT),
            Column("AC1", 1.8, Align.RIGHT),
            Column(_("Valence"), 1.8, Align.RIGHT, _("units")),
            Column(_("% agreement"), 1.8, Align.RIGHT),
            Column("κ", 1.8, Align.RIGHT),
            Column("α", 1.8, Align.RIGHT),
            Column("AC1", 1.8, Align.RIGHT),
        ),
        rows=tuple(rows),
        description=_("Kappa, AC1 and Dice of each code, and the same for valence."),
        notes=(
            *footnotes.lines(),
            _noted(
                _("How to read"),
                [
                    _("κ: Cohen’s kappa; AC1: Gwet’s AC1; Dice: positive agreement."),
                    _(
                        "The five columns from “Valence” on concern the units to which both "
                        "coders gave the code."
                    ),
                ],
            ),
            _noted(_("Data"), _data(report, facts)),
        ),
        supplement=True,
    )


def _more_cells(
    code: CodeAgreement, labels: Mapping[str, CodeLabel], footnotes: _Footnotes
) -> tuple[Cell, ...]:
    valence: tuple[Cell, ...] = ("–",) * 5
    if code.valence is not None:
        given = code.valence
        valence = (
            integer(given.units),
            _hundred(given.percent),
            _value(given.kappa, footnotes),
            _value(given.alpha, footnotes),
            _value(given.ac1, footnotes),
        )
    if not _estimable(code):
        few = _not_estimable()
        return (_name(code, labels, None), few, few, few, few, *valence[:2], *("–",) * 3)
    return (
        _name(code, labels, None),
        _range(code),
        _value(code.dice, footnotes),
        _value(code.kappa, footnotes),
        _value(code.ac1, footnotes),
        *valence,
    )


def _range(code: CodeAgreement) -> str:
    values = [e.value for _source, e in code.per_transcript if e.value is not None]
    if not values:
        return "–"
    if len(values) == 1:
        return f"{decimal(values[0])} (1)"
    return _(
        "{low} to {high} ({n})", low=decimal(min(values)), high=decimal(max(values)), n=len(values)
    )
