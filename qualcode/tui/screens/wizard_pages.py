"""What is asked for a new project, page by page: each with an answer that will do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from qualcode.app.projects.founding import files_of, free_name, refuse_taken
from qualcode.app.projects.studies import read_study_called, shipped, shipped_studies
from qualcode.core.agreement.report import Unit
from qualcode.core.codebook import said
from qualcode.core.errors import QualcodeError
from qualcode.core.study import Stance
from qualcode.core.study_draft import ARCHIVE, OWN, StudyDraft, draft_from, raw_of, slug_of
from qualcode.core.study_reading import parse_study
from qualcode.i18n import N_, _, current_language, plural, translate
from qualcode.i18n.numbers import colon
from qualcode.tui.widgets.form import Field

Answers = Mapping[str, str]

STANCES = {
    Stance.CODEBOOK: (
        N_("Codebook"),
        N_("a grid fixed early; coders are compared so as to talk"),
    ),
    Stance.FRAMEWORK: (N_("Framework"), N_("a grid and a chart of summaries, case by case")),
    Stance.CODING_RELIABILITY: (
        N_("Coding reliability"),
        N_("coders are to find the same; coefficients are reported"),
    ),
    Stance.REFLEXIVE: (N_("Reflexive"), N_("codes grow with reading; no coefficient is computed")),
}
"""Each stance: its name, and what it means."""

AFTERWARDS = {
    ARCHIVE: N_("archived on a separate medium"),
    "destroyed": N_("destroyed"),
}
"""What becomes of the data."""

UNITS = (Unit.SENTENCE, Unit.TURN, Unit.CHARACTER)

CODEBOOKS = ("cfir2", "tdf_comb")
"""Codebooks of the program that belong to no study."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: something to choose, or lines, or fields."""

    name: str
    title: str
    words: str
    """What it is for."""
    options: tuple[tuple[str, str, str], ...] = ()
    """Value, name and meaning of what can be chosen."""
    chosen: str = ""
    lines: tuple[str, ...] | None = None
    """What stands in a page of lines."""
    fields: tuple[Field, ...] = ()


@dataclass
class Asked:
    """All answers so far; going back loses none."""

    folder: Path
    """Where projects are made unless a path is typed."""
    study: str = ""
    """Name of the shipped study that is built on; empty for one's own."""
    drafts: dict[str, StudyDraft] = field(default_factory=dict)
    """By name of the study, so that choosing another and coming back loses nothing."""
    where: dict[str, str] = field(default_factory=dict)
    """The project's file, by study."""
    refused: dict[tuple[str, str], Any] = field(default_factory=dict)
    """Answers that would not do, by study and page."""

    @property
    def draft(self) -> StudyDraft:
        """The answers on the study that is chosen."""
        if self.study not in self.drafts:
            self.drafts[self.study] = _proposed(self.study)
        return self.drafts[self.study]

    @draft.setter
    def draft(self, draft: StudyDraft) -> None:
        self.drafts[self.study] = draft

    @property
    def proposed(self) -> str:
        """The file where the project goes."""
        stem = self.study or slug_of(self.draft.title, "study")
        return self.where.get(self.study) or free_name(stem, self.folder)

    @property
    def path(self) -> str:
        """The file with its folder."""
        return str(self.folder / Path(self.proposed).expanduser())

    def forget_proposals(self) -> None:
        """Forget what nobody has changed: it is proposed again, in the language of that moment."""
        for study, draft in list(self.drafts.items()):
            if draft == _proposed(study):
                del self.drafts[study]
                self.where.pop(study, None)

    def names(self) -> list[str]:
        """The pages that have something to ask."""
        gone = {"codebook"} if self.study else set()
        if not self.draft.compares:
            gone.add("comparison")
        return [name for name in _PAGES if name not in gone]

    def page(self, name: str) -> Page:
        """What a page shows now."""
        page = _PAGES[name](self)
        answer = self.refused.get((self.study, name))
        if answer is None:
            return page
        if page.lines is not None:
            return replace(page, lines=answer)
        fields = [replace(one, answer=answer[one.name]) for one in page.fields]
        return replace(page, fields=tuple(fields))

    def take(self, name: str, answer: Any) -> None:
        """Keep the answer of a page; one that is refused is kept to be shown again.

        Raises:
            QualcodeError: it cannot be understood, or the study would not hold together with it.
        """
        if name == "study":
            self.study = answer
            return
        before, where = self.draft, dict(self.where)
        self.refused[self.study, name] = answer
        _TAKE[name](self, answer)
        try:
            if name == "name":
                refuse_taken(self.path)
            parse_study(raw_of(self.draft), _("The study"))
        except QualcodeError:
            self.draft, self.where = before, where
            raise
        del self.refused[self.study, name]

    def raw(self) -> dict[str, Any]:
        """The definition of the study."""
        return raw_of(self.draft)


