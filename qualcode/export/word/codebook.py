"""Layout F: the codebook as an annex, in MacQueen's columns, two languages facing each other.

The columns are those of MacQueen et al., Cultural Anthropology Methods 1998, 10(2):31-36.
"""

from __future__ import annotations

from datetime import date

from qualcode.core.codebook import Code, Codebook, ValencePolicy, said
from qualcode.export.word.statements import noted
from qualcode.export.word.values import Cell, Column, Document, Line, Row, RowKind, Run, Table
from qualcode.i18n import LANGUAGES, N_, _, in_language
from qualcode.i18n.numbers import quoted

_POLICY = {
    ValencePolicy.REQUIRED: N_("valence required"),
    ValencePolicy.OPTIONAL: N_("valence optional"),
    ValencePolicy.FIXED: N_("valence fixed"),
    ValencePolicy.NONE: N_("without valence"),
}


def codebook_document(
    book: Codebook, *, language: str, made_on: date, facing: bool = True
) -> Document:
    """The annex of one codebook; `facing` sets the other language beside the document's own."""
    with in_language(language):
        languages = (
            [language, *(one for one in LANGUAGES if one != language)] if facing else [language]
        )
        share = 20.7 / len(languages)
        rows: list[Row] = []
        for code in book.codes:
            if code.retired:
                continue
            if code.parent is None and not code.codable:
                rows.append(Row((_family(code, languages),), RowKind.FAMILY))
                continue
            rows.append(_row(book, code, languages))
        table = Table(
            title=_("Codebook: {title}", title=said(book.title, language) or book.id),
            columns=(
                Column(_("Key"), 5.0),
                *(Column(_LANGUAGE[one], share) for one in languages),
            ),
            rows=tuple(rows),
            description=_(
                "{n} codes: label, definition, when to use, when not to use, example.",
                n=sum(row.kind is RowKind.BODY for row in rows),
            ),
            notes=(
                noted(
                    _("How to read"),
                    [
                        _("+ : when to use; − : when not to use; examples are invented."),
                        _("Codebook {id}, version {version}.", id=book.id, version=book.version),
                    ],
                ),
            ),
        )
        return Document(table.title, language, made_on, (table,))


_LANGUAGE = {"fr": "Français", "en": "English"}


def _family(code: Code, languages: list[str]) -> str:
    names = [name for one in languages if (name := code.wording.label.get(one))]
    return " · ".join(dict.fromkeys(names)) or code.key


def _row(book: Codebook, code: Code, languages: list[str]) -> Row:
    depth = max(book.depth(code.key) - 1, 0)
    key: Cell = (
        "\u2003" * depth + code.key,
        (Run(_(_POLICY[code.policy]), italic=True),),
        *([(Run(_("working code"), italic=True),)] if code.process else []),
    )
    return Row((key, *(_words(code, one, book) for one in languages)))


def _words(code: Code, language: str, book: Codebook) -> Cell:
    wording = code.wording
    lines: list[Line] = []
    if label := wording.label.get(language):
        lines.append((Run(label, bold=True, language=language),))
    if definition := wording.definition.get(language):
        lines.append((Run(definition, language=language),))
    if use := wording.use_when.get(language):
        lines.append(("+ ", Run(use, language=language)))
    if avoid := wording.not_when.get(language):
        see = ", ".join(
            said(book.by_key[key].wording.label, language) if key in book.by_key else key
            for key in wording.not_when_see
        )
        known = "→" in avoid
        lines.append(
            ("− ", Run(avoid, language=language), f" → {see}" if see and not known else "")
        )
    if wording.example is not None and wording.example.language == language:
        before, after = quoted("\0").split("\0")
        example = Run(wording.example.text, italic=True, verbatim=True, language=language)
        lines.append((before, example, after))
    return tuple(lines)
