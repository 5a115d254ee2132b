"""The command `agreement`: two coders compared, as figures, JSON or Word."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.common import PROJECT, acting_option, json_option, opened, print_json, tell
from qualcode.core.agreement.report import Unit
from qualcode.i18n import _, current_language
from qualcode.i18n.numbers import decimal, integer

if TYPE_CHECKING:
    from qualcode.core.agreement.report import AgreementReport, CodeAgreement, Estimate

FIGURES = ("percent", "dice", "kappa", "alpha", "ac1", "joint_alpha")
"""The coefficients of a code, under their names in JSON."""


@click.command("agreement", help=_("Agreement of two coders on the sources that both have read."))
@PROJECT
@click.option("--coders", metavar="A,B", help=_("Names of two coders."))
@click.option(
    "--unit",
    type=click.Choice([unit.value for unit in Unit]),
    default=Unit.SENTENCE.value,
    show_default=True,
)
@click.option("--docx", type=click.Path(path_type=Path), help=_("Write the Word table too."))
@click.option("--lang", type=click.Choice(["fr", "en"]), help=_("Language of the Word file."))
@acting_option
@json_option
def agreement_command(
    project: str,
    coders: str | None,
    unit: str,
    docx: Path | None,
    lang: str | None,
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Compare two coders."""
    from qualcode.app.comparing import agreement
    from qualcode.app.exporting import export_agreement

    pair = coder_pair(coders)
    with opened(project, acting, read_only=docx is None) as held:
        if docx is None:
            report = agreement(held, coders=pair, unit=Unit(unit))
        else:
            report = export_agreement(
                held, docx, language=lang or current_language(), coders=pair, unit=Unit(unit)
            )
            tell(_("Wrote {file}.", file=str(docx)))
    if as_json:
        print_json(as_document(report))
    else:
        click.echo(as_text(report))


def coder_pair(coders: str | None) -> tuple[str, str] | None:
    """The two names of `A,B`."""
    if coders is None:
        return None
    names = [name.strip() for name in coders.split(",") if name.strip()]
    if len(names) != 2 or names[0] == names[1]:
        raise click.BadParameter(_("Name two coders, parted by a comma: C1,C2."))
    return names[0], names[1]


def as_document(report: AgreementReport) -> dict[str, Any]:
    """The report as one JSON document."""
    return {
        "schema": "qualcode.agreement/1",
        "coders": report.coders,
        "unit": report.unit.value,
        "transcripts": report.transcripts,
        "left_out": report.left_out,
        "codebooks": report.codebooks,
        "characters": report.characters,
        "draws": report.draws,
        "seed": report.seed,
        "warnings": [_(warning) for warning in report.warnings],
        "overall": _code(report.overall, report.transcripts),
        "codes": [_code(code, report.transcripts) for code in report.codes],
    }


def _code(code: CodeAgreement, transcripts: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": code.code,
        "n": code.units,
        "applied": code.applied,
        "both": code.both,
        "segments": code.segments,
    }
    found |= {name: _estimate(getattr(code, name)) for name in FIGURES}
    if code.valence is not None:
        found["valence"] = {
            "n": code.valence.units,
            **{
                name: _estimate(getattr(code.valence, name))
                for name in ("percent", "kappa", "alpha", "ac1")
            },
        }
    found["per_transcript"] = [
        {"source": source, "alpha": alpha}
        for source, alpha in zip(transcripts, code.per_transcript, strict=False)
    ]
    found["probability_below"] = code.misses and {"0.667": code.misses[0], "0.8": code.misses[1]}
    found["flags"] = code.flags
    return found


def _estimate(estimate: Estimate) -> dict[str, Any]:
    has_interval = estimate.low is not None and estimate.high is not None
    return {
        "value": estimate.value,
        "reason": _(estimate.reason),
        "interval": [estimate.low, estimate.high] if has_interval else None,
        "interval_reason": _(estimate.interval_reason),
    }


def as_text(report: AgreementReport) -> str:
    """The report as plain columns."""
    head = _(
        "{a} and {b} on {n} transcripts; unit: {unit}; {characters} characters compared.",
        a=report.coders[0],
        b=report.coders[1],
        n=len(report.transcripts),
        unit=_(report.unit.label),
        characters=integer(report.characters),
    )
    titles = [_("Code"), *report.coders, _("Both"), "%", "Dice", "κ", "α", _("95% interval"), "AC1"]
    rows = [_cells(code) for code in (report.overall, *report.codes) if any(code.applied)]
    lines = [titles, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(titles))]
    table = "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )
    return "\n".join([head, "", table, "", *(_(warning) for warning in report.warnings)]).rstrip()


def _cells(code: CodeAgreement) -> list[str]:
    interval = "—"
    if code.alpha.low is not None and code.alpha.high is not None:
        interval = f"{decimal(code.alpha.low)} … {decimal(code.alpha.high)}"
    return [
        code.code or _("All codes"),
        str(code.applied[0]),
        str(code.applied[1]),
        str(code.both),
        _figure(code.percent, 100, 1),
        _figure(code.dice),
        _figure(code.kappa),
        _figure(code.alpha),
        interval,
        _figure(code.ac1),
    ]


def _figure(estimate: Estimate, times: int = 1, places: int = 2) -> str:
    return "—" if estimate.value is None else decimal(estimate.value * times, places)
