"""Layout A: the table of barriers and facilitators by theme and determinant."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date

from qualcode.core.codebook import said
from qualcode.core.coding import Valence
from qualcode.core.people import objection_note
from qualcode.core.tables.illustration import Illustration
from qualcode.core.tables.matrix import Denominators, Provenance, Tally, ThemeRow, ThemeTable
from qualcode.core.version import __version__
from qualcode.export.word.house import write_document
from qualcode.export.word.values import Align, Cell, Column, Document, Line, Row, Run, Table
from qualcode.i18n import N_, _, current_language, in_language, plural
from qualcode.i18n.numbers import NBSP, NNBSP, colon, integer, quoted

_KINDS = {
    "patient": N_("patients"),
    "professional": N_("professionals"),
    "respondent": N_("respondents"),
    "relative": N_("relatives"),
}
_WIDTH = 25.7


def write_theme_table(
    table: ThemeTable,
    path: str | os.PathLike[str],
    *,
    language: str,
    title: str = "",
    number: int = 1,
) -> None:
    """Write layout A as a Word file.

    Raises:
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    write_document(theme_document([table], language=language, title=title, number=number), path)


def write_theme_tables(
    tables: Sequence[ThemeTable], path: str | os.PathLike[str], *, language: str
) -> None:
    """Write several tables, such as one for each codebook, as one Word file.

    Raises:
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    write_document(theme_document(tables, language=language), path)


def theme_document(
    tables: Sequence[ThemeTable], *, language: str, title: str = "", number: int = 1
) -> Document:
    """The document of layout A, in one language; each table after the first begins a page."""
    if not tables:
        raise ValueError("a document needs a table")
    with in_language(language):
        titles = [_titled(title, table, tables) for table in tables]
        working = any(table.provenance.working for table in tables)
        return Document(
            title=titles[0],
            language=language,
            made_on=max(table.provenance.made_on for table in tables),
            blocks=tuple(
                _word_table(table, titles[index], number + index, index > 0)
                for index, table in enumerate(tables)
            ),
            footer=_("Working document, not for publication") if working else "",
        )


def _titled(title: str, table: ThemeTable, tables: Sequence[ThemeTable]) -> str:
    """The title, with the names of the codebooks where several tables must be told apart."""
    if not title and _has_sides(table):
        title = _("Barriers and facilitators by theme and determinant")
    title = title or _("Themes and determinants")
    names = [said(words) for words in table.titles] or list(table.codebooks)
    return f"{title}. {', '.join(filter(None, names))}" if len(tables) > 1 else title


def _has_sides(table: ThemeTable) -> bool:
    """Whether any code of the table can be a barrier or a lever; so has a table without rows."""
    return not table.rows or any(
        _counted(row.barrier) or _counted(row.lever) or row.sides for row in table.rows
    )


def _word_table(table: ThemeTable, title: str, number: int, new_page: bool) -> Table:
    parts = _parts(table)
    themes = len({(row.codebook, said(row.theme)) for row in table.rows})
    return Table(
        title=title,
        columns=_columns(table, parts),
        rows=tuple(_rows(table, parts)),
        description=_(
            "{rows} determinants in {themes} themes, one to a row: how many raised each, on which "
            "side and in how many passages, with quotations.",
            rows=len(table.rows),
            themes=themes,
        ),
        notes=tuple(_notes(table, parts)),
        number=number,
        new_page=new_page,
    )


def _parts(table: ThemeTable) -> list[str]:
    """The counts that have a column: both sides of the table, and what else there is to count."""
    optional = [
        name
        for name in ("both", "described", "potential", "unset")
        if any(_counted(getattr(row, name)) for row in table.rows)
    ]
    return ["barrier", "lever", *optional] if _has_sides(table) else optional


def _counted(tally: Tally) -> bool:
    return bool(tally.by_kind or tally.units)


def _columns(table: ThemeTable, parts: list[str]) -> tuple[Column, ...]:
    heads = {
        "barrier": _("Barrier"),
        "lever": _("Facilitator"),
        "both": _("Both sides"),
        "described": _("Described"),
        "potential": _("Potential"),
        "unset": _("Not set"),
    }
    counts = [
        Column(
            heads[part],
            {"barrier": 2.4, "lever": 2.4, "unset": 2.5}.get(part, 2.2),
            Align.CENTRE,
            _unit_of_counts(part, table.denominators),
        )
        for part in parts
    ]
    theme, determinant = (2.6, 3.3) if len(parts) > 4 else (2.9, 3.9)
    rest = _WIDTH - theme - determinant - sum(column.width for column in counts)
    return (
        Column(_("Theme"), theme),
        Column(_("Determinant"), determinant),
        *counts,
        Column(_("Illustrative quotations"), rest),
    )


def _unit_of_counts(part: str, denominators: Denominators) -> str:
    passages = _("n ambivalent") if part == "both" else _("n passages")
    if not denominators.units:
        return _apart(_("n participants"), passages, between="\n")
    steps = [f"n{NBSP}{_units_word(denominators)}", _("n speakers"), passages]
    if denominators.groups > 1:
        steps.insert(0, _("n groups"))
    return _apart(*steps, between="\n")


def _units_word(denominators: Denominators) -> str:
    return said(denominators.unit) or _("networks")


def _apart(*parts: str, between: str = " ") -> str:
    semicolon = f"{NNBSP};" if current_language() == "fr" else ";"
    return f"{semicolon}{between}".join(parts)


def _rows(table: ThemeTable, parts: list[str]) -> Iterator[Row]:
    before: tuple[str, str, str] | None = None
    for row in table.rows:
        theme, heading = said(row.theme) or row.code, said(row.heading)
        starts = before is None or before[:2] != (row.codebook, theme)
        lines: list[Line] = [(Run(theme, bold=starts),)]
        if heading and before != (row.codebook, theme, heading):
            lines.append((Run(heading, italic=True),))
        before = (row.codebook, theme, heading)
        yield Row(
            cells=(
                tuple(lines),
                said(row.determinant) or row.code,
                *(_count_cell(row, part, table.denominators) for part in parts),
                tuple(_quotation(i, table.provenance) for i in row.quotations),
            ),
            starts=starts,
        )


def _count_cell(row: ThemeRow, part: str, denominators: Denominators) -> Cell:
    if not _applies(row, part):
        return "–"
    tally: Tally = getattr(row, part)
    if not _counted(tally):
        return "0"
    if denominators.units:
        return (_by_unit(tally, denominators),)
    return tuple(_by_kind(tally, denominators)) or "0"


def _applies(row: ThemeRow, part: str) -> bool:
    """Whether a code of this valence policy can have anything in this column."""
    if _counted(getattr(row, part)):
        return True
    wanted = {
        "barrier": {Valence.BARRIER},
        "lever": {Valence.LEVER},
        "potential": {Valence.LEVER},
        "both": {Valence.BARRIER, Valence.LEVER},
    }.get(part, set())
    return wanted <= row.sides and not (part == "unset" and len(row.sides) < 2)


def _by_unit(tally: Tally, denominators: Denominators) -> str:
    speakers = sum(n for kind, n in denominators.persons if kind != "relative")
    steps = [
        _share(tally.units, denominators.units),
        _share(tally.participants, speakers),
        integer(tally.segments),
    ]
    if denominators.groups > 1:
        steps.insert(0, _share(tally.groups, denominators.groups))
    return _apart(*steps)


def _by_kind(tally: Tally, denominators: Denominators) -> Iterator[str]:
    """A paragraph for each kind of person; the only one that is no relative needs no name."""
    main = [kind for kind, _n in denominators.persons if kind != "relative"]
    if len(main) == 1 and main[0] not in dict(tally.by_kind):
        yield "0"
    for kind, count in tally.by_kind:
        if not kind:
            others = _("others")
            yield f"{others}{NBSP}{integer(count.segments)}"
            continue
        line = _apart(_share(count.participants, denominators.of(kind)), integer(count.segments))
        yield line if main == [kind] else f"{_(_KINDS.get(kind, kind))}\n{line}"


def _share(part: int, whole: int) -> str:
    return f"{integer(part)}/{integer(whole)}"


def _quotation(illustration: Illustration, provenance: Provenance) -> Line:
    opening, closing = quoted("\x00").split("\x00")
    sign = "(+)" if illustration.potential else illustration.valence.sign.strip()
    beside = [illustration.speaker, said(illustration.described_as)]
    if provenance.working:
        beside.append(illustration.address)
    named = ", ".join(word for word in beside if word)
    return (
        f"{sign}{NBSP}{opening}" if sign else opening,
        Run(illustration.text, verbatim=True, language=illustration.language),
        f"{closing} ({named})" if named else closing,
    )


def _notes(table: ThemeTable, parts: list[str]) -> Iterator[Line]:
    yield from (
        (Run(f"{head}{colon()} ", italic=True), " ".join(sentences))
        for head, sentences in (
            (_("How to read"), list(_reading(table))),
            (_("Valence"), list(_valence(table, parts))),
            (_("Quotations"), list(_about_quotations(table))),
            (_("Data"), list(_data(table))),
        )
        if sentences
    )


def _reading(table: ThemeTable) -> Iterator[str]:
    out_of = table.denominators
    people = ", ".join(_people(kind, n) for kind, n in out_of.persons)
    if out_of.units:
        yield _(
            "Each cell gives in how many {units} the determinant was voiced, by how many "
            "speakers, and in how many passages.",
            units=_units_word(out_of),
        )
        yield _(
            "Denominators: {groups}, {n_units} {units}, {people}.",
            groups=plural("{n} group", "{n} groups", out_of.groups),
            n_units=integer(out_of.units),
            units=_units_word(out_of),
            people=people,
        )
    else:
        yield _(
            "Each cell gives the participants who raised the determinant out of all participants "
            "with a transcript in the table, then the number of passages."
        )
        yield _(
            "Denominators: {people}, in {sources}.",
            people=people,
            sources=plural("{n} transcript", "{n} transcripts", out_of.sources),
        )
    if out_of.of("relative") and len(out_of.persons) > 1:
        yield _("Relatives are counted apart and never added to the patients.")
    if out_of.groups:
        yield _(
            "What was said in a group tells that a thing was voiced, not how common it is: these "
            "counts are no prevalence, and silence is not assent."
        )
    if any("" in dict(getattr(row, part).by_kind) for row in table.rows for part in _parts(table)):
        yield _("Others: passages of a group, or of a speaker nobody knows.")


def _people(kind: str, n: int) -> str:
    match kind:
        case "patient":
            return plural("{n} patient", "{n} patients", n)
        case "professional":
            return plural("{n} professional", "{n} professionals", n)
        case "respondent":
            return plural("{n} respondent", "{n} respondents", n)
        case "relative":
            return plural("{n} relative", "{n} relatives", n)
    return f"{integer(n)} {kind}"


def _valence(table: ThemeTable, parts: list[str]) -> Iterator[str]:
    targets = list(_targets(table))
    if targets:
        yield _("Barrier or facilitator to {targets}.", targets=_apart(*targets))
    if "both" in parts:
        yield _(
            "Both sides: participants who raised the two, then ambivalent passages, which count "
            "on either side."
        )
    if "described" in parts:
        yield _("Described: told as it is, as neither barrier nor facilitator.")
    if _has_sides(table):
        yield _(
            "A considered refusal is not a barrier to be lifted: it is described, unless the "
            "person says they were prevented or deprived, or regrets it."
        )
    if "potential" in parts:
        yield _("Potential: wished for or foreseen and not in place; not among the facilitators.")
    if "unset" in parts:
        yield _("Not set: passages whose side has not been judged yet.")
    if any(not _applies(row, part) for row in table.rows for part in parts):
        yield _("A dash: the code cannot take this side.")


def _targets(table: ThemeTable) -> Iterator[str]:
    """Each target with the themes that it holds for: “accepting it” (Information, Decision)."""
    themes: dict[str, dict[str, None]] = {}
    for row in table.rows:
        themes.setdefault(said(row.target), {})[said(row.theme)] = None
    for target, names in themes.items():
        if target:
            yield f"{quoted(target)} ({', '.join(names)})"


def _about_quotations(table: ThemeTable) -> Iterator[str]:
    shown = [quotation for row in table.rows for quotation in row.quotations]
    meanings = {
        Valence.BARRIER: _("barrier"),
        Valence.LEVER: _("facilitator"),
        Valence.AMBIVALENT: _("ambivalent"),
        Valence.NEUTRAL: _("described"),
    }
    used = {quotation.valence for quotation in shown if not quotation.potential}
    signs = [f"{v.sign}{NBSP}{word}" for v, word in meanings.items() if v in used]
    if any(quotation.potential for quotation in shown):
        potential = _("potential facilitator")
        signs.append(f"(+){NBSP}{potential}")
    if signs:
        yield _("{signs}.", signs=", ".join(signs))
    if table.withheld_quotations:
        yield plural(
            "{n} passage was kept from quotation, for want of consent or because a minor speaks.",
            "{n} passages were kept from quotation, for want of consent or because a minor speaks.",
            table.withheld_quotations,
        )
    yield _("Speakers are named by their identifier in the study.")
    if table.provenance.letters:
        yield _("Networks and sites are printed as letters.")


def _data(table: ThemeTable) -> Iterator[str]:
    provenance = table.provenance
    if provenance.layer == "analysis":
        yield _(
            "Layer: in each transcript the coders’ consensus where there is one, else the "
            "codings of the assigned coder."
        )
    elif provenance.layer == "consensus":
        yield _("Layer: the coders’ consensus.")
    else:
        yield _("Layer: the codings of {coder}.", coder=provenance.layer)
    if provenance.query:
        yield _("Only passages that answer the query: {query}.", query=provenance.query)
    if provenance.objected:
        yield objection_note(provenance.objected)
    yield plural(
        "Codebook: {books}.",
        "Codebooks: {books}.",
        len(table.codebooks),
        books=", ".join(table.codebooks),
    )
    if provenance.snapshot:
        yield _("Snapshot: {snapshot}.", snapshot=provenance.snapshot)
    yield made_with(provenance.made_on)


def made_with(made_on: date) -> str:
    """The sentence that says when a table was made, and with which version of qualcode."""
    when = f"{made_on:%d/%m/%Y}" if current_language() == "fr" else made_on.isoformat()
    return _("Made on {date} with qualcode {version}.", date=when, version=__version__)
