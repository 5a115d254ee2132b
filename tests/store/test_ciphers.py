"""An encrypted project holds no word in clear and opens with its passphrase only."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qualcode.app.analysis.charting import list_summaries, summarise
from qualcode.app.analysis.matrices import MatrixRequest, matrices
from qualcode.app.analysis.selecting import choose_quotation, list_chosen
from qualcode.app.analysis.tabulating import theme_tables
from qualcode.app.coding.coding import code_passage, mark_source, uncode
from qualcode.app.coding.memos import list_memos, write_memo
from qualcode.app.coding.reading import list_codings, load_transcript
from qualcode.app.coding.searching import search_words
from qualcode.app.privacy.erasing import erase_case
from qualcode.app.privacy.rights import object_to_use, rectify
from qualcode.app.projects.undoing import list_journal, redo, undo
from qualcode.app.publishing.documents import export_annex
from qualcode.app.publishing.wishes import Wish
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import (
    DamagedProject,
    FileProblem,
    NotAllowed,
    NotAProject,
    ProjectProblem,
)
from qualcode.core.memo import About
from qualcode.store.exchange.handout import copied
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.safety import ciphers
from qualcode.store.safety.backup import back_up, list_backups, restore
from qualcode.store.safety.check import check
from qualcode.store.safety.ciphers import KEYS, is_encrypted
from qualcode.store.safety.converting import converted
from tests.stories import document, fill, place

PASSPHRASE = "été, cheval, agrafe 😀"  # noqa: S105
WORDS, DECOMPOSED, SHORT = "cheval-agrafe", "e\u0301te\u0301 cheval", "court"
ROUTE = "c’était la route"


@pytest.fixture(autouse=True)
def strangers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody has opened anything yet; guessing a passphrase is made quick."""
    monkeypatch.setattr(ciphers, "ROUNDS", 1000)
    KEYS.forget()
    asking = KEYS.ask
    KEYS.ask = lambda _path: PASSPHRASE
    yield
    KEYS.ask = asking
    KEYS.forget()


@pytest.fixture
def where(tmp_path: Path) -> str:
    return str(tmp_path / "étude.qualcode")


@pytest.fixture(params=[None, PASSPHRASE], ids=["in clear", "encrypted"])
def study(request: pytest.FixtureRequest, where: str) -> Iterator[Project]:
    """The small invented study, in clear and encrypted: the same must hold for both."""
    made = create_project(where, title="Étude", acting="Zoé", passphrase=request.param)
    with made as project:
        fill(project)
        code_passage(project, NewCoding("P01", place(ROUTE), "distance", Valence.BARRIER))
        mark_source(project, "P01")
        yield project


def in_files(folder: Path, words: str) -> int:
    return sum(words.encode() in one.read_bytes() for one in folder.rglob("*") if one.is_file())


def codes_and_undoes(project: Project) -> None:
    guid = code_passage(project, NewCoding("P01", place("Ma sœur venait"), "proches"))
    assert uncode(project, [guid]) == 1
    undo(project)
    assert len(list_codings(project)) == 2
    undo(project)
    redo(project)
    assert list_codings(project)[1].quotation == "Ma sœur venait"


def searches(project: Project) -> None:
    (hit,) = search_words(project, "ROUTE")
    assert hit.span.of(load_transcript(project, "P01").text) == "route"
    assert search_words(project, "/reto.r/")


def tabulates(project: Project) -> None:
    (table,) = theme_tables(project)
    assert [row.barrier.segments for row in table.rows] == [1]
    assert matrices(project, MatrixRequest())


def writes(project: Project) -> None:
    write_memo(project, "Une idée.", about=About.CASE, name="P01")
    summarise(project, "distance", "P01", "La route use.")
    choose_quotation(project, list_codings(project)[0].guid)
    assert (
        len(list_memos(project)) == len(list_summaries(project)) == len(list_chosen(project)) == 1
    )


def exports(project: Project) -> None:
    assert project.path is not None
    out = project.path.with_name("t.docx")
    export_annex(project, "themes", out, Wish("fr"))
    assert out.stat().st_size > 1000


def erases(project: Project) -> None:
    report = erase_case(project, "A01", "demande")
    assert (report.sound, report.found) == (True, 0)


def minds_rights(project: Project) -> None:
    with pytest.raises(NotAllowed):
        rectify(project, "P01", "x", "y", "")
    object_to_use(project, "P01", "courrier")
    assert list_codings(project) == []


def backs_up_and_restores(project: Project) -> None:
    assert project.path is not None
    report = back_up(project)
    assert [report.file] == list_backups(project.path)
    again = project.path.with_name("encore.qualcode")
    restore(report.file, again)
    assert is_encrypted(again) == is_encrypted(project.path) == is_encrypted(report.file)
    with open_project(again, acting="Zoé") as other:
        assert check(other).problems == ()
        assert list_codings(other)[0].quotation == ROUTE


def is_copied_in_clear(project: Project) -> None:
    import sqlite3

    held = sqlite3.connect(":memory:")
    held.deserialize(copied(project))
    assert held.execute("SELECT count(*) FROM codings").fetchone() == (1,)
    assert held.execute("SELECT count(*) FROM journal").fetchone()[0] == len(list_journal(project))
    assert held.execute("PRAGMA foreign_key_check").fetchone() is None


STORIES = (
    codes_and_undoes, searches, tabulates, writes, exports, erases, minds_rights,
    backs_up_and_restores, is_copied_in_clear,
)  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_what_a_project_does_an_encrypted_one_does_too(
    study: Project, story: Callable[[Project], Any]
) -> None:
    story(study)
    assert check(study).problems == ()


