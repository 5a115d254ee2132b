"""Codes that go together, who answers whom in a group, first appearances, and practices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qualcode.core.codebook import said
from qualcode.core.tables.crosstab import Crosstab, Measure, Mode, Side, State
from qualcode.core.tables.crosstab_text import column_n
from qualcode.core.tables.first_appearance import Appearances, FirstAppearance
from qualcode.export.word.matrix import data, masking
from qualcode.export.word.statements import noted
from qualcode.export.word.themes import made_with
from qualcode.export.word.values import (
    Align,
    Cell,
    Column,
    Document,
    Line,
    Row,
    RowKind,
    Run,
    Table,
)
from qualcode.i18n import N_, _, in_language, plural, translate
from qualcode.i18n.numbers import NBSP, integer, percent, semicolons

_WIDTH = 25.7
_MOST_SPEAKERS = 12
"""Speakers that fit a page beside the code."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two codes that go together."""

    names: tuple[str, str]
    pairs: int
    sources: int
    codings: tuple[int, int]
    """Passages of each."""


_NEAR = {
    "overlap": N_("Two passages go together where they share words."),
    "turn": N_("Two passages go together where a turn holds words of both."),
}


def near_in_words(together: str, turns: int) -> str:
    """How near two passages stand to go together, in the current language."""
    if together in _NEAR:
        return translate(_NEAR[together])
    return plural(
        "Two passages go together where at most {n} turn lies from the end of one to the "
        "beginning of the other.",
        "Two passages go together where at most {n} turns lie from the end of one to the "
        "beginning of the other.",
        turns,
    )


def cooccurrence_document(
    pairs: Sequence[PairRow],
    *,
    together: str,
    turns: int,
    layer: str,
    language: str,
    made_on: date,
) -> Document:
    """The pairs of codes that go together, the most frequent first."""
    with in_language(language):
        table = Table(
            title=_("Codes that go together"),
            columns=(
                Column(_("First code"), 8.2),
                Column(_("Second code"), 8.2),
                Column(_("Pairs of passages"), 2.9, Align.RIGHT),
                Column(_("Transcripts"), 2.7, Align.RIGHT),
                Column(_("Passages of each"), 3.7, Align.CENTRE, _("first; second")),
            ),
            rows=tuple(
                Row(
                    (
                        *one.names,
                        integer(one.pairs),
                        integer(one.sources),
                        semicolons(map(integer, one.codings)),
                    )
                )
                for one in pairs
            ),
            description=_("One row for each pair of codes, with how often they go together."),
            notes=(
                noted(
                    _("How to read"),
                    [
                        near_in_words(together, turns),
                        _("A code paired with itself: two passages of it, such as a barrier and "
                          "a facilitator on the same words."),
                        _("Going together is no cause: these are counts, and nothing is tested."),
                    ],
                ),
                noted(_("Data"), [_("Layer: {layer}.", layer=layer), made_with(made_on)]),
            ),
        )  # fmt: skip
        return Document(table.title, language, made_on, (table,))


@dataclass(frozen=True, slots=True)
class VoicedRow:
    """A code with what each speaker said of it."""

    name: str
    cells: tuple[tuple[str, ...], ...]
    """By speaker: numbers of turns, each with its letter and sign."""


def interlocutors_document(
    rows: Sequence[VoicedRow],
    speakers: Sequence[str],
    *,
    source: str,
    layer: str,
    language: str,
    made_on: date,
    working: bool,
) -> Document:
    """The micro-interlocutor matrix of one group talk."""
    with in_language(language):
        pages = [
            range(start, min(start + _MOST_SPEAKERS, len(speakers)))
            for start in range(0, max(len(speakers), 1), _MOST_SPEAKERS)
        ]
        title = _("Who speaks to what in the group {source}", source=source)
        tables = []
        for number, shown in enumerate(pages, 1):
            part = title
            if len(pages) > 1:
                part = _("{title} ({page} of {pages})", title=title, page=number, pages=len(pages))
            room = (_WIDTH - 6.7 - 2.2) / max(len(shown), 1)
            tables.append(
                Table(
                    title=part,
                    columns=(
                        Column(_("Determinant"), 6.7),
                        *(Column(speakers[n], min(room, 3.2), Align.CENTRE) for n in shown),
                        Column(_("Speakers"), 2.2, Align.CENTRE, _("n of all")),
                    ),
                    rows=tuple(_voiced(row, shown, len(speakers)) for row in rows),
                    description=_("One row for each code, one column for each speaker; numbers "
                                  "of turns."),
                    notes=tuple(_how_voiced(layer, made_on)) if number == len(pages) else (),
                    number=number,
                    new_page=number > 1,
                )
            )  # fmt: skip
        footer = _("Working document, not for publication") if working else ""
        return Document(title, language, made_on, tuple(tables), footer)


