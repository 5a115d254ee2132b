"""What people wrote that leaves the project with each kind of file: it is screened on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from qualcode.core.wording.in_words import all_languages, text_of_book, text_of_code
from qualcode.i18n import N_
from qualcode.store.rows import held as held_rows

if TYPE_CHECKING:
    from qualcode.core.codebook import Codebook
    from qualcode.store.project import Project


class Written(NamedTuple):
    """Words of the team."""

    what: str
    """Message id: a theme, a summary and so on."""
    words: str
    name: str = ""
    """Which one, where that can be told in a word."""

    @property
    def of_codes(self) -> bool:
        """Whether it says what codes are called and mean: a doubt about one word holds no file."""
        return self.what in {_CODEBOOK, _CODE, _LABELS, _ATTRIBUTE}


_CODEBOOK = N_("codebook")
_CODE = N_("code")
_LABELS = N_("names of codes")
_THEME = N_("theme")
_TRANSLATION = N_("translation of a quotation")
_INSERTION = N_("words added to a quotation")
_SUMMARY = N_("summary in the chart")
_RATIONALE = N_("rationale of a rating")
_INFERENCE = N_("joint display")
_OBJECTIVE = N_("change objective")
_REASON = N_("reason of a decision")
_ANSWER = N_("answer in a checklist")
_ATTRIBUTE = N_("attribute")


def written_for(project: Project, kind: str) -> Iterator[Written]:
    """The texts of people that a file of this kind prints, beside the words of sources."""
    for read in _READERS.get(kind, (_labels,)):
        yield from read(project)


def all_written(project: Project) -> Iterator[Written]:
    """All texts of people that any kind of file may print, each once."""
    readers = dict.fromkeys(read for readers in _READERS.values() for read in readers)
    seen: set[str] = set()
    for read in readers:
        for one in read(project):
            if one.words.strip() and one.words not in seen:
                seen.add(one.words)
                yield one


def _wordings(project: Project) -> Iterator[Written]:
    """Codebooks as they are printed; a code that came with the program says nothing new."""
    for book in _books(project):
        known = shipped_wordings(book.id)
        if text_of_book(book) not in known:
            yield Written(_CODEBOOK, text_of_book(book), book.id)
        for code in book.codes:
            if text_of_code(code) not in known:
                yield Written(_CODE, text_of_code(code), f"{book.id}:{code.key}")


def _labels(project: Project) -> Iterator[Written]:
    for book in _books(project):
        known = shipped_wordings(book.id)
        names = [
            all_languages(code.wording.label)
            for code in book.codes
            if text_of_code(code) not in known
        ]
        yield Written(_LABELS, "\n".join(names), book.id)


def _books(project: Project) -> Iterable[Codebook]:
    from qualcode.app.projects.studies import list_codebooks

    return list_codebooks(project)


@cache
def shipped_wordings(name: str) -> frozenset[str]:
    """The texts of the codebook of that name that comes with the program, if there is one."""
    from qualcode.app.projects.studies import shipped
    from qualcode.interop.codebook_yaml import read_codebook

    file = shipped("codebooks") / f"{name}.yaml"
    if not file.is_file():
        return frozenset()
    theirs = read_codebook(file)
    return frozenset([text_of_book(theirs), *map(text_of_code, theirs.codes)])


def _themes(project: Project) -> Iterator[Written]:
    from qualcode.app.analysis.theming import list_themes

    for theme in list_themes(project):
        yield Written(_THEME, theme.statement)


def _printed(project: Project) -> Iterator[Written]:
    """What the team adds to chosen quotations."""
    from qualcode.app.analysis.selecting import list_chosen

    for one in list_chosen(project):
        yield Written(_TRANSLATION, one.selected.translation)
        for insertion in one.selected.edits.insertions:
            yield Written(_INSERTION, insertion.words)


def _summaries(project: Project) -> Iterator[Written]:
    from qualcode.app.analysis.charting import list_summaries

    for summary in list_summaries(project):
        yield Written(_SUMMARY, summary.words, f"{summary.cell.code} {summary.cell.value}")


def _rationales(project: Project) -> Iterator[Written]:
    from qualcode.app.analysis.rating import list_rated

    for rated in list_rated(project):
        for one in rated.ratings:
            yield Written(_RATIONALE, one.rationale, f"{one.cell.code} {one.cell.value}")


def _joint(project: Project) -> Iterator[Written]:
    from qualcode.app.analysis.displaying import list_joint_rows

    for row in list_joint_rows(project):
        told = row.aggregate
        yield Written(_INFERENCE, "\n".join(filter(None, (told.topic, told.value, told.source))))
        yield Written(_INFERENCE, row.inference)


def _objectives(project: Project) -> Iterator[Written]:
    from qualcode.app.analysis.displaying import list_change_objectives

    for one in list_change_objectives(project):
        yield Written(_OBJECTIVE, f"{one.actor}\n{one.performance}")
        yield Written(_OBJECTIVE, one.words)


def _reasons(project: Project) -> Iterator[Written]:
    from qualcode.app.pairs.settling import decisions

    for settlement in decisions(project):
        yield Written(_REASON, settlement.reason)


def _answers(project: Project) -> Iterator[Written]:
    from qualcode.store.rows.answers import list_answers

    with project.read() as connection:
        given = list_answers(connection)
    for key, words in given.items():
        yield Written(_ANSWER, words, key)


def _memos(project: Project) -> Iterator[Written]:
    with project.read() as connection:
        written = held_rows.written_texts(connection, project.acting_key(connection))
    for kind, body in written:
        if kind == held_rows.MEMO:
            yield Written(kind, body)


def _persons(project: Project) -> Iterator[Written]:
    """Values of attributes that the study does not define: anybody may have written anything."""
    from qualcode.app.projects.studies import study_in
    from qualcode.store.rows.cases import list_cases
    from qualcode.store.rows.sources import list_sources

    with project.read() as connection:
        study = study_in(project, connection)
        told = {
            (name, value)
            for one in list_cases(connection)
            for name, value in one.attributes.items()
            if not _is_defined(study.attribute(name), value)
        }
        told |= {
            (name, value)
            for one in list_sources(connection)
            for name, value in one.attributes.items()
            if not _is_defined(study.source_attribute(name), value)
        }
    for name, value in sorted(told):
        yield Written(_ATTRIBUTE, value, name)


def _is_defined(attribute: object, value: str) -> bool:
    return value in (getattr(attribute, "values", None) or ())


_TRAVELLING = (_wordings, _memos, _themes, _persons)
_READERS: dict[str, tuple[Callable[[Project], Iterator[Written]], ...]] = {
    "theme-tree": (_labels, _themes, _printed),
    "quotes": (_labels, _themes, _printed),
    "chart": (_labels, _summaries, _rationales),
    "matrix": (_labels, _summaries, _rationales, _persons),
    "practices": (_labels, _summaries, _persons),
    "joint": (_labels, _joint, _themes, _printed),
    "objectives": (_labels, _objectives, _printed),
    "decisions": (_labels, _reasons),
    "transcript": (_labels, _memos),
    "memos": (_memos,),
    "participants": (_persons,),
    "dictionary": (_labels,),
    "codebook": (_wordings,),
    "codebook-annex": (_wordings,),
    "coreq": (_answers, _labels, _themes),
    "srqr": (_answers, _labels, _themes),
    "qdpx": (*_TRAVELLING, _summaries, _rationales, _joint, _objectives, _answers),
    "csv": _TRAVELLING,
    "rock": (_labels, _persons),
    "iramuteq": (_persons,),
    "qdc": (_wordings,),
    "access": (_labels, _memos, _summaries, _rationales, _printed, _reasons, _themes, _objectives),
    "record": (),
    "comparison": (),
    "bundle": (),
}
"""What each kind prints; a table or figure that is not here prints names of codes only."""
