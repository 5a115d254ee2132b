"""How names, counts and coefficients of an agreement report stand in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from qualcode.core.agreement.report import AgreementReport, CodeAgreement, Estimate
from qualcode.export.word.values import Cell, Line, Row, RowKind, Run
from qualcode.i18n import N_, _
from qualcode.i18n.numbers import decimal

ENOUGH_USES = 5
"""Passages of both coders together under which no coefficient of a code is printed."""

DASH = "–"
NO_INTERVAL = "(—)"

_FLAGS = {
    "rare": N_("Neither coder has ten passages, or they stand in fewer than three transcripts."),
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


Labels = Mapping[str, CodeLabel]
"""By `codebook:key`."""


class Footnotes:
    """Letters for what has to be said of single cells."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}

    def mark(self, msgid: str) -> Run:
        """The raised letter of a message; a new one the first time."""
        index = len(self._letters)
        letter = chr(ord("a") + index % 26) * (1 + index // 26)
        return Run(self._letters.setdefault(msgid, letter), raised=True)

    def lines(self) -> Iterator[Line]:
        """Every message that a letter was given, in order."""
        for msgid, letter in self._letters.items():
            yield (Run(letter, raised=True), f" {_(msgid)}")


def used(report: AgreementReport) -> list[CodeAgreement]:
    """The codes that a coder gave at all."""
    return [code for code in report.codes if any(code.applied)]


def estimable(code: CodeAgreement) -> bool:
    """Whether the code was used enough for a coefficient; the pooled row always is."""
    return not code.code or sum(code.segments) >= ENOUGH_USES


def not_estimable() -> str:
    """What stands for a coefficient of a code that was hardly used."""
    return _("n.e.")


def label_of(code: str, labels: Labels) -> str:
    """The name of a code, or its key where nobody named it."""
    return labels[code].name if code in labels else code


def name_cell(code: CodeAgreement, labels: Labels, footnotes: Footnotes | None = None) -> Cell:
    """The name with the letters of its flags, which a code that is not estimable goes without."""
    name = label_of(code.code, labels) if code.code else _("All codes, pooled")
    if footnotes is None or not code.flags or not estimable(code):
        return name
    marks = [footnotes.mark(_FLAGS[flag]) for flag in code.flags if flag in _FLAGS]
    marks.sort(key=lambda mark: mark.text)
    separated = [part for mark in marks for part in (Run(",", raised=True), mark)][1:]
    return ((Run(name, bold=not code.code), *separated),)


def hundred(share: Estimate) -> str:
    """A share as a number of hundredths; the column says that it is a percentage."""
    return DASH if share.value is None else decimal(share.value * 100, 1)


def value_cell(estimate: Estimate, footnotes: Footnotes) -> Cell:
    """A coefficient, or a dash with the letter of the reason."""
    if estimate.value is None:
        return ((DASH, footnotes.mark(estimate.reason)),) if estimate.reason else DASH
    return decimal(estimate.value)


def interval_cell(estimate: Estimate, footnotes: Footnotes) -> Cell:
    """A coefficient with its 95 % interval, or with the sign that there is none."""
    if estimate.value is None:
        return value_cell(estimate, footnotes)
    if estimate.low is None or estimate.high is None:
        return f"{decimal(estimate.value)} {NO_INTERVAL}"
    return _(
        "{value} ({low} to {high})",
        value=decimal(estimate.value),
        low=decimal(estimate.low),
        high=decimal(estimate.high),
    )


def range_cell(code: CodeAgreement) -> str:
    """The lowest and highest alpha of a transcript, and in how many there is one."""
    values = [value for value in code.per_transcript if value is not None]
    if not values:
        return DASH
    if len(values) == 1:
        return f"{decimal(values[0])} (1)"
    return _(
        "{low} to {high} ({n})", low=decimal(min(values)), high=decimal(max(values)), n=len(values)
    )


def with_families(rows: Iterable[tuple[str, tuple[Cell, ...]]], labels: Labels) -> Iterator[Row]:
    """Rows by `codebook:key`, with a sub-header where the family changes."""
    family = ""
    for code, cells in rows:
        label = labels.get(code)
        if label and label.family != family:
            family = label.family
            yield Row((family,), RowKind.FAMILY)
        yield Row(cells)
