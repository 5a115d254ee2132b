"""The sentences around an agreement table: what was compared, how to read it, how to report it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from qualcode.core.agreement.report import AgreementReport, Unit
from qualcode.core.version import __version__
from qualcode.export.word.coefficients import (
    ENOUGH_USES,
    NO_INTERVAL,
    Labels,
    estimable,
    label_of,
    not_estimable,
    used,
)
from qualcode.export.word.themes import made_with
from qualcode.export.word.values import Line, Run
from qualcode.i18n import N_, _, plural
from qualcode.i18n.numbers import colon, integer, percent

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
    Unit.FIXED: N_(
        "Unit: a stretch of {width} characters of a speaker’s turn; a code is present in a stretch "
        "if one of its passages touches it."
    ),
}


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
    frozen: bool = False
    """Whether the layers were read as frozen when the round was revealed."""
    masked_by_server: bool = False
    """Whether a database server kept each coder from the other layers of the round."""
    handed_out: bool = False
    """Whether every coder worked on a sealed package with no layer but their own."""


def noted(head: str, sentences: Iterable[str]) -> Line:
    """A note under a table, opened by what it is about."""
    return (Run(f"{head}{colon()} ", italic=True), " ".join(sentences))


def lead(report: AgreementReport, facts: AgreementFacts) -> str:
    """Unit, matching rule, version, round and sample, above the table."""
    return " ".join(
        [
            rule(report),
            plural(
                "Codebook: {books}.",
                "Codebooks: {books}.",
                len(report.codebooks) or 1,
                books=", ".join(report.codebooks) or "–",
            ),
            _("Coding round: {round}.", round=facts.round)
            if facts.round
            else _("Outside a coding round."),
            _("Coded twice: {sample}.", sample=_sample(report, facts))
            if len(report.coders) > 2
            else _("Coded by both: {sample}.", sample=_sample(report, facts)),
        ]
    )


def rule(report: AgreementReport) -> str:
    """The unit, and when a code is present in it."""
    return _(_RULES[report.unit], width=integer(report.width))


def _sample(report: AgreementReport, facts: AgreementFacts) -> str:
    n = len(report.transcripts)
    if not facts.corpus:
        return plural("{n} transcript", "{n} transcripts", n)
    return plural(
        "{n} of {total} transcripts ({share})",
        "{n} of {total} transcripts ({share})",
        n,
        total=integer(facts.corpus),
        share=percent(n / facts.corpus),
    )


def notes(report: AgreementReport, labels: Labels, facts: AgreementFacts) -> Iterator[Line]:
    """What stands under the main table after its footnotes."""
    yield noted(_("How to read"), _how_to_read(report))
    few = [code for code in used(report) if not estimable(code)]
    if few:
        told = _(
            "not estimable, fewer than {least} passages of the two coders together: {codes}.",
            least=ENOUGH_USES,
            codes=", ".join(label_of(code.code, labels) for code in few),
        )
        yield noted(not_estimable(), [told])
    reasons = interval_reasons(report)
    if reasons:
        yield noted(NO_INTERVAL, [_("no interval."), *filter(None, reasons)])
    yield noted(_("Data"), about_data(report, facts))


def _how_to_read(report: AgreementReport) -> Iterator[str]:
    if len(report.coders) == 2:
        yield _(
            "C1 and C2: units to which each coder gave the code; both: units to which both did."
        )
    else:
        yield _(
            "C1, C2 …: units to which each coder gave the code; all: units to which everyone did "
            "who read them."
        )
    if report.coders != tuple(short_names(report)):
        named = zip(short_names(report), report.coders, strict=True)
        yield _("Coders: {names}.", names=", ".join(f"{short} = {name}" for short, name in named))
    yield _("α: Krippendorff’s alpha, the code being present or absent.")
    yield _("Code + valence: presence and valence taken as one label.")
    if any(code.valence is None for code in [*used(report), report.overall]):
        yield _("A dash there: the code carries no valence that coders could differ on.")
    if report.declared and report.declared != report.unit_name:
        yield _("The unit is not the one that was declared: this is an analysis of sensitivity.")
    unused = len(report.codes) - len(used(report))
    if unused:
        yield plural(
            "{n} code that neither coder gave is left out.",
            "{n} codes that neither coder gave are left out.",
            unused,
        )


def short_names(report: AgreementReport) -> list[str]:
    """What heads the columns of the coders: their names where these are codes, else numbers."""
    if all(re.fullmatch(r"[A-Z]{1,3}[0-9]{1,2}", name) for name in report.coders):
        return list(report.coders)
    return [f"C{number}" for number in range(1, len(report.coders) + 1)]


def interval_reasons(report: AgreementReport) -> list[str]:
    """Why printed coefficients have no interval; empty where all of them have one."""
    printed = [code.alpha for code in [*used(report), report.overall] if estimable(code)]
    without = [alpha for alpha in printed if alpha.value is not None and alpha.low is None]
    return list(dict.fromkeys(_(alpha.interval_reason) for alpha in without))


def about_data(report: AgreementReport, facts: AgreementFacts) -> Iterator[str]:
    """What was left out, what the engine warns of, when and with what the table was made."""
    if report.left_out:
        yield _(
            "Left out, since fewer than two coders have marked them read: {sources}.",
            sources=", ".join(report.left_out),
        )
    yield from (_(warning) for warning in report.warnings)
    yield made_with(facts.made_on)


def methods(report: AgreementReport, facts: AgreementFacts) -> str:
    """A paragraph for the methods section; it claims no more than the program can vouch for."""
    return " ".join(
        [
            _who_coded(report, facts),
            _masking(facts),
            rule(report),
            _(
                "For each code we report the percentage of agreement and Krippendorff’s nominal "
                "alpha, for the code alone and for code and valence as one label; the pooled "
                "alpha is one minus the sum of observed over the sum of expected disagreements "
                "of all codes."
            ),
            *_about_intervals(report),
            _supplement(report),
            _("Codes with a fixed valence, or none, stay out of the agreement on valence."),
            _("Computed with qualcode {version}.", version=__version__),
        ]
    )


def _who_coded(report: AgreementReport, facts: AgreementFacts) -> str:
    told = {
        "sample": _sample(report, facts),
        "books": ", ".join(report.codebooks) or _("one codebook"),
        "characters": integer(report.characters),
    }
    if len(report.coders) == 2:
        if facts.handed_out or facts.masked_by_server:
            return _(
                "Two coders independently coded {sample} with {books}; {characters} characters of "
                "speech were compared.",
                **told,
            )
        return _(
            "Two coders coded {sample} with {books}; {characters} characters of speech were "
            "compared.",
            **told,
        )
    if facts.handed_out or facts.masked_by_server:
        return _(
            "Each of {n} coders independently coded their share of {sample} with {books}, each "
            "transcript being coded by two of them at least; {characters} characters of speech "
            "were compared.",
            n=len(report.coders),
            **told,
        )
    return _(
        "{n} coders coded {sample} with {books}, each transcript being coded by two of them at "
        "least; {characters} characters of speech were compared.",
        n=len(report.coders),
        **told,
    )


def _supplement(report: AgreementReport) -> str:
    if len(report.coders) == 2:
        return _(
            "Cohen’s kappa, Gwet’s AC1, the Dice overlap and the agreement on valence, given "
            "that both coders applied the code, stand in the supplement."
        )
    return _(
        "Conger’s kappa, Gwet’s AC1, the Dice overlap and the agreement on valence, given that "
        "two coders applied the code, stand in the supplement."
    )


def _masking(facts: AgreementFacts) -> str:
    if facts.handed_out:
        return _(
            "In the coding round “{round}” each coder worked on a sealed package that held no "
            "layer but their own.",
            round=facts.round,
        )
    if not facts.round:
        return _(
            "The comparison was made outside a coding round, so the software did not mask the "
            "coders’ work from each other."
        )
    told = _(
        "In the coding round “{round}” each coder’s work was masked from the other by the "
        "software until both had locked theirs.",
        round=facts.round,
    )
    if facts.frozen:
        told += " " + _(
            "Agreement was computed on the layers as they were frozen at that moment, before any "
            "discussion."
        )
    return told


def _about_intervals(report: AgreementReport) -> Iterator[str]:
    if any(code.alpha.low is not None for code in [*report.codes, report.overall]):
        yield _(
            "Intervals (95%) come from {draws} bootstrap draws of whole transcripts (seed {seed}).",
            draws=integer(report.draws),
            seed=report.seed,
        )
    else:
        yield _("No interval is given.")
        yield from filter(None, interval_reasons(report))
