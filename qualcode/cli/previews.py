"""What an import would bring in: chosen by options, and printed before it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.cli.common import print_json, tell
from qualcode.cli.declaring import option
from qualcode.core.errors import UsageProblem
from qualcode.i18n import N_, _, plural, translate

if TYPE_CHECKING:
    from qualcode.app.texts.importing import Incoming, Tables
    from qualcode.core.people import Case
    from qualcode.store.project import Project

_MOST = 8
"""How many labels of a table of answers are named."""

_OWN = ("preview", "renamed", "not_coded", "cases_of", "texts", "id_column")


def speaker_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options that say what files hold and who speaks in them, given as one mapping, `how`."""

    @wraps(command)
    def gathered(*words: Any, **told: Any) -> None:
        how = {name: told.pop(name) for name in _OWN}
        command(*words, how=how, **told)

    for one in reversed(_options()):
        gathered = one(gathered)
    return gathered


def _options() -> list[Callable[[Callable[..., None]], Callable[..., None]]]:
    return [
        option("--preview", is_flag=True, help=N_("Show what would come in; write nothing.")),
        option(
            "--speaker",
            "renamed",
            metavar="OLD=NEW",
            help=N_("Call a speaker otherwise; two of one name become one."),
            multiple=True,
        ),
        option(
            "--not-coded",
            metavar="LABEL",
            help=N_("This speaker is an interviewer, moderator or observer."),
            multiple=True,
        ),
        option(
            "--case",
            "cases_of",
            metavar="LABEL=CASE",
            help=N_("This speaker is coded and speaks for this case."),
            multiple=True,
        ),
        option(
            "--text-column",
            "texts",
            metavar="COLUMN",
            help=N_("The files are tables of answers; this column holds them."),
            multiple=True,
        ),
        option(
            "--id-column",
            metavar="COLUMN",
            help=N_("The column of a table of answers that names who answered."),
        ),
    ]


def prepared(
    held: Project,
    files: Sequence[Path],
    tables: Tables,
    how: Mapping[str, Any],
    *,
    kind: str | None,
    language: str | None,
) -> tuple[Sequence[Incoming], tuple[Case, ...]]:
    """The files as they would enter, with what the options say of them, and all cases.

    Raises:
        QualcodeError: a file cannot be read, or an option says what cannot be.
    """
    from qualcode.app.texts.answers import prepare_answers
    from qualcode.app.texts.importing import prepare
    from qualcode.app.texts.previewing import SpeakerChoices, chosen

    texts, respondent, cases = how["texts"], how["id_column"], tables.cases
    if bool(texts) != bool(respondent):
        raise UsageProblem(N_("A table of answers needs --text-column and --id-column."))
    incoming: list[Incoming] = []
    if texts:
        for file in files:
            more, respondents = prepare_answers(
                held, file, texts=texts, respondent=respondent, kind=kind, language=language
            )
            incoming += more
            cases += respondents
    else:
        incoming = prepare(
            held, files, kind=kind, language=language, sheets=tables.sheets, cases=cases
        )
    choices = SpeakerChoices(
        _pairs(how["renamed"], "--speaker"),
        frozenset(how["not_coded"]),
        _pairs(how["cases_of"], "--case"),
    )
    return chosen(incoming, choices), cases


def _pairs(told: Sequence[str], option: str) -> dict[str, str]:
    """What stands on both sides of an equals sign."""
    pairs: dict[str, str] = {}
    for one in told:
        left, sign, right = one.partition("=")
        if not (left.strip() and sign and right.strip()):
            raise UsageProblem(
                N_("{option} takes two words with = between them, not “{told}”."),
                option=option,
                told=one,
            )
        pairs[left.strip()] = right.strip()
    return pairs


def some(labels: Sequence[str]) -> str:
    """Labels in a row; of very many, the first ones and how many there are."""
    if len(labels) <= _MOST:
        return ", ".join(labels) or "—"
    return f"{', '.join(labels[:_MOST])}… ({len(labels)})"


def tell_imported(one: Incoming) -> None:
    """Say what came in of one file, or why nothing did."""
    if one.already is not None:
        message = _("{file}: the same text is already in the project as {source}.")
        tell(message.format(file=one.path.name, source=one.already))
        return
    coded = [label for label, who in one.speaker_of.items() if who.coded]
    tell(
        _(
            "{name}: {turns} turns; coded: {coded}; not coded: {others}.",
            name=one.name,
            turns=len(one.document.turns),
            coded=some(coded),
            others=some([label for label in one.speaker_of if label not in coded]),
        )
    )
    _tell_remarks(one)
    tell_doubts(one)


def _tell_remarks(one: Incoming) -> None:
    if one.document.remarks:
        n = len(one.document.remarks)
        told = plural("{n} comment or note of the file", "{n} comments and notes of the file", n)
        tell(f"  {told}")


def tell_doubts(one: Incoming) -> None:
    """Say what the reader of a file was not sure of."""
    for doubt in one.doubts:
        told = translate(doubt.msgid, **doubt.params)
        tell(_("  line {line}: {doubt}", line=doubt.line, doubt=told))


def print_preview(incoming: Sequence[Incoming], cases: Sequence[Case], *, as_json: bool) -> None:
    """Print what would come in; nothing has been written."""
    if as_json:
        print_json(
            {
                "schema": "qualcode.preview/1",
                "files": [_as_json(one) for one in incoming],
                "cases": [case.name for case in cases],
            }
        )
        return
    for one in incoming:
        _tell(one)
    if cases:
        tell(plural("{n} case.", "{n} cases.", len(cases)))
    tell(_("Nothing was written. To import: the same command without --preview."))


def _tell(one: Incoming) -> None:
    from qualcode.app.texts.previewing import speaker_lines, timed

    document = one.document
    tell(
        _(
            "{file} → {name} ({type}, {language}): {turns} turns, {timed} with a time; {how}.",
            file=one.path.name,
            name=one.name,
            type=one.kind,
            language=one.language,
            turns=len(document.turns),
            timed=timed(one),
            how=translate(document.convention) if document.convention else _("no labels"),
        )
    )
    if one.already is not None:
        message = _("{file}: the same text is already in the project as {source}.")
        tell(message.format(file=one.path.name, source=one.already))
    elif one.corrects is not None:
        message = _("  a corrected version of {source}: qualcode correct PROJECT {source} {file}")
        tell(message.format(source=one.corrects, file=one.path.name))
    for line in speaker_lines(one)[: 4 * _MOST]:
        tell(
            _(
                "  {label} ({turns} turns, {words} words) {who}: {first}",
                label=line.label or "—",
                turns=line.turns,
                words=line.words,
                who=(line.case or _("coded")) if line.coded else _("not coded"),
                first=line.first or "—",
            )
        )
    _tell_remarks(one)
    tell_doubts(one)


def _as_json(one: Incoming) -> dict[str, Any]:
    from qualcode.app.texts.previewing import speaker_lines, timed

    return {
        "file": one.path.name,
        "source": one.name,
        "type": one.kind,
        "language": one.language,
        "encoding": one.document.encoding,
        "convention": one.document.convention,
        "turns": len(one.document.turns),
        "timed": timed(one),
        "remarks": len(one.document.remarks),
        "already": one.already,
        "corrects": one.corrects,
        "speakers": [
            {
                "label": line.label,
                "turns": line.turns,
                "words": line.words,
                "first": line.first,
                "coded": line.coded,
                "case": line.case,
            }
            for line in speaker_lines(one)
        ],
        "doubts": [
            {"line": doubt.line, "doubt": translate(doubt.msgid, **doubt.params)}
            for doubt in one.doubts
        ],
    }
