"""Correcting and redacting as typed: look first, go on, settle what is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import INTERVIEW, Cli, Said

SOURCE = "P01_entretien"
ROAD = "Le plus dur… c’était la route."
HOURS = "Deux heures aller, deux heures retour !"
ABOVE = "Enquêtrice\u00a0: Bonjour, on m’entend ?\n\nP01\u00a0: Oui, oui.\n\n"


@pytest.fixture
def coded(cli: Cli, study: Path) -> Path:
    """A project in which two passages are coded."""
    for address in ("2.1", "2.2", "4.2"):
        code(cli, study, address)
    return study


def code(cli: Cli, study: Path, address: str) -> None:
    done = cli("code", study, SOURCE, "--span", address, "--code", "verbatim_fort", "--as", "ZOÉ")
    assert done.code == 0, done.err


def written(tmp_path: Path, text: str) -> Path:
    """The interview as the transcriber sends it again, in another folder."""
    folder = tmp_path / "relu"
    folder.mkdir(exist_ok=True)
    file = folder / "P01_entretien.txt"
    file.write_text(text, encoding="utf-8")
    return file


def with_two_lines_on_top(text: str = INTERVIEW) -> str:
    first = text.index("Enquêtrice")
    return text[:first] + ABOVE + text[first:]


def correct(cli: Cli, project: Path, file: Path, *more: str) -> Said:
    return cli("correct", project, SOURCE, file, "--as", "ZOÉ", *more)


def rows(cli: Cli, project: Path, what: str) -> Any:
    return cli("list", project, what, "--json", "--as", "ZOÉ").json["rows"]


def sound(cli: Cli, project: Path) -> bool:
    return cli("check", project).code == 0


def test_two_lines_inserted_on_top_of_a_coded_file(cli: Cli, coded: Path, tmp_path: Path) -> None:
    before = [row["quotation"] for row in rows(cli, coded, "codings")]
    done = correct(cli, coded, written(tmp_path, with_two_lines_on_top()))
    assert done.code == 0, done.err
    assert "4 turns stay, 0 change, 2 are new, 0 are gone." in done.err
    assert "3 passages keep their words." in done.err
    after = rows(cli, coded, "codings")
    assert [row["quotation"] for row in after] == before
    turns = "".join(row["text"] for row in rows(cli, coded, "turns"))
    assert all(row["quotation"] in turns for row in after)
    assert rows(cli, coded, "doubtful") == []
    assert sound(cli, coded)
    assert cli("undo", coded, "--as", "ZOÉ").err == "Undone: text corrected P01_entretien\n"
    assert sound(cli, coded)


def test_a_changed_file_is_not_imported_twice_but_offered_as_a_correction(
    cli: Cli, coded: Path, tmp_path: Path
) -> None:
    again = cli("import", coded, written(tmp_path, with_two_lines_on_top()))
    assert again.code == 1
    assert f"qualcode correct PROJECT {SOURCE} P01_entretien.txt" in again.err
    assert len(rows(cli, coded, "sources")) == 1


def test_another_interview_in_a_file_of_that_name_is_another_source(
    cli: Cli, coded: Path, tmp_path: Path
) -> None:
    other = "Enquêtrice : Et vous, comment ça va ?\n\nP02 : Doucement, doucement.\n"
    assert cli("import", coded, written(tmp_path, other)).code == 0
    assert [row["source"] for row in rows(cli, coded, "sources")] == [SOURCE, f"{SOURCE}-2"]


def test_a_doubtful_correction_is_shown_first_and_made_when_told_so(
    cli: Cli, coded: Path, tmp_path: Path
) -> None:
    file = written(tmp_path, INTERVIEW.replace("Deux heures aller", "Trois heures aller"))
    looked = correct(cli, coded, file)
    assert looked.code == 1
    assert f"  {HOURS} → Trois heures aller, deux heures retour !" in looked.err
    assert "Nothing was changed yet." in looked.err
    assert len(rows(cli, coded, "codings")) == 3
    shown = correct(cli, coded, file, "--json").json
    assert (shown["schema"], shown["done"], shown["carried"]) == ("qualcode.correction/1", False, 2)
    assert [one["quotation"] for one in shown["doubtful"]] == [HOURS]
    done = correct(cli, coded, file, "--yes")
    assert done.code == 0, done.err
    listed = cli("list", coded, "codings", "--json", "--as", "ZOÉ")
    assert len(listed.json["rows"]) == 2
    assert "1 passage of a corrected text is not counted before it is settled" in listed.err
    (waiting,) = rows(cli, coded, "doubtful")
    assert (waiting["quotation"], waiting["proposed"], waiting["coder"]) == (
        HOURS,
        "Trois heures aller, deux heures retour !",
        "ZOÉ",
    )
    assert sound(cli, coded)


def left_in_doubt(cli: Cli, coded: Path, tmp_path: Path) -> str:
    """Correct so that one passage waits; gives its GUID."""
    file = written(tmp_path, INTERVIEW.replace("Deux heures aller", "Trois heures aller"))
    assert correct(cli, coded, file, "--yes").code == 0
    (waiting,) = rows(cli, coded, "doubtful")
    return str(waiting["guid"])


@pytest.mark.parametrize(
    ("words", "quotations"),
    [
        ([], [ROAD, "Trois heures aller, deux heures retour !", "Ça, ça change tout."]),
        (["--span", "2.1"], [ROAD, "Ça, ça change tout."]),
        (["--let-go"], [ROAD, "Ça, ça change tout."]),
    ],
    ids=["the proposal", "another place, where it unites", "let go"],
)
def test_what_is_doubtful_is_settled(
    cli: Cli, coded: Path, tmp_path: Path, words: list[str], quotations: list[str]
) -> None:
    guid = left_in_doubt(cli, coded, tmp_path)
    done = cli("reanchor", coded, guid, *words, "--as", "ZOÉ")
    assert (done.code, done.err) == (0, "1 passage settled.\n")
    assert [row["quotation"] for row in rows(cli, coded, "codings")] == quotations
    assert rows(cli, coded, "doubtful") == []
    assert sound(cli, coded)


def test_settling_says_what_it_cannot_do(cli: Cli, coded: Path, tmp_path: Path) -> None:
    guid = left_in_doubt(cli, coded, tmp_path)
    both = cli("reanchor", coded, guid, "--span", "2.2", "--let-go", "--as", "ZOÉ")
    assert (both.code, "leave out" in both.err) == (2, True)
    unknown = cli("reanchor", coded, "00000000-0000-4000-8000-000000000000", "--as", "ZOÉ")
    assert (unknown.code, "Nothing waits under" in unknown.err) == (1, True)
    gone = INTERVIEW.replace("Deux heures aller, deux heures retour !", "Voilà.")
    assert correct(cli, coded, written(tmp_path, gone), "--yes").code == 0
    nowhere = cli("reanchor", coded, guid, "--as", "ZOÉ")
    assert (nowhere.code, "no proposal" in nowhere.err) == (1, True)
    assert len(rows(cli, coded, "doubtful")) == 1


def test_speakers_that_changed_are_told(cli: Cli, coded: Path, tmp_path: Path) -> None:
    renamed = INTERVIEW.replace("Enquêtrice", "Intervieweuse")
    said = correct(cli, coded, written(tmp_path, renamed))
    assert "Speaker “Enquêtrice” is now “Intervieweuse”." in said.err
    last = renamed.index("P01\u00a0: L’infirmière")
    added = f"{renamed[:last]}P02\u00a0: Moi aussi.\n\n{renamed[last:]}"
    said = correct(cli, coded, written(tmp_path, added))
    assert (said.code, "New speaker “P02”: coded." in said.err) == (0, True)


def test_the_same_text_and_a_missing_file(cli: Cli, coded: Path, tmp_path: Path) -> None:
    same = correct(cli, coded, written(tmp_path, INTERVIEW))
    assert (same.code, "nothing to correct" in same.err) == (1, True)
    missing = correct(cli, coded, tmp_path / "rien.txt")
    assert (missing.code, missing.err.count("\n")) == (1, 1)


def test_a_corrected_file_is_screened(cli: Cli, coded: Path, tmp_path: Path) -> None:
    file = written(tmp_path, INTERVIEW + "\nP01\u00a0: Mon numéro, le 01 99 00 12 34.\n")
    assert correct(cli, coded, file).code == 3
    accepted = correct(cli, coded, file, "--accept-reason", "numéro inventé")
    assert accepted.code == 0, accepted.err


def test_words_are_redacted_by_address_or_offsets(cli: Cli, coded: Path) -> None:
    start = INTERVIEW.index("L’infirmière")
    span = f"{start}:{start + len('L’infirmière')}"
    done = cli(
        "redact", coded, SOURCE, "--span", span, "--span", "2.2", "--with", "[retiré]",
        "--reason", "à la demande de la personne", "--as", "ZOÉ",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "2 passages replaced for ever.\n1 coding or note covers" in done.err
    assert [row["quotation"] for row in rows(cli, coded, "codings")] == [
        ROAD, "[retiré]", "Ça, ça change tout.",
    ]  # fmt: skip
    assert sound(cli, coded)
    assert "L’infirmière".encode() not in coded.read_bytes()
    undone = cli("undo", coded, "--as", "ZOÉ")
    assert (undone.code, "cannot be undone" in undone.err) == (1, True)


def test_a_redaction_tells_all_it_knows_as_json(cli: Cli, coded: Path) -> None:
    kept = cli("backup", coded)
    assert kept.code == 0
    said = cli(
        "redact", coded, SOURCE, "--span", "2.2", "--with", "[retiré]", "--reason", "retrait",
        "--as", "ZOÉ", "--json",
    ).json  # fmt: skip
    assert (said["schema"], said["places"], said["quotations"]) == ("qualcode.redaction/1", 1, 1)
    assert said["written_anew"] is True
    assert len(said["backups"]) == 1


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--span", "2.1", "--with", "[x]", "--with", "[y]", "--reason", "r"], 2, "one --with"),
        (["--span", "2.1", "--with", "[x]", "--reason", "sa route"], 0, "replaced for ever"),
        (["--span", "2.2", "--with", "[x]", "--reason", "dit deux fois"], 1, "otherwise"),
        (["--span", "2.1", "--with", "[x]", "--reason", f"dit {ROAD}"], 1, "word it otherwise"),
        (["--span", "99", "--with", "[x]", "--reason", "r"], 1, "no turn 99"),
        (["--span", "2.1", "--with", "[x]"], 2, "--reason"),
    ],
)
def test_redactions_that_are_off(
    cli: Cli, coded: Path, words: list[str], code: int, told: str
) -> None:
    said = cli("redact", coded, SOURCE, *words, "--as", "ZOÉ")
    assert (said.code, told in said.err) == (code, True), said.err
