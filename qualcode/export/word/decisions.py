"""The decision log: each disagreement, what was decided, why and by whom; rules in the notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qualcode.core.coding import Valence
from qualcode.core.pairs.settlement import Decision, Settlement
from qualcode.export.word.values import Cell, Column, Document, Line, Row, Run, Table
from qualcode.i18n import _, in_language, plural, translate
from qualcode.i18n.numbers import day


@dataclass(frozen=True, slots=True)
class Given:
    """A code with its valence, as somebody gave it."""

    code: str
    """`codebook:key`."""
    valence: Valence = Valence.UNSET


@dataclass(frozen=True, slots=True)
class Logged:
    """A settlement with what stands around it."""

    settlement: Settlement
    address: str
    given: tuple[tuple[Given, ...], tuple[Given, ...]]
    """What each coder gave."""
    made: tuple[Given, ...]
    """What stands in the consensus."""
    quotable: bool = True
    """Whether the words may be printed."""
    language: str = ""
    """Of the words."""


def decisions_document(
    logged: Sequence[Logged],
    labels: Mapping[str, str],
    *,
    language: str,
    made_on: date,
    round_name: str = "",
    still_open: int = 0,
) -> Document:
    """The log in one language.

    Args:
        logged: All settlements; agreements taken over are told in the notes alone.
        labels: Names of codes by `codebook:key`.
        language: Of the document.
        made_on: Today.
        round_name: The round that it is about, if one.
        still_open: Disagreements that are not settled.
    """
    with in_language(language):
        title = _("Decisions on disagreements")
        if round_name:
            title = f"{title}. {round_name}"
        settled = [one for one in logged if one.settlement.decision is not Decision.AGREED]
        return Document(
            title=title,
            language=language,
            made_on=made_on,
            blocks=(
                Table(
                    title=title,
                    columns=(
                        Column(_("Passage"), 2.2),
                        Column(_("Quotation"), 5.6),
                        Column(_("Type"), 2.4),
                        Column(_("First coder"), 3.3),
                        Column(_("Second coder"), 3.3),
                        Column(_("Decision"), 2.5),
                        Column(_("Consensus"), 3.2),
                        Column(_("Why, by whom"), 3.2),
                    ),
                    rows=tuple(_row(one, labels) for one in settled),
                    description=_("One disagreement to a row, in the order of the transcripts."),
                    notes=tuple(_notes(logged, still_open)),
                ),
            ),
        )


def _row(one: Logged, labels: Mapping[str, str]) -> Row:
    told = one.settlement
    words = Run(told.quotation, verbatim=True, language=one.language)
    quotation: Cell = ((words,),) if one.quotable else _("[may not be quoted]")
    return Row(
        (
            one.address,
            quotation,
            _(told.kind.label) if told.kind else "",
            _side(told.coders[0], one.given[0], labels),
            _side(told.coders[1], one.given[1], labels),
            _decided(told),
            tuple(_code(given, labels) for given in one.made),
            _why(told),
        )
    )


def _side(coder: str, given: Sequence[Given], labels: Mapping[str, str]) -> Cell:
    codes = [_code(one, labels) for one in dict.fromkeys(given)] or [_("nothing, or nothing else")]
    return ((Run(coder, bold=True),), *codes)


def _code(given: Given, labels: Mapping[str, str]) -> str:
    label = labels.get(given.code, given.code)
    return label if given.valence is Valence.UNSET else f"{label} ({_(given.valence.label)})"


def _decided(told: Settlement) -> Cell:
    if told.rule is None:
        return _(told.decision.label)
    return (_(told.decision.label), (Run(_("by rule"), italic=True),))


def _why(told: Settlement) -> Cell:
    lines: list[Line] = [_(told.because.label)] if told.because else []
    if told.reason:
        lines.append((Run(told.reason, verbatim=True),))
    return (*lines, f"{told.decided_by}, {day(told.created)}")


def _notes(logged: Sequence[Logged], still_open: int) -> list[Line]:
    notes: list[Line] = []
    rules = Counter(
        (one.settlement.decision is Decision.AGREED, rule)
        for one in logged
        if (rule := one.settlement.rule) is not None
    )
    for (agreed, rule), n in rules.items():
        told = _("Rule: {rule}.", rule=translate(rule.label))
        if agreed:
            taken = plural(
                "{n} agreement was taken over without being looked at.",
                "{n} agreements were taken over without being looked at.",
                n,
            )
        else:
            taken = plural(
                "{n} difference of boundaries was settled by rule.",
                "{n} differences of boundaries were settled by rule.",
                n,
            )
        notes.append(f"{taken} {told}")
    if still_open:
        notes.append(
            plural(
                "{n} disagreement is not settled.", "{n} disagreements are not settled.", still_open
            )
        )
    notes.append(_("The coders’ own layers were not changed."))
    return notes
