"""In an open round, nothing that can be read says anything of another layer.

The strongest way to say so: two copies of one project, in one of which Maël went on coding. No
function and no command may give Zoé, or somebody who does not say who they are, another answer
in the one than in the other.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import qualcode.app
from qualcode.app.analysis.tabulating import theme_tables
from qualcode.app.codebook.versions import rereading
from qualcode.app.codebook.work import edit_wording
from qualcode.app.coding.coding import code_passage, note_on_coding, uncode
from qualcode.app.coding.memos import note_passage, write_memo
from qualcode.app.coding.queries import run_query
from qualcode.app.coding.quotations import quotations_of
from qualcode.app.coding.reading import list_codings
from qualcode.app.pairs.coders import enrol_coder
from qualcode.app.pairs.comparing import agreement
from qualcode.app.pairs.round_plans import RoundPlan, start_round
from qualcode.app.pairs.rounds import close_round, finish_settling, reveal_round
from qualcode.app.projects.undoing import list_journal, undo
from qualcode.app.publishing.exporting import export_agreement, export_themes
from qualcode.app.texts.importing import map_speaker
from qualcode.cli.main import run
from qualcode.core.coding import NewCoding
from qualcode.core.errors import NotAllowed, NotFound, QualcodeError
from qualcode.core.memo import About, MemoKind
from qualcode.core.pairs.rounds import RoundKind
from qualcode.core.pairs.sampling import Sampling
from qualcode.core.people import Role
from qualcode.i18n import in_language
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from tests.app.codebook_stories import acting
from tests.app.round_stories import begin, give, lock, place, read, revealed, team

VIEWERS = ["Zoé", None]


def code_on(project: Project) -> None:
    """What Maël does in one of the two copies: everything a coder does."""
    with acting(project, "Maël"):
        first = code_passage(project, NewCoding("P02", place("Présente", "P02"), "joignable"))
        code_passage(project, NewCoding("P02", place("Le trajet", "P02"), "proches", memo="mémo"))
        code_passage(project, NewCoding("P03", place("Ma sœur", "P03"), "recit"))
        note_on_coding(project, first, "pourquoi")
        note_passage(project, "P02", place("trajet", "P02"), "en marge")
        write_memo(project, "P02 parle peu", about=About.CASE, name="P02")
        write_memo(project, "je code beaucoup", about=About.CODE, name="essai:proches")
        write_memo(project, "tout converge", about=About.STUDY)
        write_memo(project, "fiche", about=About.SOURCE, name="P03", kind=MemoKind.SYNTHESIS)
        uncode(project, [first])
        undo(project)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Two copies of a project whose round on P02 and P03 is open; Maël coded on in the second."""
    folder = tmp_path_factory.mktemp("vague")
    places = [folder / name / "étude.qualcode" for name in ("a", "b")]
    for path in places:
        path.parent.mkdir()
    with create_project(str(places[0]), title="Étude inventée", acting="Zoé") as project:
        team(project)
        give(project, "Zoé", "P02", "Ma sœur", "recit")
        old = give(project, "Maël", "P02", "toujours", "proches")
        write_memo(project, "à revoir ?", about=About.CODING, name=old)
        give(project, "Maël", "P01", "Ma sœur", "proches")
        for coder in ("Zoé", "Maël"):
            read(project, coder, "P02", "P03")
        begin(project, "P02", "P03")
        edit_wording(project, "recit", definition={"fr": "tout récit"})
    shutil.copy(places[0], places[1])
    with open_project(str(places[1]), acting="Zoé") as project:
        code_on(project)
    return str(places[0]), str(places[1])


@pytest.fixture(scope="module")
def copies(files: tuple[str, str]) -> Iterator[list[Project]]:
    """Both, open for reading."""
    with (
        open_project(files[0], read_only=True) as quiet,
        open_project(files[1], read_only=True) as coded,
    ):
        yield [quiet, coded]