def _proposed(study: str) -> StudyDraft:
    """The answers that are proposed for a study, in the language of the screens."""
    language = current_language()
    if study:
        found = read_study_called(study)
        return draft_from(found.extra, said(found.title), language)
    return replace(draft_from(OWN, _("My study"), language), transcripts=(language,))


def _study(asked: Asked) -> Page:
    shown = [("", _("A study of our own"), _("interviews, groups and notes; nothing decided yet"))]
    shown += [(name, said(read_study_called(name).title), name) for name in shipped_studies()]
    return Page(
        "study",
        _("Which study?"),
        _("Enter takes what is proposed, here and on every page; Escape goes back a page."),
        tuple(shown),
        asked.study,
    )


def _named(asked: Asked) -> Page:
    return Page(
        "name",
        _("What is it called, and where does it go?"),
        _("A relative name goes into {folder}.", folder=asked.folder),
        fields=(
            Field("title", _("Title"), asked.draft.title),
            Field("file", _("File of the project"), asked.proposed),
        ),
    )


def _language(asked: Asked) -> Page:
    options = (
        ("fr", _("French"), ""),
        ("en", _("English"), ""),
        ("fr,en", _("French and English"), ""),
    )
    return Page(
        "language",
        _("In which language do people speak?"),
        _("Screens and files can be had in both at any time."),
        options,
        ",".join(asked.draft.transcripts),
    )


def _codebook(asked: Asked) -> Page:
    from qualcode.interop.codebook_yaml import read_codebook

    options = [("", _("An empty one"), _("codes come from what is said"))]
    for name in CODEBOOKS:
        book = read_codebook(shipped("codebooks") / f"{name}.yaml")
        options.append((name, said(book.title), plural("{n} code", "{n} codes", len(book.codes))))
    return Page(
        "codebook",
        _("Which codebook?"),
        _("A file of your own can be added afterwards: qualcode codebook PROJECT import FILE"),
        tuple(options),
        asked.draft.codebook,
    )


def _stance(asked: Asked) -> Page:
    return Page(
        "stance",
        _("How is coding understood?"),
        _("It decides which tables are offered; a reflexive study is never given a coefficient."),
        tuple((one.value, _(name), _(means)) for one, (name, means) in STANCES.items()),
        asked.draft.stance.value,
    )


def _attributes(asked: Asked) -> Page:
    return Page(
        "attributes",
        _("What is known about each person?"),
        _(
            "One fact a line: a name, a colon, its values parted by commas; then in brackets "
            "“in tables”, “beside quotations” or “restricted”."
        ),
        lines=asked.draft.attributes,
    )


def _sites(asked: Asked) -> Page:
    return Page(
        "sites",
        _("Which sites take part?"),
        _(
            "One a line, its type in brackets: CH Annecy (CH). Names stand in no table, types do. "
            "Nothing where there is one site only."
        ),
        lines=asked.draft.sites,
    )


def _networks(asked: Asked) -> Page:
    return Page(
        "networks",
        _("Which networks take part?"),
        _("One a line. Tables for readers name them by letters, drawn anew for each publication."),
        lines=asked.draft.networks,
    )


