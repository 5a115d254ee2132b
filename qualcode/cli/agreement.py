"""The command `agreement`: coders compared, as figures, JSON, Word or Excel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.agreement_document import as_document
from qualcode.cli.common import PROJECT, acting_option, json_option, opened, print_json, tell
from qualcode.cli.declaring import command, option
from qualcode.i18n import N_, _, current_language
from qualcode.i18n.numbers import decimal, integer

if TYPE_CHECKING:
    from qualcode.core.agreement.report import AgreementReport, CodeAgreement, Estimate

UNIT_NAMES = "sentence|character|token|turn|fixed:N"


@command("agreement", help=N_("Agreement of coders on what they have read, or on a round."))
@PROJECT
@option("--round", "round_name", metavar="R", help=N_("Only the units of this coding round."))
@option("--coders", metavar="A,B,…", help=N_("Names of two coders or more."))
@option("--unit", metavar=UNIT_NAMES, help=N_("What is compared; the declared unit if none."))
@option("--valence", is_flag=True, help=N_("Show agreement on barrier or lever too."))
@option("--families", is_flag=True, help=N_("Add a row for each heading of the codebook."))
@option(
    "--per",
    type=click.Choice(["transcript", "pair"]),
    multiple=True,
    help=N_("Add alpha of each transcript, or a table of each pair of coders."),
)
@option(
    "--sensitivity",
    metavar="U,V",
    help=N_("Repeat in other units (“declared” for those of the round or study)."),
)
@option("--further", is_flag=True, help=N_("Add unitizing alphas, sets of codes, strengths."))
@option(
    "--docx",
    type=click.Path(path_type=Path),
    metavar="FILE.docx",
    help=N_("Write the Word table too."),
)
@option(
    "--xlsx",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    help=N_("Write everything to Excel too."),
)
@option("--lang", type=click.Choice(["fr", "en"]), help=N_("Language of the files."))
@acting_option
@json_option
def agreement_command(
    project: str,
    round_name: str | None,
    coders: str | None,
    unit: str | None,
    per: tuple[str, ...],
    sensitivity: str | None,
    docx: Path | None,
    xlsx: Path | None,
    lang: str | None,
    acting: str | None,
    *,
    valence: bool,
    families: bool,
    further: bool,
    as_json: bool,
) -> None:
    """Compare coders."""
    from qualcode.app.publishing.exporting import write_agreement

    with opened(project, acting, read_only=not (docx or xlsx)) as held:
        report, files = write_agreement(
            held,
            docx=docx,
            xlsx=xlsx,
            language=lang or current_language(),
            coders=coder_names(coders),
            unit=unit,
            round_name=round_name,
            families=families or xlsx is not None,
            per_pair="pair" in per or xlsx is not None,
            sensitivity=_units(sensitivity),
            further=further or xlsx is not None,
            why=True,
        )
    for file in files:
        tell(_("Wrote {file}.", file=str(file)))
    if as_json:
        print_json(as_document(report))
    else:
        click.echo(as_text(report, valence=valence, per_transcript="transcript" in per))


def coder_names(coders: str | None) -> tuple[str, ...] | None:
    """The names of `A,B,C`."""
    if coders is None:
        return None
    names = tuple(name.strip() for name in coders.split(",") if name.strip())
    if len(names) < 2 or len(set(names)) < len(names):
        raise click.BadParameter(_("Name two coders or more, parted by commas: C1,C2."))
    return names


def _units(named: str | None) -> list[str] | None:
    if named is None:
        return None
    return [] if named == "declared" else [name.strip() for name in named.split(",")]


def as_text(report: AgreementReport, *, valence: bool = False, per_transcript: bool = False) -> str:
    """The report as plain columns."""
    parts = [_head(report), _table(report, report.used, valence=valence, pooled=True)]
    if report.families:
        used = [row for row in report.families if any(row.applied)]
        parts += [_("Headings of the codebook"), _table(report, used, valence=valence)]
    if per_transcript:
        parts += [_("Alpha of each transcript"), _by_transcript(report)]
    for pair in report.pairs:
        parts += [_head(pair), _table(pair, pair.used, valence=valence, pooled=True)]
    for other in report.sensitivity:
        parts += [_head(other), _table(other, other.used, valence=valence, pooled=True)]
    if report.further:
        lines = [
            [one.name, one.scope or _("All codes"), *_with_reason(one.estimate)]
            for one in report.further
        ]
        parts.append(_columns([[_("Coefficient"), _("Code"), "", ""], *lines], left=2))
    if report.why.sentences:
        parts.append("\n".join(report.why.sentences.values()))
    parts.append("\n".join(_(warning) for warning in report.warnings))
    return "\n\n".join(part for part in parts if part).rstrip()


def _head(report: AgreementReport) -> str:
    words = _(report.unit.label)
    if report.width:
        words = _("{unit} of {n} characters", unit=words, n=report.width)
    return _(
        "{coders}: {n} transcripts; unit: {unit}; {characters} characters compared.",
        coders=" – ".join(report.coders),
        n=len(report.transcripts),
        unit=words,
        characters=integer(report.characters),
    )


def _table(
    report: AgreementReport,
    codes: tuple[CodeAgreement, ...] | list[CodeAgreement],
    *,
    valence: bool,
    pooled: bool = False,
) -> str:
    kappa = "κ" if len(report.coders) == 2 else _("κ (Conger)")
    titles = [_("Code"), *report.coders, _("All of them") if len(report.coders) > 2 else _("Both")]
    titles += ["%", "Dice", kappa, "α", _("95% interval"), "AC1"]
    if valence:
        titles += [_("α with valence"), _("Valence: n"), "%", "α"]
    rows = [*([report.overall] if pooled else []), *codes]
    return _columns([titles, *(_cells(code, valence=valence) for code in rows)])


def _columns(lines: list[list[str]], left: int = 1) -> str:
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(code: CodeAgreement, *, valence: bool) -> list[str]:
    interval = "—"
    if code.alpha.low is not None and code.alpha.high is not None:
        interval = f"{decimal(code.alpha.low)} … {decimal(code.alpha.high)}"
    cells = [
        code.code or _("All codes"),
        *map(str, code.applied),
        str(code.both),
        _figure(code.percent, 100, 1),
        _figure(code.dice),
        _figure(code.kappa),
        _figure(code.alpha),
        interval,
        _figure(code.ac1),
    ]
    if valence:
        of = code.valence
        cells.append(_figure(code.joint_alpha))
        judged = [str(of.units), _figure(of.percent, 100, 1), _figure(of.alpha)] if of else []
        cells += judged or ["—"] * 3
    return cells


def _by_transcript(report: AgreementReport) -> str:
    rows = [report.overall, *report.used]
    lines = [[_("Code"), *report.transcripts]]
    for row in rows:
        alphas = ["—" if alpha is None else decimal(alpha) for alpha in row.per_transcript]
        lines.append([row.code or _("All codes"), *alphas])
    return _columns(lines)


def _with_reason(estimate: Estimate) -> list[str]:
    return [_figure(estimate), _(estimate.reason) if estimate.reason else ""]


def _figure(estimate: Estimate, times: int = 1, places: int = 2) -> str:
    return "—" if estimate.value is None else decimal(estimate.value * times, places)
