"""Searching and asking, typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import INTERVIEW, Cli

SOURCE = "P01_entretien"


@pytest.fixture
def coded(cli: Cli, study: Path) -> Path:
    """The study with three codings of Zoé's, read to the end."""
    for span, code, valence in (
        ("2.1", "distance_transport", "barrier"),
        ("2.2", "distance_transport", "barrier"),
        ("4.1", "verbatim_fort", "unset"),
    ):
        done = cli(
            "code", study, SOURCE, "--span", span, "--code", code, "--valence", valence,
            "--as", "ZOÉ",
        )  # fmt: skip
        assert done.code == 0, done.err
    cli("done", study, SOURCE, "--as", "ZOÉ")
    return study


def test_hits_are_rows_with_offsets_into_the_frozen_text(cli: Cli, study: Path) -> None:
    document = cli("search", study, "DEUX heures", "--json").json
    assert document["schema"] == "qualcode.search/1"
    assert [row.keys() for row in document["rows"]] == [
        {"hit", "source", "speaker", "start", "end", "before", "words", "after"}
    ] * 2
    assert [row["words"] for row in document["rows"]] == ["Deux heures", "deux heures"]
    for row in document["rows"]:
        assert INTERVIEW[row["start"] : row["end"]] == row["words"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["infirm*"], ["infirmière"]),
        (["route|equipe"], ["route", "équipe"]),
        (["lemma:répondre"], ["répondait"]),
        (["changer", "--lemma"], ["change"]),
        (["/Deux|deux/"], ["Deux", "deux"]),
        (["l equipe", "--coded-only"], []),
        (["l’*|venir", "--speaker", "Enquêtrice"], None),
        (["route", "--group", "type=PATIENT_interview"], ["route"]),
        (["route", "--group", "kind=relative"], []),
        (["route", "--source", SOURCE, "--limit", "1"], ["route"]),
        (["deux", "--limit", "1"], ["Deux"]),
    ],
)
def test_what_is_typed_finds(
    cli: Cli, study: Path, words: list[str], found: list[str] | None
) -> None:
    said = cli("search", study, *words, "--json")
    if found is None:
        assert said.code == 2
        assert "star" in said.err
    else:
        assert [row["words"] for row in said.json["rows"]] == found


def test_more_than_is_shown_is_said(cli: Cli, study: Path) -> None:
    assert "the first 1 are shown" in cli("search", study, "deux", "--limit", "1").err
    assert "may be more" not in cli("search", study, "deux").err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["/(a+)+/"], 2, "repeats itself"),
        (["…"], 2, "no word"),
        (["x", "--group", "group"], 2, "ATTRIBUTE=VALUE"),
        (["x", "--group", "colour=red"], 1, "attribute “colour”"),
        (["x", "--speaker", "Personne"], 1, "Personne"),
        (["x", "--source", "rien"], 1, "rien"),
        (["route", "--code", "verbatim_fort"], 1, "Who is coding"),
        (["route", "--code", "inconnu", "--coder", "ZOÉ"], 1, "inconnu"),
    ],
)
def test_a_search_that_cannot_be_run_is_one_clear_line(
    cli: Cli, study: Path, words: list[str], code: int, told: str
) -> None:
    said = cli("search", study, *words)
    assert said.code == code
    assert said.err.startswith("Error: ")
    assert said.err.count("\n") == 1
    assert told in said.err


def test_the_sentences_of_all_hits_are_coded_in_one_step(cli: Cli, study: Path) -> None:
    done = cli("search", study, "equipe|route|heures", "--code", "verbatim_fort", "--coder", "ZOÉ")
    assert "2 passages coded." in done.err
    assert "1 place left out" in done.err
    rows = cli("list", study, "codings", "--json").json["rows"]
    assert [(row["quotation"], row["coder"]) for row in rows] == [
        ("Le plus dur… c’était la route.", "ZOÉ"),
        ("Deux heures aller, deux heures retour !", "ZOÉ"),
    ]
    cli("undo", study, "--as", "ZOÉ")
    assert cli("list", study, "codings", "--json").json["rows"] == []