def _coders(asked: Asked) -> Page:
    return Page(
        "coders",
        _("Who takes part?"),
        _("One a line, with a role: coder, adjudicator (settles), reader, trainee."),
        lines=asked.draft.coders,
    )


def _comparison(asked: Asked) -> Page:
    return Page(
        "comparison",
        _("How much is coded twice?"),
        _("The least and the largest share of the material, each coder blind to the other."),
        fields=(
            Field("shares", _("Share, in per cent"), asked.draft.shares),
            Field(
                "unit",
                _("Counted in"),
                asked.draft.unit.value,
                options=tuple((unit.value, _(unit.label)) for unit in UNITS),
            ),
        ),
    )


def _retention(asked: Asked) -> Page:
    words = {**AFTERWARDS}
    words.setdefault(asked.draft.then, asked.draft.then)
    return Page(
        "retention",
        _("How long may the data be used?"),
        _("Counted from the day of publication, which is noted later: qualcode retention PROJECT"),
        fields=(
            Field("years", _("Years after publication"), asked.draft.years),
            Field(
                "then",
                _("Then they are"),
                asked.draft.then,
                options=tuple((value, translate(told)) for value, told in words.items()),
            ),
        ),
    )


def _look(asked: Asked) -> Page:
    draft = asked.draft
    project, study, exports = files_of(asked.path)
    told = (
        (_("Study"), draft.title),
        (_("Stance"), _(STANCES[draft.stance][0])),
        (_("Attributes"), _many(draft.attributes)),
        (_("Sites"), _many(draft.sites)),
        (_("Networks"), _many(draft.networks)),
        (_("Coders"), ", ".join(line for line in draft.coders if line.strip())),
        (_("Coded twice"), f"{draft.shares} %" if draft.compares else ""),
        (_("Project"), str(project)),
        (_("Definition"), study.name),
        (_("Folder for files"), f"{exports.name}/"),
    )
    lines = [f"{name}{colon()} {words}" for name, words in told if words]
    return Page(
        "look",
        _("This will be made"),
        "\n".join([*lines, "", _("Enter makes it; nothing has been written so far.")]),
    )


def _many(lines: tuple[str, ...]) -> str:
    names = [line.partition(":")[0].strip() for line in lines if line.strip()]
    return ", ".join(names)


def _take_name(asked: Asked, answers: Answers) -> None:
    standing = asked.proposed
    if answers["title"] != asked.draft.title:
        asked.draft = replace(asked.draft, title=answers["title"])
    if answers["file"] and answers["file"] != standing:
        asked.where[asked.study] = answers["file"]


def _taken(name: str, of: Callable[[Any], Any]) -> Callable[[Asked, Any], None]:
    def take(asked: Asked, answer: Any) -> None:
        asked.draft = replace(asked.draft, **{name: of(answer)})

    return take


def _take_fields(asked: Asked, answers: Answers) -> None:
    values: dict[str, Any] = dict(answers)
    if "unit" in values:
        values["unit"] = Unit(values["unit"])
    asked.draft = replace(asked.draft, **values)


_PAGES: Mapping[str, Callable[[Asked], Page]] = {
    "study": _study,
    "name": _named,
    "language": _language,
    "codebook": _codebook,
    "stance": _stance,
    "attributes": _attributes,
    "sites": _sites,
    "networks": _networks,
    "coders": _coders,
    "comparison": _comparison,
    "retention": _retention,
    "look": _look,
}
_TAKE: Mapping[str, Callable[[Asked, Any], None]] = {
    "name": _take_name,
    "language": _taken("transcripts", lambda value: tuple(value.split(","))),
    "codebook": _taken("codebook", str),
    "stance": _taken("stance", Stance),
    "attributes": _taken("attributes", tuple),
    "sites": _taken("sites", tuple),
    "networks": _taken("networks", tuple),
    "coders": _taken("coders", tuple),
    "comparison": _take_fields,
    "retention": _take_fields,
    "look": lambda _asked, _answer: None,
}
