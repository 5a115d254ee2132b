"""The command `agreement`: JSON under usual names, other units, tables to Word and Excel."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.app.coding.coding import code_passage, mark_source
from qualcode.app.pairs.coders import enrol_coder
from qualcode.core.coding import NewCoding, Valence
from qualcode.store.opening import create_project, open_project
from tests.cli.conftest import Cli
from tests.stories import fill, place


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    """One interview that three coders have read and coded."""
    where = tmp_path / "étude.qualcode"
    with create_project(str(where), title="Étude inventée", acting="Zoé") as project:
        fill(project)
        enrol_coder(project, "Maël")
        enrol_coder(project, "Noé")
    for coder in ("Zoé", "Maël", "Noé"):
        with open_project(str(where), acting=coder) as project:
            words = place("Deux heures aller, deux heures retour !" if coder == "Noé" else
                          "c’était la route.")  # fmt: skip
            code_passage(project, NewCoding("P01", words, "distance", Valence.BARRIER))
            mark_source(project, "P01")
    return where


def test_json_has_the_usual_names_for_two_coders_and_for_more(cli: Cli, coded: Path) -> None:
    two = cli("agreement", coded, "--coders", "Zoé,Maël", "--as", "Zoé", "--json").json
    assert two["coders"] == ["Zoé", "Maël"]
    assert (two["unit"], two["declared_unit"]) == ("sentence", "sentence")
    for name in ("percent", "dice", "kappa", "fleiss", "brennan_prediger", "alpha", "ac1"):
        assert two["overall"][name]["value"] == 1
        assert two["overall"][name]["interval"] is None
    three = cli(
        "agreement", coded, "--per", "pair", "--families", "--further", "--sensitivity",
        "declared", "--unit", "fixed:20", "--json", "--as", "Zoé",
    ).json  # fmt: skip
    assert three["coders"] == ["Maël", "Noé", "Zoé"]
    assert three["unit"] == "fixed:20"
    assert any("declared" in warning for warning in three["warnings"])
    assert [pair["coders"] for pair in three["pairs"]] == [
        ["Maël", "Noé"],
        ["Maël", "Zoé"],
        ["Noé", "Zoé"],
    ]
    assert [other["unit"] for other in three["sensitivity"]] == ["character", "turn"]
    assert {row["code"] for row in three["families"]} == {"essai:acces", "essai:soins"}
    gamma = next(one for one in three["further"] if one["name"] == "gamma")
    assert gamma["value"] is not None or gamma["reason"]


def test_plain_columns_tell_valence_transcripts_and_why(cli: Cli, coded: Path) -> None:
    told = cli("agreement", coded, "--valence", "--per", "transcript", "--as", "Zoé").out
    assert "κ (Conger)" in told
    assert "α with valence" in told
    assert "P01" in told
    two = cli("agreement", coded, "--coders", "Zoé,Noé", "--as", "Zoé").out
    assert "“Distance”" in two, "one sentence on a code on which they agree little"


def test_everything_goes_to_word_and_excel_and_into_the_ledger(
    cli: Cli, coded: Path, tmp_path: Path
) -> None:
    word, excel = tmp_path / "accord.docx", tmp_path / "accord.xlsx"
    done = cli("agreement", coded, "--docx", word, "--xlsx", excel, "--lang", "fr", "--as", "Zoé")
    assert done.code == 0, done.err
    assert word.read_bytes()[:2] == excel.read_bytes()[:2] == b"PK"
    kinds = [row["kind"] for row in cli("list", coded, "exports", "--json").json["rows"]]
    assert kinds == ["agreement", "agreement"]


@pytest.mark.parametrize(
    "words",
    [
        ("--unit", "paragraph"),
        ("--coders", "Zoé"),
        ("--coders", "Zoé,Zoé"),
        ("--sensitivity", "page"),
    ],
)
def test_words_that_are_off_are_refused(cli: Cli, coded: Path, words: tuple[str, str]) -> None:
    assert cli("agreement", coded, *words).code == 2
