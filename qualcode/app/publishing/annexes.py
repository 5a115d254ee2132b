"""What goes out beside the tables of codes: annexes, themes, charts, quotations, displays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qualcode.app.analysis.charting import codings_by_cell, list_summaries
from qualcode.app.analysis.displaying import list_change_objectives, list_joint_rows
from qualcode.app.analysis.selecting import Chosen, balance_of_choice, list_chosen
from qualcode.app.analysis.tabulating import described_as
from qualcode.app.analysis.theming import list_themes
from qualcode.app.projects.layers import analysis_layer
from qualcode.app.projects.studies import list_codebooks, study_of
from qualcode.app.publishing.reporting import checklist, fill_checklist
from qualcode.app.publishing.wishes import Wish
from qualcode.core.analysis.charting import BY_CASE
from qualcode.core.analysis.themes import Theme
from qualcode.core.asking.code_conditions import PlacedCode
from qualcode.core.codebook import said
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.study import Privacy
from qualcode.i18n import N_, in_language
from qualcode.store.rows import coding_columns
from qualcode.store.rows.sources import list_sources

if TYPE_CHECKING:
    from qualcode.export.word.analysis import ShownQuotation
    from qualcode.export.word.displays import Beside
    from qualcode.export.word.values import Document
    from qualcode.store.project import Project


Annex = tuple["Document", Mapping[str, int]]
"""A document, and how many quotations of each case stand in it."""


def _codebook(project: Project, wish: Wish) -> Annex:
    from qualcode.export.word.codebook import codebook_document

    books = list_codebooks(project)
    wanted = [book for book in books if wish.codebook in {None, book.id}]
    if not wanted:
        raise NotFound(
            N_("There is no codebook “{name}”. The project has: {names}."),
            name=wish.codebook,
            names=", ".join(book.id for book in books) or "—",
        )
    return codebook_document(wanted[0], language=wish.language, made_on=wish.day), {}


def _themes(project: Project, wish: Wish) -> Annex:
    from qualcode.export.word.analysis import ThemeCounts, themes_document

    themes = list_themes(project)
    if not themes:
        raise NotAllowed(N_("There is no theme yet: qualcode theme PROJECT add STATEMENT"))
    shown, quoted = _shown(project, wish, [q for q in list_chosen(project) if q.selected.theme])
    codings = _codings(project, wish)
    counts = {
        theme.guid: ThemeCounts(_people(found), len(found))
        for theme in themes
        if (found := _of_theme(theme, themes, codings))
    }
    document = themes_document(
        themes,
        counts,
        _labels(project, wish),
        shown,
        language=wish.language,
        made_on=wish.day,
        layer=_layer_name(project, wish),
    )
    return document, quoted


def _of_theme(
    theme: Theme, themes: Sequence[Theme], codings: Sequence[PlacedCode]
) -> list[PlacedCode]:
    """The codings of the codes that a theme and those under it stand on."""
    guids, wanted = {theme.guid}, set(theme.codes)
    for other in themes:
        if other.parent in guids:
            guids.add(other.guid)
            wanted |= set(other.codes)
    return [coding for coding in codings if coding.ref in wanted]


def _chart(project: Project, wish: Wish) -> Annex:
    from qualcode.export.word.analysis import chart_document

    summaries = list_summaries(project, by=wish.by)
    if not summaries:
        raise NotAllowed(
            N_("Nothing stands in this chart yet: qualcode chart PROJECT write CODE COLUMN TEXT")
        )
    with project.read() as connection:
        cells = codings_by_cell(project, connection, wish.by, wish.layer)
    columns = sorted({cell.value for cell in cells} | {one.cell.value for one in summaries})
    letters = _letters(project, wish, set(columns))
    if letters:
        columns = sorted(letters[value] for value in columns)
        cells = {replace(cell, value=letters[cell.value]): n for cell, n in cells.items()}
        summaries = [
            replace(one, cell=replace(one.cell, value=letters[one.cell.value])) for one in summaries
        ]
    document = chart_document(
        summaries,
        _labels(project, wish),
        columns,
        {(cell.code, cell.value): len(found) for cell, found in cells.items()},
        language=wish.language,
        made_on=wish.day,
        layer=_layer_name(project, wish),
    )
    return document, {}


def _letters(project: Project, wish: Wish, values: set[str]) -> dict[str, str]:
    """Letters for the columns of a chart whose names are restricted; none where they may stand.

    A chart that is exported has no working mode: a network has one referent, whom its name tells.
    """
    from qualcode.app.analysis.matrix_columns import letters_of

    study = study_of(project)
    known = study.attribute(wish.by) or study.source_attribute(wish.by)
    if known is None or known.privacy is not Privacy.RESTRICTED:
        return {}
    with project.read() as connection:
        secret = f"{coding_columns.secret(connection)}\n{wish.publication}"
    letters = letters_of(known, values, secret)
    return {value: said(letters[value], wish.language) for value in values}


def _quotes(project: Project, wish: Wish) -> Annex:
    from qualcode.export.word.analysis import quotations_document

    chosen = list_chosen(project)
    if not chosen:
        raise NotAllowed(N_("No quotation is chosen yet: qualcode quote PROJECT choose CODING"))
    fair = balance_of_choice(project)
    shown, quoted = _shown(project, wish, chosen)
    document = quotations_document(
        shown,
        language=wish.language,
        made_on=wish.day,
        largest_share=fair.largest_share,
        most_quoted=fair.most_quoted,
        themes={theme.guid: theme.statement for theme in list_themes(project)},
    )
    return document, quoted


def _joint(project: Project, wish: Wish) -> Annex:
    from qualcode.export.word.displays import joint_document

    rows = list_joint_rows(project)
    if not rows:
        raise NotAllowed(N_("The joint display is empty: qualcode joint PROJECT add TOPIC VALUE"))
    themes, labels, codings = list_themes(project), _labels(project, wish), _codings(project, wish)
    by_guid = {theme.guid: theme for theme in themes}
    named = {name for row in rows for name in (row.theme, row.code) if name}
    printable, quoted = _shown(project, wish, _of_those(list_chosen(project), named))
    beside: dict[str, Beside] = {}
    for row in rows:
        theme = by_guid.get(row.theme or "")
        words = theme.statement if theme else labels.get(row.code or "", row.code or "")
        if words:
            found = (
                _of_theme(theme, themes, codings)
                if theme
                else [coding for coding in codings if coding.ref == row.code]
            )
            beside[row.guid] = _beside(words, _people(found), _first(printable, row.theme, words))
    document = joint_document(
        rows, beside, language=wish.language, made_on=wish.day, layer=_layer_name(project, wish)
    )
    return document, quoted


def _objectives(project: Project, wish: Wish) -> Annex:
    from qualcode.export.word.displays import objectives_document

    objectives = list_change_objectives(project)
    if not objectives:
        raise NotAllowed(
            N_("There is no change objective yet: qualcode objective PROJECT add CODE ACTOR …")
        )
    labels = _labels(project, wish)
    named = {one.code for one in objectives}
    printable, quoted = _shown(project, wish, _of_those(list_chosen(project), named))
    beside = {
        one.guid: _beside("", 0, _first(printable, None, labels.get(one.code, one.code)))
        for one in objectives
    }
    document = objectives_document(
        objectives, labels, beside, language=wish.language, made_on=wish.day
    )
    return document, quoted


def _checklist(name: str) -> Callable[[Project, Wish], Annex]:
    def filled(project: Project, wish: Wish) -> Annex:
        from qualcode.export.word.checklist import checklist_document

        with in_language(wish.language):
            items = fill_checklist(project, name, wish.told)
        document = checklist_document(
            checklist(name), items, language=wish.language, made_on=wish.day
        )
        return document, {}

    return filled


ANNEXES = {
    "codebook-annex": _codebook,
    "theme-tree": _themes,
    "chart": _chart,
    "quotes": _quotes,
    "joint": _joint,
    "objectives": _objectives,
    "coreq": _checklist("coreq"),
    "srqr": _checklist("srqr"),
}
"""What can be written, by kind."""


def _codings(project: Project, wish: Wish) -> list[PlacedCode]:
    with project.read() as connection:
        cells = codings_by_cell(project, connection, BY_CASE, wish.layer)
    return [coding for found in cells.values() for coding in found]


def _people(codings: Sequence[PlacedCode]) -> int:
    return len({coding.voice.case for coding in codings if coding.voice.case})


def _layer_name(project: Project, wish: Wish) -> str:
    with project.read() as connection:
        return analysis_layer(connection, project.acting_key(connection), wish.layer).name


def _labels(project: Project, wish: Wish) -> dict[str, str]:
    """Labels of all codes in the language of the document, in the order of the codebooks."""
    return {
        f"{book.id}:{code.key}": said(code.wording.label, wish.language) or code.key
        for book in list_codebooks(project)
        for code in book.codes
    }


def _shown(
    project: Project, wish: Wish, chosen: Sequence[Chosen]
) -> tuple[list[ShownQuotation], Mapping[str, int]]:
    """Chosen quotations ready for print, and how many of each case.

    Raises:
        NotAllowed: somebody quoted did not agree, or is a minor, and nobody confirmed it.
    """
    from qualcode.export.word.analysis import ShownQuotation

    waiting = {
        one.case.name if one.case else one.selected.source
        for one in chosen
        if one.to_confirm and (one.case is None or one.case.name not in wish.confirmed)
    }
    if waiting:
        raise NotAllowed(
            N_(
                "Consent or age asks for a confirmation before {cases} may be quoted: add "
                "--quote CASE for each, or take the quotations out of the choice."
            ),
            cases=", ".join(sorted(waiting)),
        )
    describe, labels = described_as(study_of(project)), _labels(project, wish)
    with project.read() as connection:
        languages = {source.name: source.language for source in list_sources(connection)}
    shown = [
        ShownQuotation(
            runs=one.runs,
            speaker=one.case.name if one.case else "",
            described_as=said(describe(one.case), wish.language) if one.case else "",
            language=languages[one.selected.source],
            address=one.address,
            code=labels.get(one.selected.code or "", ""),
            theme=one.selected.theme or "",
            translation=one.selected.translation,
            translator=one.selected.translator,
        )
        for one in chosen
    ]
    return shown, Counter(one.speaker for one in shown if one.speaker)


def _of_those(chosen: Sequence[Chosen], names: set[str]) -> list[Chosen]:
    """The first quotation chosen for each of some codes and themes."""
    found: dict[str, Chosen] = {}
    for one in chosen:
        for name in (one.selected.theme, one.selected.code):
            if name in names:
                found.setdefault(name, one)
    return list({one.selected.guid: one for one in found.values()}.values())


def _first(shown: Sequence[ShownQuotation], theme: str | None, label: str) -> ShownQuotation | None:
    return next((one for one in shown if (theme and one.theme == theme) or one.code == label), None)


def _beside(words: str, participants: int, shown: ShownQuotation | None) -> Beside:
    from qualcode.export.word.displays import Beside

    if shown is None:
        return Beside(words, participants)
    return Beside(
        words,
        participants,
        "".join(run.text for run in shown.runs),
        shown.speaker,
        shown.language,
    )
