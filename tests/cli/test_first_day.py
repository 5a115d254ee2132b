"""A researcher's first day, typed: new, import, code, look, undo."""

from __future__ import annotations

from pathlib import Path

from qualcode.store.safety.backup import backup_and_project
from tests.cli.conftest import INTERVIEW, Cli

SOURCE = "P01_entretien"


def test_a_project_is_made_with_the_codebooks_of_its_study(cli: Cli, study: Path) -> None:
    codes = cli("list", study, "codes", "--json").json
    assert codes["schema"] == "qualcode.codes/1"
    books = {row["codebook"] for row in codes["rows"]}
    assert books == {"antares_patients", "antares_networks", "fg_interaction"}


def test_an_import_tells_who_is_coded_and_who_is_not(
    cli: Cli, tmp_path: Path, interview: Path
) -> None:
    project = tmp_path / "p.qualcode"
    cli("new", project)
    done = cli("import", project, interview)
    assert "4 turns; coded: P01; not coded: Enquêtrice." in done.err
    speakers = cli("list", project, "speakers", "--json").json["rows"]
    assert [(row["speaker"], row["coded"], row["case"]) for row in speakers] == [
        ("Enquêtrice", False, None),
        ("P01", True, "P01"),
    ]


def test_turns_are_listed_with_offsets_into_the_frozen_text(cli: Cli, study: Path) -> None:
    rows = cli("list", study, "turns", "--json").json["rows"]
    assert [row["index"] for row in rows] == [1, 2, 3, 4]
    assert all(INTERVIEW[row["start"] : row["end"]] == row["text"] for row in rows)


def test_a_passage_is_coded_by_offsets_or_by_address(cli: Cli, study: Path) -> None:
    start = INTERVIEW.index("Le plus dur")
    words = "Le plus dur… c’était la route."
    span = f"{start}:{start + len(words)}"
    first = cli(
        "code", study, SOURCE, "--span", span, "--code", "distance_transport", "--valence",
        "barrier", "--memo", "à citer", "--as", "ZOÉ", "--json",
    )  # fmt: skip
    if first.code:
        codes = cli("list", study, "codes", "--json").json["rows"]
        raise AssertionError((first.err, [c["code"] for c in codes if "dist" in c["code"]]))
    assert cli(
        "code", study, SOURCE, "--span", "4.2", "--code", "verbatim_fort", "--as", "ZOÉ"
    ).code == 0  # fmt: skip
    rows = cli("list", study, "codings", "--json").json["rows"]
    assert [row["quotation"] for row in rows] == [words, "Ça, ça change tout."]
    assert rows[0]["guid"] == first.json["guid"]
    assert rows[0].keys() >= {
        "guid", "source", "start", "end", "quotation", "code", "coder", "valence", "memo", "created"
    }  # fmt: skip
    assert (rows[0]["valence"], rows[0]["memo"], rows[0]["coder"]) == ("barrier", "à citer", "ZOÉ")


def test_what_was_done_can_be_undone_and_done_again(cli: Cli, study: Path) -> None:
    cli("code", study, SOURCE, "--span", "2.1", "--code", "verbatim_fort", "--as", "ZOÉ")
    undone = cli("undo", study, "--as", "ZOÉ")
    assert undone.err == "Undone: coding “antares_patients:verbatim_fort” P01_entretien · 2.1\n"
    assert cli("list", study, "codings", "--json").json["rows"] == []
    assert cli("redo", study, "--as", "ZOÉ").code == 0
    assert len(cli("list", study, "codings", "--json").json["rows"]) == 1
    again = cli("redo", study, "--as", "ZOÉ")
    assert (again.code, again.err) == (1, "Error: There is nothing to redo.\n")


def test_codings_are_taken_away_by_passage_and_code(cli: Cli, study: Path) -> None:
    for address in ("2.1", "4.1"):
        cli("code", study, SOURCE, "--span", address, "--code", "verbatim_fort", "--as", "ZOÉ")
    cli("uncode", study, SOURCE, "--span", "2", "--code", "verbatim_fort", "--as", "ZOÉ")
    (left,) = cli("list", study, "codings", "--json").json["rows"]
    assert left["quotation"] == "L’infirmière répondait toujours."


