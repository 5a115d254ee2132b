"""The demonstration study: invented interviews and a focus group, coded by two coders."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from qualcode.app.coding.coding import Finder, code_passages, mark_source
from qualcode.app.coding.guide import attach_questions, import_guide
from qualcode.app.projects.studies import new_project, shipped
from qualcode.app.texts.importing import import_sources, prepare, read_tables
from qualcode.core.coding import NewCoding
from qualcode.core.errors import NotFound, ProjectProblem
from qualcode.core.revisions.anchors import locate
from qualcode.i18n import N_
from qualcode.store.project import Project

NAME = "antares-demo.qualcode"
CODERS = ("C1", "C2")
INVENTED = "Invented from end to end / inventé de bout en bout"
"""Why words that the screen is in doubt about may stand in the demonstration."""


def make_demo(folder: Path) -> tuple[Path, bool]:
    """Make the demonstration project in `folder`; gives its path and whether it was made now.

    Raises:
        QualcodeError: the folder cannot be used, or an example does not load as it must.
    """
    target = folder / NAME
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
    draft = folder / f".{NAME}.draft"
    for left_over in folder.glob(f".{NAME}.draft*"):
        left_over.unlink()
    with closing(new_project(str(draft), study="antares")) as project:
        fill(project, shipped("transcripts_examples"))
    draft.replace(target)
    return target, True


def fill(project: Project, examples: Path) -> None:
    """Bring the example transcripts, cases and both coders' codings into a project."""
    from qualcode.interop.guide_csv import read_asked

    tables = read_tables(project, examples / "cases.csv", examples / "sources.csv")
    files = [examples / sheet.file for sheet in tables.sheets]
    incoming = prepare(project, files, sheets=tables.sheets, cases=tables.cases)
    import_sources(project, incoming, cases=tables.cases, accept_reason=INVENTED)
    import_guide(project, examples / "guides.csv")
    asked = read_asked(examples / "questions_asked.csv")
    attach_questions(project, [(one.source, one.turn, one.question) for one in asked])
    names = [sheet.name for sheet in tables.sheets]
    for coder in CODERS:
        project.acting = coder
        load_codings(project, examples / "codings" / f"{coder}.jsonl")
        for name in names:
            mark_source(project, name)
    project.acting = None


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
