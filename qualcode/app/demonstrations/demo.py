"""Demonstrations: studies with invented texts, coded by two coders."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from qualcode.app.coding.coding import Finder, code_passages, mark_source
from qualcode.app.coding.guide import attach_questions, import_guide
from qualcode.app.coding.reading import list_sources
from qualcode.app.demonstrations.classroom import TRAINEES, open_class
from qualcode.app.demonstrations.prepared import ANALYST, bring_analysis
from qualcode.app.projects.studies import new_project, shipped
from qualcode.app.texts.importing import import_sources, prepare, read_tables
from qualcode.core.coding import NewCoding
from qualcode.core.errors import NotFound, ProjectProblem
from qualcode.core.revisions.anchors import locate
from qualcode.i18n import N_
from qualcode.store.project import Project

INVENTED = "Invented from end to end / inventé de bout en bout"
"""Why words that the screen is in doubt about may stand in a demonstration."""

MAIN = "antares"
"""The study that is shown unless another is named."""


def shown_studies() -> tuple[str, ...]:
    """The studies that have invented data, the main one first."""
    folders = (one.name for one in shipped("transcripts_examples").iterdir() if one.is_dir())
    return tuple(sorted(folders, key=lambda name: (name != MAIN, name)))


def acting_in(study: str) -> str:
    """Who acts when a demonstration opens: the first trainee where there is a class."""
    taught = (shipped("transcripts_examples") / study / "settled.csv").exists()
    return TRAINEES[0] if taught else ANALYST


def make_demo(folder: Path, study: str = MAIN) -> tuple[Path, bool]:
    """Make a demonstration project in `folder`; gives its path and whether it was made now.

    Raises:
        NotFound: there is no invented data for that study.
        QualcodeError: the folder cannot be used, or an example does not load as it must.
    """
    if study not in shown_studies():
        raise NotFound(
            N_("There is no demonstration of “{study}”: choose one of {names}."),
            study=study,
            names=", ".join(shown_studies()),
        )
    name = f"{study}-demo.qualcode"
    target = folder / name
    if target.exists():
        return target, False
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProjectProblem(
            N_("The folder {folder} cannot be made: {why}."),
            folder=str(folder),
            why=error.strerror or "",
        ) from error
    draft = folder / f".{name}.draft"
    for left_over in folder.glob(f".{name}.draft*"):
        left_over.unlink()
    with closing(new_project(str(draft), study=study)) as project:
        fill(project, shipped("transcripts_examples") / study)
    draft.replace(target)
    return target, True


def fill(project: Project, examples: Path) -> None:
    """Bring the invented data of a folder into a project.

    Transcripts, cases and codings (`codings/NAME.jsonl`, a coder each) are always there; tables of
    answers, guides, themes, figures, chosen quotations and a class only where the study has them.
    """
    _bring_sources(project, examples)
    _bring_answers(project, examples / "answers")
    _bring_guides(project, examples)
    names = [source.name for source in list_sources(project)]
    for codings in sorted((examples / "codings").glob("*.jsonl")):
        project.acting = codings.stem
        load_codings(project, codings)
        for name in names:
            mark_source(project, name)
    project.acting = None
    bring_analysis(project, examples)
    if (examples / "settled.csv").exists():
        open_class(project, examples / "settled.csv")


def _bring_sources(project: Project, examples: Path) -> None:
    if not (examples / "sources.csv").exists():
        return
    tables = read_tables(project, examples / "cases.csv", examples / "sources.csv")
    files = [examples / sheet.file for sheet in tables.sheets]
    incoming = prepare(project, files, sheets=tables.sheets, cases=tables.cases)
    doubted = INVENTED if examples.name == MAIN else ""
    import_sources(project, incoming, cases=tables.cases, accept_reason=doubted)


def _bring_answers(project: Project, folder: Path) -> None:
    """Tables of answers, each in a folder called after the type of source that it becomes."""
    from qualcode.app.texts.answers import look_at_table, prepare_answers

    for table in sorted(folder.glob("*/*.csv")):
        columns = look_at_table(table)
        incoming, cases = prepare_answers(
            project,
            table,
            texts=columns.texts,
            respondent=columns.respondent,
            kind=table.parent.name,
            language="fr",
        )
        import_sources(project, incoming, cases=cases)


def _bring_guides(project: Project, examples: Path) -> None:
    if not (examples / "guides.csv").exists():
        return
    from qualcode.interop.guide_csv import read_asked

    import_guide(project, examples / "guides.csv")
    asked = read_asked(examples / "questions_asked.csv")
    attach_questions(project, [(one.source, one.turn, one.question) for one in asked])


def load_codings(project: Project, path: Path) -> int:
    """Load codings that are anchored by source, exact quotation and occurrence; gives how many.

    Nothing is loaded if any quotation is not found, or may not be coded.

    Raises:
        NotFound: a quotation, source or code is not there; the message names file and line.
        NotAllowed: a passage or a valence is not allowed.
    """
    from qualcode.interop.codings_jsonl import read_codings

    anchored = read_codings(path)
    with project.read() as connection:
        finder = Finder(connection, project)
        requests = []
        for one in anchored:
            try:
                span = locate(finder.transcript(one.source).text, one.quotation, one.occurrence)
            except NotFound as error:
                raise NotFound(
                    N_("{file}, line {line}, source {source}: {why}"),
                    file=path.name,
                    line=one.line,
                    source=one.source,
                    why=str(error),
                ) from error
            requests.append(NewCoding(one.source, span, one.code, one.valence, one.marks, one.memo))
    code_passages(project, requests, action="load_codings")
    return len(requests)