def test_the_same_text_is_not_imported_twice(cli: Cli, study: Path, interview: Path) -> None:
    done = cli("import", study, interview)
    assert (done.code, len(cli("list", study, "sources", "--json").json["rows"])) == (0, 1)
    assert "already in the project as P01_entretien" in done.err


def test_a_speaker_is_mapped_afterwards_without_touching_the_text(cli: Cli, study: Path) -> None:
    before = cli("list", study, "sources", "--json").json["rows"][0]["sha256"]
    assert cli("speaker", study, SOURCE, "P01", "--case", "P07").code == 0
    speakers = cli("list", study, "speakers", "--json").json["rows"]
    assert ("P01", "P07") in [(row["speaker"], row["case"]) for row in speakers]
    assert cli("list", study, "sources", "--json").json["rows"][0]["sha256"] == before


def test_a_coded_speaker_cannot_become_an_interviewer(cli: Cli, study: Path) -> None:
    cli("code", study, SOURCE, "--span", "2.1", "--code", "verbatim_fort", "--as", "ZOÉ")
    refused = cli("speaker", study, SOURCE, "P01", "--not-coded")
    assert refused.code == 1
    assert "has coded passages" in refused.err


def test_words_are_found_whatever_their_accents(cli: Cli, study: Path) -> None:
    rows = cli("search", study, "INFIRMIERE", "--json").json["rows"]
    assert [(row["words"], row["source"]) for row in rows] == [("infirmière", SOURCE)]


def test_every_list_answers_in_both_forms(cli: Cli, study: Path) -> None:
    from qualcode.cli.listing import LISTS

    for what in LISTS:
        plain, json = cli("list", study, what), cli("list", study, what, "--json")
        assert plain.code == 0, plain.err
        assert json.json["schema"] == f"qualcode.{what}/1"
        assert isinstance(json.json["rows"], list)


def test_the_interface_speaks_french(cli: Cli, study: Path) -> None:
    assert "Transcription" in cli("--ui-lang", "fr", "list", study, "sources").out
    assert cli("undo", study, "--ui-lang=fr", "--as", "ZOÉ").err.startswith("Erreur")


def test_a_codebook_goes_out_and_comes_back(cli: Cli, study: Path, tmp_path: Path) -> None:
    out = tmp_path / "grille.yaml"
    assert cli("codebook", study, "export", out, "--id", "antares_patients").code == 0
    other = tmp_path / "autre.qualcode"
    cli("new", other)
    assert cli("codebook", other, "import", out).code == 0
    assert "already" in cli("codebook", other, "import", out).err


def test_a_backup_is_counted_and_comes_back(cli: Cli, study: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copie.qualcode"
    assert cli("backup", study, copy).code == 0
    cli("code", study, SOURCE, "--span", "2.1", "--code", "verbatim_fort", "--as", "ZOÉ")
    assert cli("restore", copy, study).code == 0
    assert cli("list", study, "codings", "--json").json["rows"] == []
    assert cli("check", study).code == 0


def test_a_backup_and_its_project_are_told_apart_in_either_order(cli: Cli, study: Path) -> None:
    backup = Path(cli("backup", study).out.strip())
    kept = backup.read_bytes()
    for order in ((study, backup), (backup, study)):
        cli("code", study, SOURCE, "--span", "2.1", "--code", "verbatim_fort", "--as", "ZOÉ")
        done = cli("restore", *order)
        assert done.code == 0
        assert f"rows: {study}" in done.err
        assert cli("list", study, "codings", "--json").json["rows"] == []
        assert backup.read_bytes() == kept
    refused = cli("restore", backup, backup)
    assert refused.code != 0
    assert "no backup is written over" in refused.err
    assert backup.read_bytes() == kept


def test_a_copy_that_was_worked_in_since_is_a_project(cli: Cli, study: Path) -> None:
    copy = study.with_name("copie.qualcode")
    assert cli("backup", study, copy).code == 0
    assert backup_and_project(str(study), str(copy)) == (str(copy), str(study))
    cli("code", copy, SOURCE, "--span", "2.1", "--code", "verbatim_fort", "--as", "ZOÉ")
    assert backup_and_project(str(study), str(copy)) == (str(study), str(copy))
    assert backup_and_project("coquille.qualcode", str(study)) == ("coquille.qualcode", str(study))
