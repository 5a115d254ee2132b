"""Projects as other programs keep them, made here in the shape of their databases and files."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest

from qualcode.core.coding import Valence
from qualcode.core.errors import FileProblem, FormatProblem, UsageProblem
from qualcode.core.portable import PortableCode, PortableProject
from qualcode.interop.programs import is_project, read_project
from qualcode.interop.programs.code_lists import read_code_list
from qualcode.interop.programs.qualcoder import parents_first
from tests.other_programs import (
    TEAM,
    TRIP,
    database,
    line_codes,
    qualcoder,
    rock,
    rqda,
    spreadsheet,
    taguette,
)


def quotations(found: PortableProject) -> list[tuple[str, str, str]]:
    texts = {source.identity: source.text for source in found.sources}
    names = {code.identity: code.name for code in found.codes}
    return [(one.span.of(texts[one.source]), names[one.code], one.coder) for one in found.codings]


def test_a_qualcoder_project_brings_owners_categories_memos_and_attributes(tmp_path: Path) -> None:
    folder = qualcoder(tmp_path / "étude.qda")
    assert is_project(folder)
    found = read_project(folder).project
    assert found.name == "étude"
    assert quotations(found) == [(TRIP, "Distance", "zoe"), (TEAM, "Route", "mael")]
    by_name = {code.name: code for code in found.codes}
    assert by_name["Route"].parent == by_name["Distance"].identity
    assert by_name["Distance"].parent == by_name["Accès"].identity
    assert not by_name["Accès"].codable
    assert {note.body for note in found.notes} == {"mémo du projet", "calme", "oui", "hésite"}
    assert dict(found.cases[0].case.attributes) == {"sexe": "F"}
    assert dict(found.sources[0].attributes) == {"lieu": "domicile"}
    assert len(found.left_out) == 2


def test_a_passage_that_slipped_is_found_again_by_its_words(tmp_path: Path) -> None:
    found = read_project(qualcoder(tmp_path / "étude.qda", offset=3)).project
    assert quotations(found)[0] == (TRIP, "Distance", "zoe")


def test_a_taguette_project_counts_bytes_between_tags(tmp_path: Path) -> None:
    path = taguette(tmp_path)
    found = read_project(path).project
    assert found.sources[0].text == "P01 : Le trajet 😀 est long.\nP01 : L’équipe & moi.\n"
    assert quotations(found) == [
        (TRIP, "trajet", ""),
        ("L’équipe & moi.", "trajet", "zoe"),
        ("L’équipe & moi.", "equipe", "zoe"),
    ]


def test_a_database_with_a_name_that_is_no_utf8_is_read(tmp_path: Path) -> None:
    usual = taguette(tmp_path)
    odd = usual.with_name(os.fsdecode(b"\xe9tude.sqlite3"))
    try:
        usual.rename(odd)
    except OSError as error:
        if error.errno != errno.EILSEQ:
            raise
        pytest.skip("this disk takes names in UTF-8 only")
    assert len(quotations(read_project(odd).project)) == 3


def test_what_was_deleted_in_rqda_stays_deleted(tmp_path: Path) -> None:
    path = rqda(tmp_path)
    found = read_project(path).project
    assert quotations(found) == [(TRIP, "Distance", "zoe")]
    assert [code.name for code in found.codes] == ["Accès", "Distance"]
    assert dict(found.cases[0].case.attributes) == {"sexe": "F"}
    assert found.cases[0].sources == ("source:1",)
    assert any("deleted" in one.msgid for one in found.left_out)


def test_lines_that_follow_each_other_are_one_passage(tmp_path: Path) -> None:
    line_codes(tmp_path)
    found = read_project(tmp_path).project
    assert quotations(found) == [
        ("Le trajet\nest long.", "distance", "zoe"),
        ("L’équipe.", "équipe", "zoe"),
    ]
    assert [(code.name, code.parent) for code in found.codes] == [
        ("accès", None), ("distance", "accès"), ("équipe", None), ("seul", None),
    ]  # fmt: skip
    assert [source.name for source in found.sources] == ["P01.txt"]


def test_rock_codes_hold_for_their_line(tmp_path: Path) -> None:
    path = rock(tmp_path)
    found = read_project(path).project
    assert quotations(found) == [("Le trajet est long.", "distance", "zoe")]
    assert found.codings[0].valence is Valence.BARRIER
    assert found.sources[0].text.rstrip("\n") == "Le trajet est long.\nSans code.\nfin"
    assert sum(one.number for one in found.left_out) == 3


def test_words_that_only_the_second_coder_coded_are_coded(tmp_path: Path) -> None:
    for coder, code in (("Ana", ""), ("Bo", " [[peur]]")):
        said = f"[[coderId={coder}]]\nÇa va.{code}\n[[cid=P01]]\nLa route. [[route]]\n"
        (tmp_path / f"visite_{coder}.rock").write_text(said, encoding="utf-8")
    (source,) = read_project(tmp_path).project.sources
    assert source.speakers is not None
    assert all(speaker.coded for speaker in source.speakers.values())


def test_a_folder_of_rock_is_one_project_of_several_coders(tmp_path: Path) -> None:
    for coder, code in (("ZOE", "acces>distance__barrier"), ("MAEL", "acces>route")):
        said = f"[[coderId={coder}]]\n\nC’est loin, l’hôpital. [[cid=P01]] [[{code}]]\nOui.\n"
        (tmp_path / f"P01_{coder}.rock").write_text(said, encoding="utf-8")
    (tmp_path / "P02.rock").write_text("Rien de codé ici.\n", encoding="utf-8")
    found = read_project(tmp_path).project
    assert [source.name for source in found.sources] == ["P01", "P02"]
    assert sorted(quotations(found)) == [
        ("C’est loin, l’hôpital.", "distance", "ZOE"), ("C’est loin, l’hôpital.", "route", "MAEL"),
    ]  # fmt: skip
    assert [(code.name, code.parent) for code in found.codes] == [
        ("acces", None), ("route", "acces"), ("distance", "acces"),
    ]  # fmt: skip
    assert len({coding.identity for coding in found.codings}) == 2
    assert [
        (turn.speaker, turn.speech and turn.speech.of(found.sources[0].text))
        for turn in found.sources[0].turns or ()
    ] == [("P01", "C’est loin, l’hôpital."), ("", "Oui.")]
    speakers = found.sources[0].speakers or {}
    assert [(who.label, who.coded, who.case) for who in speakers.values()] == [
        ("P01", True, "P01"), ("", False, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        [["Code", "Memo"], ["Accès", ""], ["Accès &gt; Distance", "loin"], ["Équipe", ""]],
        [["Code", "Memo"], ["Accès\\Distance", "loin"], ["Équipe", ""]],
        [["Codebook"], ["Name", "Description"], ["Accès", ""], ["   Distance", "loin"],
         ["Équipe", ""]],
        [["Name", "Description", "Files"], ["Nodes\\\\Accès\\Distance", "loin", "3"],
         ["Nodes\\\\Équipe", "", "1"]],
    ],
    ids=["MAXQDA >", "MAXQDA backslash", "indented", "NVivo"],
)  # fmt: skip
def test_spreadsheets_of_codes_give_the_tree(tmp_path: Path, rows: list[list[str]]) -> None:
    found = read_project(spreadsheet(tmp_path / "codes.xlsx", rows)).project
    assert [(code.name, code.description) for code in found.codes] == [
        ("Accès", ""), ("Distance", "loin"), ("Équipe", ""),
    ]  # fmt: skip
    assert found.codes[1].parent == found.codes[0].identity


def test_a_spreadsheet_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatProblem, match="Code or Name"):
        read_project(spreadsheet(tmp_path / "autre.xlsx", [["Date", "Somme"]]))


def test_the_list_of_qualcoder_gives_the_tree(tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_text("Accès>>Distance\tloin\nAccès>>Route\nÉquipe\n", encoding="utf-8")
    assert [(code.name, code.parent and code.parent) for code in read_code_list(path).codes] == [
        ("Accès", None), ("Distance", "Accès"), ("Route", "Accès"), ("Équipe", None),
    ]  # fmt: skip


def test_codes_that_stand_under_themselves_stand_at_the_top() -> None:
    nodes = {
        "a": PortableCode("a", "a", "b"),
        "b": PortableCode("b", "b", "a"),
        "c": PortableCode("c", "c", "c"),
    }
    assert [(code.identity, code.parent) for code in parents_first(nodes)] == [
        ("a", None), ("b", "a"), ("c", None),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"not a database", b"SQLite format 3\x00" + b"\xff" * 200])
def test_what_is_no_project_is_told_in_one_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "projet.sqlite3"
    path.write_bytes(data)
    with pytest.raises(FileProblem):
        read_project(path)
    with pytest.raises(FileProblem):
        read_project(tmp_path / "none.rqda")


def test_a_database_of_another_kind_or_with_odd_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="no program that is known"):
        read_project(database(tmp_path / "a.sqlite3", ("animals (id, name)", [(1, "chat")])))
    odd = database(
        tmp_path / "b.sqlite3",
        ("source (name, fulltext)", [("a", "b")]),
        ("code_name (x, y)", []),
        ("code_text (x, y)", []),
    )
    with pytest.raises(FileProblem, match="version that is not known"):
        read_project(odd)


def test_a_database_is_left_as_it_was(tmp_path: Path) -> None:
    folder = qualcoder(tmp_path / "étude.qda")
    before = (folder / "data.qda").read_bytes()
    read_project(folder)
    assert (folder / "data.qda").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["data.qda"]


def test_a_word_that_is_no_way_of_counting_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.qdpx"
    path.write_bytes(io.BytesIO(b"x").getvalue())
    with pytest.raises(UsageProblem, match="bytes"):
        read_project(path, "bytes")
