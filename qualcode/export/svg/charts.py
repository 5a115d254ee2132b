"""The figures that papers want, each from what its table is made from."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qualcode.core.agreement.report import AgreementReport, CodeAgreement
from qualcode.core.codebook import said
from qualcode.core.tables.crosstab import Crosstab, Measure
from qualcode.core.tables.first_appearance import FirstAppearance
from qualcode.core.tables.matrix import ThemeRow, ThemeTable
from qualcode.export.svg.drawing import (
    BLACK,
    DARK,
    LIGHT,
    PALE,
    SIZE,
    WHITE,
    Figure,
    lines_of,
    steps,
    width_of,
)
from qualcode.i18n import _, in_language
from qualcode.i18n.numbers import decimal, integer

_LABELS = 250.0
_LINE = 13.0
_MARGIN = 16.0


@dataclass(frozen=True, slots=True)
class PairCount:
    """Two codes and how many of their passages go together."""

    first: str
    second: str
    pairs: int


def saturation_figure(groups: Sequence[FirstAppearance], *, language: str) -> Figure:
    """How many codes were known after each interview; a panel for each group."""
    with in_language(language):
        figure = Figure(
            _("First appearance of codes"),
            _(
                "Codes known after each interview, for codes fixed in advance and for codes made "
                "from the data; the band holds nine random orders of the interviews in ten."
            ),
            language,
        )
        top = _key_of_curves(figure, groups)
        for group in groups:
            top = _panel(figure, group, top) + 34
        figure.height = top - 10
        return figure


def _key_of_curves(figure: Figure, groups: Sequence[FirstAppearance]) -> float:
    y, x = 20.0, 60.0
    for words, dash, fill in _curves(groups):
        figure.path([(x, y - 4), (x + 28, y - 4)], dash=dash)
        figure.dot(x + 14, y - 4, fill=fill)
        figure.text(x + 34, y, words)
        x += 54 + width_of(words)
    if any(group.a_priori.low for group in groups):
        figure.box(x, y - 9, 28, 10, fill=PALE)
        figure.text(x + 34, y, _("5–95% of random orders"))
    return y + 24


def _curves(groups: Sequence[FirstAppearance]) -> Iterator[tuple[str, str, str]]:
    yield _("Codes fixed in advance"), "", BLACK
    if any(max(group.from_data.known, default=0) for group in groups):
        yield _("Codes made from the data"), "4 3", WHITE


def _panel(figure: Figure, group: FirstAppearance, top: float) -> float:
    names = group.a_priori.interviews
    most = max([*group.a_priori.known, *group.from_data.known, *group.a_priori.high, 1])
    left, right, height = 60.0, figure.width - _MARGIN, 190.0
    ticks = steps(most)
    bottom = top + 14 + height
    if group.group:
        figure.text(left, top + 4, group.group, bold=True)

    def at(place: int, value: float) -> tuple[float, float]:
        step = (right - left - 30) / max(len(names) - 1, 1)
        return left + 15 + place * step, bottom - value / ticks[-1] * height

    for tick in ticks:
        y = at(0, tick)[1]
        figure.line(left, y, right, y, colour=PALE if tick else BLACK)
        figure.text(left - 6, y + 4, integer(tick), anchor="end")
    known = group.a_priori
    if known.low:
        upper = [at(n, value) for n, value in enumerate(known.high)]
        figure.area([*upper, *reversed([at(n, value) for n, value in enumerate(known.low)])])
    for appearances, (_words, dash, fill) in zip(
        (group.a_priori, group.from_data), _curves([group]), strict=False
    ):
        points = [at(n, value) for n, value in enumerate(appearances.known)]
        figure.path(points, dash=dash)
        for x, y in points:
            figure.dot(x, y, fill=fill)
    for n, name in enumerate(names):
        figure.text(at(n, 0)[0], bottom + 16, name, anchor="middle", size=10)
    figure.text(16, bottom - height / 2, _("Codes known"), anchor="middle", turned=True)
    figure.text((left + right) / 2, bottom + 32, _("Interviews in their order"), anchor="middle")
    return bottom + 32


def bars_figure(tables: Sequence[ThemeTable], *, language: str) -> Figure:
    """How many participants raised each code: as a barrier to the left, else to the right."""
    with in_language(language):
        figure = Figure(
            _("Barriers and facilitators: how many participants raised each"),
            _(
                "One row for each determinant; to the left how many raised it as a barrier, to "
                "the right as a facilitator."
            ),
            language,
        )
        rows = [row for table in tables for row in table.rows if any(_people(row))]
        most = max((max(_people(row)) for row in rows), default=1)
        middle = _MARGIN + _LABELS + (figure.width - _MARGIN * 2 - _LABELS) / 2
        unit = (figure.width - _MARGIN - 22 - middle) / max(most, 1)
        y = 22.0
        figure.text(middle - 8, y, _("Barrier"), anchor="end", bold=True)
        figure.text(middle + 8, y, _("Facilitator"), bold=True)
        start = y + 8
        y = start + 4
        family = ""
        for row in rows:
            theme = said(row.theme)
            if theme != family:
                y += 16
                figure.text(_MARGIN, y, theme, bold=True)
                family = theme
                y += 4
            y = _bar(figure, row, y, middle, unit)
        figure.line(middle, start, middle, y + 2)
        figure.text(
            middle, y + 20, _("Participants (persons other than relatives)"), anchor="middle"
        )
        figure.height = y + 32
        return figure


def _people(row: ThemeRow) -> tuple[int, int]:
    return row.barrier.participants, row.lever.participants


def _bar(figure: Figure, row: ThemeRow, y: float, middle: float, unit: float) -> float:
    lines = lines_of(said(row.determinant) or row.code, _LABELS - 14)
    height = max(len(lines) * _LINE, 14) + 3
    for number, words in enumerate(lines):
        figure.text(_MARGIN + 10, y + 11 + number * _LINE, words)
    against, favour = _people(row)
    centre = y + height / 2
    if against:
        figure.box(middle - against * unit, centre - 5, against * unit, 10, fill=DARK)
        figure.text(middle - against * unit - 4, centre + 4, integer(against), anchor="end")
    if favour:
        figure.box(middle, centre - 5, favour * unit, 10, fill=LIGHT, edge=BLACK)
        figure.text(middle + favour * unit + 5, centre + 4, integer(favour))
    return y + height


def heat_figure(table: Crosstab, *, language: str) -> Figure:
    """A matrix as shades: how many participants of each column raised each row."""
    with in_language(language):
        measure = Measure.PARTICIPANTS if table.tells_persons else Measure.SEGMENTS
        rows = range(len(table.rows))
        columns = range(len(table.columns))
        what = _("participants") if measure is Measure.PARTICIPANTS else _("passages")
        by = said(table.notes.by) or table.by
        figure = Figure(
            _("Who raised what, by {by}", by=by),
            _(
                "A matrix of {rows} determinants by {columns} columns; the darker a cell, the "
                "more {what}; each cell has its number.",
                rows=len(rows),
                columns=len(columns),
                what=what,
            ),
            language,
        )
        names = [column.name for column in table.columns]
        labels = [said(row.label) if hasattr(row, "label") else row.name for row in table.rows]
        values = [[table.count(r, c, measure) for c in columns] for r in rows]
        collected = [[bool(table.columns[c].sources) for c in columns] for _r in rows]
        _grid(figure, labels, names, values, collected)
        note = _("Shade and number: {what}. Empty: not collected.", what=what)
        figure.text(_MARGIN, figure.height - 8, note, size=10)
        return figure


def cooccurrence_figure(pairs: Sequence[PairCount], *, language: str, most: int = 20) -> Figure:
    """Codes that go together: the strongest, each with each, as shades."""
    with in_language(language):
        totals: dict[str, int] = {}
        for pair in pairs:
            for name in (pair.first, pair.second):
                totals[name] = totals.get(name, 0) + pair.pairs
        names = sorted(totals, key=lambda name: (-totals[name], name))[:most]
        place = {name: n for n, name in enumerate(names)}
        values = [[0] * len(names) for _name in names]
        for pair in pairs:
            if pair.first in place and pair.second in place:
                one, other = sorted((place[pair.first], place[pair.second]))
                values[other][one] = pair.pairs
        figure = Figure(
            _("Codes that go together"),
            _(
                "The {n} codes that go with others most often, each with each; the darker a "
                "cell, the more pairs of passages.",
                n=len(names),
            ),
            language,
        )
        below = [[column < row for column in range(len(names))] for row in range(len(names))]
        numbered = [f"{n}. {name}" for n, name in enumerate(names, 1)]
        _grid(
            figure, numbered, [str(n) for n in range(1, len(names) + 1)], values, below, zeros=False
        )
        figure.text(_MARGIN, figure.height - 8, _("Shade and number: pairs of passages."), size=10)
        return figure


def _grid(
    figure: Figure,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[int]],
    shown: Sequence[Sequence[bool]],
    *,
    zeros: bool = True,
) -> None:
    left = _MARGIN + _LABELS + 30
    room = figure.width - left - _MARGIN
    widest = max((width_of(name) for name in columns), default=0) + 8
    side = max(room / max(len(columns), 1), 22.0)
    side = min(side, 46.0 if widest > side else max(widest, 46.0))
    figure.width = left + side * len(columns) + _MARGIN
    turned = any(width_of(name) > side - 4 for name in columns)
    head = max((width_of(name) for name in columns), default=0) + 12 if turned else 24.0
    most = max((value for row in values for value in row), default=1) or 1
    for number, name in enumerate(columns):
        x = left + number * side + side / 2
        if turned:
            figure.text(x + 4, head, name, turned=True)
        else:
            figure.text(x, head, name, anchor="middle")
    y = head + 6
    for label, row, seen in zip(rows, values, shown, strict=True):
        lines = lines_of(label, _LABELS + 20)
        height = max(len(lines) * _LINE + 4, 20)
        for number, words in enumerate(lines):
            base = y + (height - len(lines) * _LINE) / 2 + 10 + number * _LINE
            figure.text(left - 8, base, words, anchor="end")
        for place, value in enumerate(row):
            if seen[place]:
                told = integer(value) if value or zeros else ""
                _heat_cell(figure, (left + place * side, y, side, height), value / most, told)
        y += height
    figure.height = y + 30


def _heat_cell(
    figure: Figure, place: tuple[float, float, float, float], share: float, told: str
) -> None:
    x, y, width, height = place
    grey = round(255 - 195 * share)
    figure.box(*place, fill=f"#{grey:02x}{grey:02x}{grey:02x}", edge=LIGHT)
    fill = DARK if not share else WHITE if grey < 140 else BLACK
    if told:
        middle = x + width / 2
        figure.text(middle, y + height / 2 + 4, told, anchor="middle", fill=fill, size=10)


def intervals_figure(
    report: AgreementReport, labels: Mapping[str, str], *, language: str
) -> Figure:
    """Alpha of every code with its interval, else with what each transcript gives."""
    with in_language(language):
        figure = Figure(
            _("Agreement by code: Krippendorff’s alpha"),
            _(
                "One row for each code: a black dot for alpha, a line for its interval, small "
                "white dots for single transcripts; broken lines at .667 and .800."
            ),
            language,
        )
        left, right = _MARGIN + _LABELS + 16, figure.width - 60
        rows = [report.overall, *(row for row in report.used if not labels or row.code in labels)]
        least = min([0.0, *(value for row in rows for value in _values(row))])
        low = max(math.floor(least * 4) / 4, -1.0)

        def at(value: float) -> float:
            return left + (value - low) / (1 - low) * (right - left)

        y = 34.0
        start = y - 8
        for row in rows:
            name = labels.get(row.code, row.code) if row.code else _("All codes, pooled")
            y = _interval(figure, row, name, y, at)
        for limit in (0.667, 0.8):
            figure.line(at(limit), start, at(limit), y, dash="3 3", colour=DARK)
            figure.text(at(limit), start - 6, decimal(limit, 3), anchor="middle", size=10)
        figure.line(left, y, right, y)
        ticks = [low + n * 0.25 for n in range(round((1 - low) / 0.25) + 1)]
        for tick in ticks:
            figure.line(at(tick), y, at(tick), y + 4)
            figure.text(at(tick), y + 16, decimal(tick), anchor="middle", size=10)
        figure.text((left + right) / 2, y + 32, _("Krippendorff’s α"), anchor="middle")
        _key_of_intervals(figure, y + 52)
        figure.height = y + 60
        return figure


def _key_of_intervals(figure: Figure, y: float) -> None:
    x = _MARGIN + 6
    figure.dot(x, y - 4, 3.5)
    words = _("alpha")
    figure.text(x + 12, y, words, size=10)
    x += 36 + width_of(words, 10)
    figure.line(x, y - 4, x + 26, y - 4, width=1.5)
    for end in (x, x + 26):
        figure.line(end, y - 7, end, y - 1)
    words = _("its 95% interval")
    figure.text(x + 34, y, words, size=10)
    x += 58 + width_of(words, 10)
    figure.line(x, y - 4, x + 26, y - 4, colour=LIGHT)
    for place in (x, x + 26):
        figure.dot(place, y - 4, 2, fill=WHITE)
    words = _("single transcripts, where they are too few for an interval")
    figure.text(x + 34, y, words, size=10)


def _values(row: CodeAgreement) -> Iterator[float]:
    estimate = row.alpha
    found = (estimate.value, estimate.low, estimate.high, *row.per_transcript)
    yield from (value for value in found if value is not None)


def _interval(
    figure: Figure, row: CodeAgreement, name: str, y: float, at: Callable[[float], float]
) -> float:
    lines = lines_of(name, _LABELS)
    height = len(lines) * _LINE + 5
    for number, words in enumerate(lines):
        figure.text(_MARGIN, y + 10 + number * _LINE, words, bold=not row.code)
    middle = y + height / 2 - 2
    alpha = row.alpha
    if alpha.value is None:
        figure.text(at(0) + 4, middle + 4, _("not computable"), size=10, fill=DARK)
        return y + height
    if alpha.low is not None and alpha.high is not None:
        figure.line(at(alpha.low), middle, at(alpha.high), middle, width=1.5)
        for end in (alpha.low, alpha.high):
            figure.line(at(end), middle - 3, at(end), middle + 3)
    else:
        single = [value for value in row.per_transcript if value is not None]
        if len(single) > 1:
            figure.line(at(min(single)), middle, at(max(single)), middle, colour=LIGHT)
        for value in single:
            figure.dot(at(value), middle, 2, fill=WHITE)
    figure.dot(at(alpha.value), middle, 3.5)
    figure.text(at(1) + 10, middle + 4, decimal(alpha.value), size=SIZE)
    return y + height