def test_hits_are_coded_exactly(cli: Cli, study: Path) -> None:
    cli("search", study, "route", "--code", "distance_transport", "--exactly",
        "--valence", "barrier", "--as", "ZOÉ")  # fmt: skip
    (row,) = cli("list", study, "codings", "--json").json["rows"]
    assert (row["quotation"], row["valence"]) == ("route", "barrier")


def test_a_question_about_codes_gives_passages(cli: Cli, coded: Path) -> None:
    said = cli("query", coded, "distance_transport[frein] puis/2 verbatim_fort", "--json")
    assert said.json["schema"] == "qualcode.query/1"
    rows = said.json["rows"]
    assert [(row["source"], row["turn"], row["cases"]) for row in rows] == [
        (SOURCE, 2, ["P01"]),
        (SOURCE, 2, ["P01"]),
    ]
    assert INTERVIEW[rows[0]["start"] : rows[0]["end"]] == rows[0]["quotation"]
    assert {ref.partition(":")[2] for row in rows for ref in row["codes"]} == {
        "distance_transport",
        "verbatim_fort",
    }
    assert all(len(row["codings"]) == 2 for row in rows)
    assert "Layer: ZOÉ." in said.err


def test_a_question_about_cases_gives_cases(cli: Cli, coded: Path) -> None:
    said = cli("query", coded, "never distance_transport[lever]", "--json")
    assert said.json["schema"] == "qualcode.query_cases/1"
    assert [row["case"] for row in said.json["rows"]] == ["P01"]
    assert "P01" in cli("query", coded, "jamais distance_transport[lever]").out
    assert cli("query", coded, "never distance_transport", "--json").json["rows"] == []


def test_a_question_is_kept_listed_asked_again_and_taken_away(cli: Cli, coded: Path) -> None:
    text = "distance_transport sauf verbatim_fort"
    assert "Saved" in cli("query", coded, text, "--save", "loin", "--as", "ZOÉ").err
    listed = cli("list", coded, "queries", "--json").json
    assert listed["schema"] == "qualcode.queries/1"
    assert listed["rows"] == [{"query": "loin", "text": text}]
    again = cli("query", coded, "--saved", "loin", "--json").json["rows"]
    assert again == cli("query", coded, text, "--json").json["rows"]
    assert len(again) == 2
    assert cli("query", coded, "--remove", "loin", "--as", "ZOÉ").code == 0
    assert cli("list", coded, "queries", "--json").json["rows"] == []


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["distance_transport et et"], 2, "“et” (character 23)"),
        (["distanse_transport"], 1, "distance_transport"),
        (["--saved", "rien"], 1, "no saved query “rien”"),
        ([], 2, "--saved"),
        (["x", "--saved", "y"], 2, "--saved"),
        (["distance_transport", "--layer", "Personne"], 1, "Personne"),
        (["distance_transport case.group=implantee"], 1, "implanted"),
    ],
)
def test_a_question_that_cannot_be_asked_is_one_clear_line(
    cli: Cli, coded: Path, words: list[str], code: int, told: str
) -> None:
    said = cli("query", coded, *words)
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith("Error: ")
    assert said.err.count("\n") == 1
    assert told in said.err


def test_a_table_for_word_is_narrowed_by_a_saved_question(
    cli: Cli, coded: Path, tmp_path: Path
) -> None:
    cli("query", coded, "distance_transport[barrier]", "--save", "freins", "--as", "ZOÉ")
    done = cli("export", coded, "themes", tmp_path / "t.docx", "--query", "freins", "--json")
    assert done.code == 0, done.err
    (table,) = done.json["tables"]
    assert table["query"] == "distance_transport[barrier]"
    assert [row["segments"] for row in table["rows"]] == [2]
    refused = cli("export", coded, "themes", tmp_path / "u.docx", "--query", "freinss")
    assert refused.code == 1
    assert not (tmp_path / "u.docx").exists()