def readers() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every use case that needs nothing but a project."""
    for module in pkgutil.walk_packages(qualcode.app.__path__, "qualcode.app."):
        for name, function in inspect.getmembers(
            importlib.import_module(module.name), inspect.isfunction
        ):
            if function.__module__ != module.name or name.startswith("_") or "back_up" in name:
                continue
            asked = list(inspect.signature(function).parameters.values())
            needs = [p for p in asked if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
            if [p.annotation for p in needs] == ["Project"]:
                yield f"{module.name.rpartition('.')[2]}.{name}", function


ASKED: dict[str, Callable[[Project], Any]] = {
    "codings of Maël": lambda project: list_codings(project, coder="Maël"),
    "codings of a code": lambda project: list_codings(project, code="proches"),
    "quotations": lambda project: quotations_of(project, "essai:proches"),
    "quotations of a heading": lambda project: quotations_of(project, "essai:acces"),
    "query": lambda project: run_query(project, "proches", layer="all").passages,
    "query without": lambda project: run_query(project, "joignable", layer="all"),
    "to be read again": lambda project: rereading(project, "Maël"),
    "table of Zoé": lambda project: theme_tables(project, layer="Zoé"),
    "table of Maël": lambda project: theme_tables(project, layer="Maël"),
    "table": theme_tables,
    "agreement": lambda project: agreement(project, coders=("Zoé", "Maël")),
    "agreement on other sources": lambda project: agreement(project, sources=["P02"]),
}
READERS = {**dict(readers()), **ASKED}


def answer(project: Project, viewer: str | None, ask: Callable[[Project], Any]) -> str:
    """What an open project answers, or how it refuses, without places on this machine."""
    project.acting = viewer
    with in_language("en"):
        try:
            found = ask(project)
            said = repr(list(found) if isinstance(found, Iterator) else found)
        except QualcodeError as error:
            said = f"{type(error).__name__}: {error}"
    return re.sub(r"0x[0-9a-f]+", "", said.replace(project.where, "…"))


@pytest.mark.parametrize("ask", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize("viewer", VIEWERS)
def test_no_use_case_says_anything_of_the_hidden_layer(
    copies: list[Project], viewer: str | None, ask: Callable[[Project], Any]
) -> None:
    quiet, coded = (answer(project, viewer, ask) for project in copies)
    assert coded == quiet


@pytest.mark.parametrize(
    "name",
    [
        *("reading.list_codings", "reading.count_codings", "memos.list_memos"),
        *("undoing.list_journal", "codings of Maël", "quotations", "query"),
    ],
)
def test_the_copies_differ_for_whoever_may_see_it(copies: list[Project], name: str) -> None:
    quiet, coded = (answer(project, "Maël", READERS[name]) for project in copies)
    assert coded != quiet


COMMANDS: tuple[tuple[str, ...], ...] = (
    *(("list", what) for what in ("sources", "codes", "coders", "codings", "memos", "journal")),
    *(("list", what) for what in ("rounds", "exports", "doubtful", "cases")),
    ("list", "codings", "--coder", "Maël"),
    ("search", "sœur"),
    ("query", "proches", "--layer", "all"),
    ("agreement", "--coders", "Zoé,Maël"),
    ("round", "status"),
    ("round", "status", "pilote"),
    ("codebook", "history"),
    ("check",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("viewer", VIEWERS)
def test_no_command_says_anything_of_the_hidden_layer(
    files: tuple[str, str],
    viewer: str | None,
    command: tuple[str, ...],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("QUALCODE_CODER", raising=False)
    said = []
    for where in files:
        first, *others = command
        who = [] if viewer is None or first == "check" else ["--as", viewer]
        code = run([first, where, *others, *who, "--json"])
        out, err = capfd.readouterr()
        said.append((code, out.replace(where, "…"), err.replace(where, "…")))
    assert said[0] == said[1]


def test_no_copy_says_how_much_is_in_the_hidden_layer(
    files: tuple[str, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = []
    for where, name in zip(files, "ab", strict=True):
        copy, again = tmp_path / f"{name}1.qualcode", tmp_path / f"{name}2.qualcode"
        codes = [run(["backup", where, str(copy)]), run(["restore", str(copy), str(again)])]
        out, err = capfd.readouterr()
        told = (out + err).replace(str(copy), "…").replace(str(again), "…")
        said.append((codes, told.replace(where, "…")))
    assert said[0] == said[1]
    assert said[0][0] == [0, 0]
    assert not re.search(r"\d", said[0][1])


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Project]:
    where = str(tmp_path / "étude.qualcode")
    with create_project(where, title="Étude inventée", acting="Zoé") as project:
        team(project)
        yield project


@pytest.mark.parametrize("viewer", [*VIEWERS, "Guy"])
def test_what_is_made_from_a_hidden_layer_is_refused_with_the_reason(
    study: Project, tmp_path: Path, viewer: str | None
) -> None:
    for coder in ("Maël", "Zoé"):
        give(study, coder, "P02", "Présente", "proches")
        read(study, coder, "P02")
    begin(study, "P02")
    out = tmp_path / "table.docx"
    makers: list[Callable[[], Any]] = [
        partial(agreement, study, coders=("Zoé", "Maël")),
        partial(export_agreement, study, out, language="fr", coders=("Zoé", "Maël")),
        partial(theme_tables, study, layer="Maël"),
        partial(theme_tables, study),
        partial(export_themes, study, out, language="fr"),
    ]
    study.acting = viewer
    for make in makers:
        with in_language("en"), pytest.raises(NotAllowed, match=r"until\s+the reveal|reveal"):
            make()
    assert not out.exists()
    study.acting = "Zoé"
    theme_tables(study, layer="Zoé")


def test_who_is_coded_is_not_asked_of_a_source_that_is_coded_blind(study: Project) -> None:
    begin(study, "P02")
    with in_language("en"), pytest.raises(NotAllowed, match="coded blind in the round pilote"):
        map_speaker(study, "P02", "P02", coded=False)
    map_speaker(study, "P03", "P03", coded=False)


def test_a_viewer_reads_and_comments_but_codes_nothing(study: Project) -> None:
    own = give(study, "Zoé", "P02", "Présente")
    with acting(study, "Guy"):
        assert [coding.coder for coding in list_codings(study)] == ["Zoé"]
        write_memo(study, "à discuter", about=About.CODING, name=own)
        with in_language("en"), pytest.raises(NotAllowed, match="not code"):
            give(study, "Guy", "P02", "Le trajet")
    begin(study, "P02")
    with acting(study, "Guy"):
        assert list_codings(study) == []


def test_whoever_codes_a_sample_again_does_not_see_the_first_time(study: Project) -> None:
    first = give(study, "Zoé", "P02", "Présente")
    give(study, "Zoé", "P03", "Présente")
    start_round(
        study, "encore", RoundPlan(("Zoé",), RoundKind.INTRA_CODER, Sampling(named=("P02",)))
    )
    again = "Zoé (2)"
    for viewer in ("Zoé", again, None):
        with acting(study, viewer):  # type: ignore[arg-type]
            assert {coding.source for coding in list_codings(study, coder="Zoé")} == {"P03"}
            assert not [e for e in list_journal(study) if e.action == "code" and e.coder == "Zoé"]
    with pytest.raises(NotFound):
        uncode(study, [first])
    with in_language("en"), pytest.raises(NotAllowed, match="locked"):
        give(study, "Zoé", "P02", "Le trajet")
    with acting(study, "Maël"):
        assert len(list_codings(study)) == 2
    give(study, again, "P02", "Le trajet")
    lock(study, again, name="encore")
    reveal_round(study, "encore")
    assert {c.coder for c in list_codings(study, source="P02")} == {"Zoé", again}


def test_a_second_layer_is_in_no_table(study: Project) -> None:
    give(study, "Zoé", "P02", "Présente", "joignable")
    read(study, "Zoé", "P02")
    start_round(study, "encore", RoundPlan(("Zoé",), RoundKind.INTRA_CODER))
    give(study, "Zoé (2)", "P02", "Présente", "recit")
    read(study, "Zoé (2)", "P02", "P03")
    lock(study, "Zoé (2)", name="encore")
    reveal_round(study, "encore")
    (table,) = theme_tables(study)
    assert table.provenance.layer == "Zoé"
    assert {row.code for row in table.rows if row.segments} == {"joignable"}
    assert table.denominators.sources == 1


def test_trainees_see_nothing_of_what_is_settled_and_all_others_go_on(study: Project) -> None:
    give(study, "Maël", "P02", "Présente")
    revealed(study, "P02")
    finish_settling(study, "pilote")
    enrol_coder(study, "Noé", Role.TRAINEE)
    start_round(study, "école", RoundPlan(("Léa", "Noé"), RoundKind.TEACHING))
    give(study, "Léa", "P02", "Le trajet")
    seen = {}
    for viewer in ("Léa", "Noé", None, "Zoé"):
        with acting(study, viewer):  # type: ignore[arg-type]
            seen[viewer] = {coding.coder for coding in list_codings(study)}
    assert seen == {"Léa": {"Léa"}, "Noé": set(), None: set(), "Zoé": {"Maël", "Léa"}}
    lock(study, "Léa", "Noé", name="école")
    reveal_round(study, "école")
    with acting(study, "Noé"):
        assert {coding.coder for coding in list_codings(study)} == {"Maël", "Léa"}
    close_round(study, "école")