def _voiced(row: VoicedRow, shown: Iterable[int], speakers: int) -> Row:
    said_by = sum(bool(cell) for cell in row.cells)
    cells: list[Cell] = [", ".join(row.cells[n]) or "·" for n in shown]
    return Row((row.name, *cells, f"{integer(said_by)}/{integer(speakers)}"))


def _how_voiced(layer: str, made_on: date) -> Iterator[Line]:
    yield noted(
        _("How to read"),
        [
            _("Numbers of speaker turns; ▼{nbsp}barrier, ▲{nbsp}facilitator, ◆{nbsp}both sides, "
              "no sign: on neither side.", nbsp=NBSP),
            _("a: only assented to; c: contested; ·: not voiced. Silence is not assent."),
            _("One group tells that a thing was voiced, not how common it is."),
        ],
    )  # fmt: skip
    yield noted(_("Data"), [_("Layer: {layer}.", layer=layer), made_with(made_on)])


def first_appearance_document(
    groups: Sequence[FirstAppearance],
    labels: Mapping[str, str],
    saturation: Sequence[str],
    *,
    layer: str,
    language: str,
    made_on: date,
) -> Document:
    """New codes interview by interview, a table for each group.

    Args:
        groups: the interviews of each group in their order.
        labels: label of each code in the language of the document.
        saturation: what is told of saturation, one sentence for each group.
        layer: whose codings were followed.
        language: of the document.
        made_on: date of the document.
    """
    with in_language(language):
        tables = []
        for number, (group, sentence) in enumerate(zip(groups, saturation, strict=True), 1):
            title = _("First appearance of codes")
            if group.group:
                title = f"{title}. {group.group[:1].upper()}{group.group[1:]}"
            tables.append(
                Table(
                    title=title,
                    columns=(
                        Column(_("Interview"), 3.4),
                        Column(_("Codes fixed in advance"), 2.8, Align.RIGHT, _("known")),
                        Column(f"5–{percent(0.95)}", 2.4, Align.CENTRE, _("random orders")),
                        Column(_("Codes made from the data"), 2.8, Align.RIGHT, _("known")),
                        Column(_("New here"), 14.3),
                    ),
                    rows=tuple(_appearing(group, labels)),
                    description=_("One row for each interview in its order, with the codes that "
                                  "stand in none before it."),
                    notes=(
                        noted(
                            _("How to read"),
                            [sentence, _("The band is of random orders: it supposes that the "
                                         "interviews are exchangeable.")],
                        ),
                        noted(_("Data"), [_("Layer: {layer}.", layer=layer), made_with(made_on)]),
                    ),
                    number=number,
                    new_page=number > 1,
                )
            )  # fmt: skip
        return Document(tables[0].title, language, made_on, tuple(tables))


def _appearing(group: FirstAppearance, labels: Mapping[str, str]) -> Iterator[Row]:
    planned, made = group.a_priori, group.from_data
    for n, name in enumerate(planned.interviews):
        band = f"{integer(planned.low[n])}–{integer(planned.high[n])}" if planned.low else ""
        yield Row(
            (
                name,
                integer(planned.known[n]),
                band,
                integer(made.known[n]),
                _new(planned, made, n, labels),
            )
        )


def _new(planned: Appearances, made: Appearances, n: int, labels: Mapping[str, str]) -> Cell:
    """Names of the codes that are new; those made from the data in italics."""
    runs: list[str | Run] = []
    for name in planned.new[n]:
        runs += [", "] * bool(runs) + [labels.get(name, name)]
    for name in made.new[n]:
        runs += [", "] * bool(runs) + [Run(labels.get(name, name), italic=True)]
    return (tuple(runs),) if runs else ""


