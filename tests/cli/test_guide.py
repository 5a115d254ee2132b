"""Guide questions, memos and reading progress on the command line; plain lists in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.cli.words import in_words, told
from qualcode.i18n import in_language
from tests.cli.conftest import Cli

GUIDE = """guide,key,wording_fr,wording_en
guide_patients,venir,"Comment ça se passe pour venir ?","How is it to come?"
guide_patients,equipe,"Et avec l'équipe ?","And with the team?"
guide_networks,argent,"Qui paie ?","Who pays?"
"""
SOURCE = "P01_entretien"


@pytest.fixture
def guided(cli: Cli, study: Path, tmp_path: Path) -> Path:
    path = tmp_path / "grille.csv"
    path.write_text(GUIDE, encoding="utf-8")
    done = cli("guide", study, "import", path)
    assert (done.code, done.err) == (0, "3 new questions.\n")
    return study


def test_questions_are_attached_listed_and_taken_back(cli: Cli, guided: Path) -> None:
    done = cli("guide", guided, "attach", SOURCE, "1", "venir", "--as", "ZOÉ")
    assert (done.code, done.err) == (0, "1 question attached.\n")
    rows = cli("guide", guided, "asked", "--json").json
    assert rows["schema"] == "qualcode.guide_asked/1"
    assert {row["question"]: (row["asked"], row["turns"]) for row in rows["rows"]} == {
        "venir": ("asked", [1]),
        "equipe": ("not_asked", []),
        "argent": ("not_in_guide", []),
    }
    counted = cli("guide", guided, "list", "--json").json["rows"]
    assert [(row["asked"], row["of"]) for row in counted] == [(1, 1), (0, 1), (0, 0)]
    assert cli("undo", guided, "--as", "ZOÉ").code == 0
    states = [row["asked"] for row in cli("guide", guided, "asked", "--json").json["rows"]]
    assert states == ["not_marked", "not_marked", "not_in_guide"]


def test_many_are_attached_from_a_table_at_once_and_detached(
    cli: Cli, guided: Path, tmp_path: Path
) -> None:
    table = tmp_path / "posées.csv"
    table.write_text(f"source,turn,question\n{SOURCE},1,venir\n{SOURCE},3,equipe\n", "utf-8")
    assert cli("guide", guided, "attach", "--file", table).err == "2 questions attached.\n"
    again = cli("guide", guided, "attach", "--file", table)
    assert again.err == "0 questions attached.\n2 were there already.\n"
    found = cli("search", guided, "l’infirmière | heures", "--question", "equipe", "--json").json
    assert [row["words"] for row in found["rows"]] == ["L’infirmière"]
    assert cli("guide", guided, "detach", SOURCE, "3", "equipe").code == 0
    assert cli("guide", guided, "detach", SOURCE, "3", "equipe").code == 1


def test_turns_are_proposed(cli: Cli, guided: Path) -> None:
    rows = cli("guide", guided, "suggest", SOURCE, "--least", "50", "--json").json["rows"]
    assert (1, "venir") in [(row["turn"], row["question"]) for row in rows]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("attach", SOURCE, "1"), 2),
        (("attach", SOURCE, "zéro", "venir"), 2),
        (("attach", SOURCE, "2", "venir"), 1),
        (("attach", SOURCE, "1", "argent"), 1),
        (("import", "rien.csv"), 1),
    ],
)
def test_mistakes_are_one_clear_line(
    cli: Cli, guided: Path, words: tuple[str, ...], code: int
) -> None:
    done = cli("guide", guided, *words)
    assert done.code == code
    assert "Error: " in done.err
    assert "Traceback" not in done.err


def test_memos_are_written_filtered_exported_and_taken_away(
    cli: Cli, study: Path, tmp_path: Path
) -> None:
    by = ("--as", "ZOÉ")
    assert cli("memo", study, "write", "=La grille à revoir", "--kind", "method", *by).code == 0
    named = ("--about", "source", "--name", SOURCE)
    assert cli("memo", study, "write", "Parle bas.", *named, *by).code == 0
    there = ("--source", SOURCE, "--span", "2.1")
    assert cli("memo", study, "write", "La route encore", *there, *by).code == 0

    def listed(*filters: str) -> list[str]:
        return [
            r["memo"] for r in cli("list", study, "memos", "--json", *filters, *by).json["rows"]
        ]

    assert len(listed()) == 3
    assert listed("--kind", "method") == ["=La grille à revoir"]
    assert listed("--about", "passage") == ["La route encore"]
    assert listed("--source", SOURCE) == ["Parle bas.", "La route encore"]
    assert listed("--coder", "ZOÉ", "--about", "study") == ["=La grille à revoir"]
    table = tmp_path / "mémos.csv"
    done = cli("memo", study, "export", table, "--kind", "method", *by)
    assert done.code == 0
    assert "'=La grille" in table.read_text(encoding="utf-8-sig"), "no spreadsheet runs it"
    assert cli("export", study, "memos", tmp_path / "mémos.md", *by).code == 0
    kinds = [row["kind"] for row in cli("list", study, "exports", "--json").json["rows"]]
    assert kinds == ["memos", "memos"]
    guid = cli("list", study, "memos", "--kind", "method", "--json", *by).json["rows"][0]["guid"]
    assert cli("memo", study, "change", guid, "La grille est revue", *by).code == 0
    assert listed("--kind", "method") == ["La grille est revue"]
    assert cli("memo", study, "remove", guid, *by).code == 0
    assert listed("--kind", "method") == []


@pytest.mark.parametrize(
    "words",
    [("x", "--about", "source"), ("x", "--name", "P01"), ("x", "--span", "2.1")],
)
def test_a_memo_says_what_it_is_about(cli: Cli, study: Path, words: tuple[str, ...]) -> None:
    assert cli("memo", study, "write", *words, "--as", "ZOÉ").code == 2


def test_done_twice_is_said_and_writes_nothing(cli: Cli, study: Path) -> None:
    by = ("--as", "ZOÉ")
    assert "read to the end" in cli("done", study, SOURCE, *by).err
    before = cli("list", study, "journal", "--json").json["rows"]
    again = cli("done", study, SOURCE, *by)
    assert (again.code, "already" in again.err) == (0, True)
    assert cli("list", study, "journal", "--json").json["rows"] == before
    assert "reading progress" in cli("undo", study, *by).err


def test_plain_lists_speak_the_chosen_language_and_json_does_not(cli: Cli, study: Path) -> None:
    cli("done", study, SOURCE, "--as", "ZOÉ")
    french = {
        what: cli("--ui-lang", "fr", "list", study, what).out
        for what in ("sources", "journal", "codes", "coders")
    }
    assert "lue jusqu’au bout" in french["sources"]
    assert "patient_interview" not in french["sources"]
    assert "new_project" not in french["journal"]
    row = cli("--ui-lang", "fr", "list", study, "sources", "--json").json["rows"][0]
    assert (row["type"], row["progress"]) == ("patient_interview", {"ZOÉ": "read"})


def test_numbers_moments_and_values_are_told_as_people_write_them() -> None:
    rows = [{"words": 12345, "start": 12345, "valence": "barrier", "created": "2026-03-01T12:00Z"}]
    with in_language("fr"):
        (shown,) = in_words("codings", rows)
        assert (shown["words"], shown["start"], shown["valence"]) == ("12\u202f345", 12345, "frein")
    assert shown["created"][:8] == "2026-03-"
    assert "T" not in shown["created"]
    (kept,) = in_words("sources", [{"type": "mine", "created": "?"}], {"type": {"mine": "Mien"}})
    assert kept == {"type": "Mien", "created": "?"}


def test_what_a_journal_entry_says_is_told_in_words() -> None:
    said = {"code": "g:route", "source": "P01", "address": "2.1", "n": 3}
    with in_language("en"):
        assert told(said) == "“g:route”, P01 · 2.1, number: 3"
        assert told({"n": 1}) == ""


def test_chosen_hits_are_coded_by_their_number_in_the_list(cli: Cli, study: Path) -> None:
    words = ("search", study, "heures | route", "--code", "distance_transport", "--exactly")
    coded = cli(*words, "--hits", "1, 3", "--as", "ZOÉ", "--json")
    assert coded.code == 0, coded.err
    assert [row["hit"] for row in coded.json["rows"]] == [1, 2, 3]
    found = cli("list", study, "codings", "--json", "--as", "ZOÉ").json["rows"]
    assert [row["quotation"] for row in found] == ["route", "heures"]
    for wrong in ("0", "4", "3-1", "one", "1,"):
        assert cli(*words, "--hits", wrong, "--as", "ZOÉ").code == 2