def test_no_word_stands_in_clear_anywhere(where: str, tmp_path: Path) -> None:
    with create_project(where, title="É", acting="Zoé", passphrase=PASSPHRASE) as project:
        fill(project)
        back_up(project)
        for words in ("la route", "SQLite format 3", "CREATE TABLE"):
            assert in_files(tmp_path, words) == 0
    assert in_files(tmp_path, "la route") == 0


def test_whoever_has_the_passphrase_needs_no_qualcode(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlcipher3 import dbapi2

    monkeypatch.setattr(ciphers, "ROUNDS", 256_000)
    with create_project(where, title="É", acting="Zoé", passphrase=WORDS) as project:
        fill(project)
    held = dbapi2.connect(where)
    held.execute("PRAGMA key='cheval-agrafe'")
    assert held.execute("SELECT name FROM sources").fetchall() == [("P01",)]
    held.close()


@pytest.mark.parametrize("passphrase", ["autre chose", "", "été, cheval, agrafe"])
def test_another_passphrase_opens_nothing_and_is_asked_for_again(
    where: str, passphrase: str
) -> None:
    create_project(where, title="É", passphrase=PASSPHRASE).close()
    KEYS.forget()
    KEYS.ask = lambda _path: passphrase
    for _again in range(2):
        with pytest.raises(NotAllowed, match="another one"):
            open_project(where)
    with pytest.raises(NotAllowed):
        open_project(where, passphrase=passphrase)
    open_project(where, passphrase=PASSPHRASE).close()


def test_a_passphrase_typed_on_another_keyboard_is_the_same(where: str) -> None:
    create_project(where, title="É", passphrase=DECOMPOSED).close()
    KEYS.forget()
    KEYS.ask = lambda _path: "été cheval"
    open_project(where).close()


def test_what_only_looks_like_noise_is_no_project(tmp_path: Path) -> None:
    noise = tmp_path / "bruit.qualcode"
    noise.write_bytes(os.urandom(8192))
    with pytest.raises(NotAllowed, match="another one"):
        open_project(noise)
    for content in (os.urandom(8191), b"x" * 8192, b"PK\x03\x04" + os.urandom(8188)):
        noise.write_bytes(content)
        with pytest.raises(NotAProject):
            open_project(noise)


def test_a_short_passphrase_is_refused_and_leaves_nothing(where: str, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        create_project(where, title="É", passphrase=SHORT)
    assert list(tmp_path.iterdir()) == []


def test_there_and_back_again(where: str, tmp_path: Path) -> None:
    with create_project(where, title="É", acting="Zoé") as project:
        fill(project)
        code_passage(project, NewCoding("P01", place(ROUTE), "distance", Valence.BARRIER))
    hidden, clear = tmp_path / "chiffré.qualcode", tmp_path / "clair.qualcode"
    converted(Path(where), hidden, PASSPHRASE)
    assert in_files(tmp_path, "Deux heures") == 1
    converted(hidden, clear, None)
    for file, encrypted in ((hidden, True), (clear, False)):
        assert is_encrypted(file) is encrypted
        with open_project(file, acting="Zoé") as copy:
            assert check(copy).problems == ()
            assert list_codings(copy)[0].quotation == ROUTE
            assert search_words(copy, "infirmiere")
            assert load_transcript(copy, "P01").text == document().text
            code_passage(copy, NewCoding("P01", place("Ma sœur venait"), "proches"))
    for source, passphrase in ((hidden, PASSPHRASE), (clear, None)):
        with pytest.raises(ProjectProblem):
            converted(source, tmp_path / "x.qualcode", passphrase)
    assert not (tmp_path / "x.qualcode").exists()


def test_without_sqlcipher_one_line_says_how_to_install_it(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    with pytest.raises(FileProblem, match=r"qualcode\[encrypted\]"):
        create_project(where, title="É", passphrase=PASSPHRASE)


def test_a_wrong_passphrase_is_one_line_on_stderr_and_nothing_else(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ciphers, "ROUNDS", 256_000)
    create_project(where, title="É", passphrase=PASSPHRASE).close()
    said = {}
    for name, words in (("right", PASSPHRASE), ("wrong", "tout autre chose")):
        file = tmp_path / name
        file.write_text(f"{words}\n", encoding="utf-8")
        said[name] = subprocess.run(
            [sys.executable, "-m", "qualcode", "list", where, "sources", "--json",
             "--passphrase-file", str(file)],
            capture_output=True, text=True, check=False,
            env={**os.environ, "QUALCODE_LANG": "en"},
        )  # fmt: skip
    assert (said["right"].returncode, said["right"].stderr) == (0, "")
    assert (said["wrong"].returncode, said["wrong"].stdout) == (1, "")
    assert said["wrong"].stderr.count("\n") == 1
    assert said["wrong"].stderr.startswith("Error: The passphrase does not open")


def test_damage_is_not_taken_for_a_wrong_passphrase(where: str) -> None:
    with create_project(where, title="É", acting="Zoé", passphrase=PASSPHRASE) as project:
        fill(project)
    content = bytearray(Path(where).read_bytes())
    for page in range(1, 8):
        content[4096 * page + 100] ^= 1
    Path(where).write_bytes(content)
    KEYS.forget()
    with pytest.raises(DamagedProject, match="damaged"), open_project(where) as project:
        list_codings(project)