def practices_document(
    tables: Sequence[Crosstab],
    summaries: Mapping[tuple[str, str], str],
    *,
    language: str,
    made_on: date,
) -> Document:
    """How things are done in each network: a person's summary, and how many passages describe it.

    Rows are the codes of which somebody describes how it is done, or of which a summary was
    written.

    Args:
        tables: matrices by network (or by another unit).
        summaries: by reference of the row and value of the column.
        language: of the document.
        made_on: date of the document.
    """
    with in_language(language):
        made: list[Table] = []
        for table in tables:
            wanted = list(_described(table, summaries))
            if wanted:
                made.append(_practices(table, wanted, summaries, len(made) + 1, made_on))
        working = any(table.notes.mode is Mode.WORKING for table in tables)
        footer = _("Working document, not for publication") if working else ""
        return Document(made[0].title, language, made_on, tuple(made), footer)


def _described(table: Crosstab, summaries: Mapping[tuple[str, str], str]) -> Iterator[int]:
    values = {column.value for column in table.columns}
    charted = {code for code, value in summaries if value in values}
    for number, row in enumerate(table.rows):
        told = table.count(number, None, Measure.SEGMENTS, Side.DESCRIBED)
        if told or row.ref in charted:
            yield number


def has_practices(table: Crosstab, summaries: Mapping[tuple[str, str], str]) -> bool:
    """Whether somebody describes a practice there, or a summary was written."""
    return any(True for _row in _described(table, summaries))


def _practices(
    table: Crosstab,
    wanted: Sequence[int],
    summaries: Mapping[tuple[str, str], str],
    number: int,
    made_on: date,
) -> Table:
    by = said(table.notes.by) or table.by
    share = (_WIDTH - 5.2 - 2.4) / max(len(table.columns), 1)
    columns = (
        Column(_("Practice"), 5.2),
        *(
            Column(
                one.name,
                share,
                unit=column_n(one, table.notes.min_cell) if table.tells_persons else "",
            )
            for one in table.columns
        ),
        Column(_("Described in"), 2.4, Align.CENTRE, _("n of all")),
    )
    return Table(
        title=_("Practices by {by}", by=by),
        columns=columns,
        rows=tuple(_practice_rows(table, wanted, summaries)),
        description=_("One row for each practice, one column for each unit, with a summary."),
        notes=tuple(_about_practices(table, made_on)),
        number=number,
        new_page=number > 1,
    )


def _practice_rows(
    table: Crosstab, wanted: Sequence[int], summaries: Mapping[tuple[str, str], str]
) -> Iterator[Row]:
    theme = ""
    heard = [place for place, one in enumerate(table.columns) if one.sources]
    for number in wanted:
        row = table.rows[number]
        family = said(row.family)
        if family and family != theme:
            yield Row((family,), RowKind.FAMILY)
            theme = family
        told = sum(_describes(table, number, place) > 0 for place in heard)
        cells = [_practice(table, number, place, summaries) for place in range(len(table.columns))]
        yield Row((row.name, *cells, f"{integer(told)}/{integer(len(heard))}"))


def _describes(table: Crosstab, row: int, place: int) -> int:
    return table.count(row, place, Measure.SEGMENTS, Side.DESCRIBED)


def _practice(
    table: Crosstab, row: int, place: int, summaries: Mapping[tuple[str, str], str]
) -> Cell:
    words = summaries.get((table.rows[row].ref, table.columns[place].value), "")
    n = _describes(table, row, place)
    if words:
        return f"{words} ({integer(n)})"
    if n:
        return f"({integer(n)})"
    match table.state(row, place):
        case State.NOT_COLLECTED:
            return ((Run(NBSP),),)
        case State.NOT_ASKED:
            return "-"
    return "·"


def _about_practices(table: Crosstab, made_on: date) -> Iterator[Line]:
    yield noted(
        _("How to read"),
        [
            _("Summaries were written by the team; in brackets the passages that describe how it "
              "is done, on neither side."),
            _("·: collected, no practice described; -: not asked; empty: not collected."),
            _("Barriers and facilitators stand in a table of their own."),
        ],
    )  # fmt: skip
    persons = list(masking(table))
    if persons:
        yield noted(_("Persons"), persons)
    yield noted(_("Data"), data(table, made_on))
