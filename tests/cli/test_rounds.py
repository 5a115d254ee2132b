"""Double coding as two coders type it, from the start of a round to its agreement."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import INTERVIEW, Cli


@pytest.fixture
def team(cli: Cli, study: Path, tmp_path: Path) -> Path:
    """Three interviews, and C1 and C2 who code them."""
    for case in ("P02", "P03"):
        file = tmp_path / f"{case}_entretien.txt"
        file.write_text(INTERVIEW.replace("P01", case).replace("Le plus", f"{case} ? Le plus"))
        done = cli("import", study, file, "--type", "patient_interview")
        assert done.code == 0, done.err
    assert cli("coder", study, "C2", "--as", "C1").code == 0
    return study


def sources(cli: Cli, project: Path) -> list[str]:
    return [row["source"] for row in cli("list", project, "sources", "--json").json["rows"]]


def a_code(cli: Cli, project: Path) -> str:
    rows = cli("list", project, "codes", "--json").json["rows"]
    return str(next(r["code"] for r in rows if r["codable"] and r["policy"] == "required"))


def test_two_coders_code_blind_and_are_compared_after_the_reveal(cli: Cli, team: Path) -> None:
    names, key = sources(cli, team), a_code(cli, team)
    started = cli("round", team, "start", "pilote", "--coders", "C1,C2", "--share", "60",
                  "--seed", "4", "--as", "C1", "--json")  # fmt: skip
    assert started.code == 0, started.err
    held = started.json
    assert (held["state"], held["units"], held["sampling"]["candidates"]) == ("open", 2, 3)
    assert set(held["sources"]) < set(names)
    for coder in ("C1", "C2"):
        for source in held["sources"]:
            done = cli("code", team, source, "--span", "2", "--code", key, "--valence", "barrier",
                       "--as", coder)  # fmt: skip
            assert done.code == 0, done.err
    seen = cli("list", team, "codings", "--as", "C1", "--json").json["rows"]
    assert {row["coder"] for row in seen} == {"C1"}
    refused = cli("agreement", team, "--round", "pilote", "--as", "C1")
    assert refused.code == 1
    assert "before the reveal" in refused.err
    assert cli("round", team, "lock", "--as", "C1").code == 0
    late = cli("code", team, held["sources"][0], "--span", "4", "--code", key, "--as", "C1")
    assert late.code == 1
    assert "Unlock it first" in late.err
    assert "Not locked yet: C2" in cli("round", team, "reveal", "pilote", "--as", "C1").err
    locked = cli("round", team, "lock", "pilote", "--as", "C2")
    assert "read to the end" in locked.err
    assert cli("round", team, "reveal", "--as", "C2").code == 0
    report = cli("agreement", team, "--round", "pilote", "--as", "C1", "--json")
    assert report.code == 0, report.err
    assert cli("list", team, "codings", "--as", "C1", "--json").json["rows"] != seen
    for step, state in (("settled", "settled"), ("close", "closed")):
        done = cli("round", team, step, "--as", "C1", "--json")
        assert done.json["state"] == state


def test_a_round_is_drafted_extended_and_started_as_it_was_put_together(
    cli: Cli, team: Path
) -> None:
    drafted = cli("round", team, "start", "pilote", "--coders", "C1,C2", "--number", "1",
                  "--draft", "--as", "C1", "--json").json  # fmt: skip
    assert (drafted["state"], drafted["units"]) == ("draft", 1)
    extended = cli("round", team, "extend", "pilote", "--number", "2", "--as", "C1", "--json").json
    assert set(drafted["sources"]) < set(extended["sources"])
    started = cli("round", team, "start", "pilote", "--as", "C2", "--json").json
    assert (started["state"], started["places"]) == ("open", extended["places"])
    assert [one["state"] for one in started["coders"]] == ["open", "open"]
    gone = cli("round", team, "withdraw", "pilote", "--coder", "C2", "--as", "C1", "--json").json
    assert gone["withdrawn"] == ["C2"]
    back = cli("round", team, "assign", "pilote", "--coders", "C2", "--as", "C1", "--json").json
    assert back["withdrawn"] == []


def test_a_locked_layer_is_unlocked_before_the_reveal(cli: Cli, team: Path) -> None:
    cli("round", team, "start", "pilote", "--coders", "C1,C2", "--as", "C1")
    cli("round", team, "lock", "--as", "C1")
    assert cli("round", team, "status", "pilote", "--json").json["locked"] == ["C1"]
    assert cli("round", team, "unlock", "--as", "C1").code == 0
    assert cli("round", team, "status", "pilote", "--json").json["waiting_for"] == ["C1", "C2"]
    assert cli("undo", team, "--as", "C1").code == 1


def test_the_project_may_come_before_the_step_or_after_it(cli: Cli, team: Path) -> None:
    assert cli("round", "start", team, "pilote", "--coders", "C1,C2", "--as", "C1").code == 0
    rows = cli("list", team, "rounds", "--json").json["rows"]
    assert rows == cli("round", "status", team, "--json").json["rows"]
    assert [(row["round"], row["state"], row["coders"]) for row in rows] == [
        ("pilote", "open", ["C1", "C2"])
    ]
    told = cli("round", "status", team, "pilote")
    assert "coded blind" in told.out
    assert "C2 · still coding" in told.out


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("start", "pilote", "--coders", "C1"), 1, "2 coders"),
        (("start", "pilote", "--coders", "C1,C9"), 1, "no coder “C9”"),
        (("start", "pilote", "--by", "météo"), 1, "Nobody has the attribute “météo”"),
        (("start", "pilote", "--share", "0"), 2, "--share"),
        (("start", "pilote", "--kind", "duel"), 2, "--kind"),
        (("start", "pilote", "--sensitivity", "page"), 2, "“page” is no unit"),
        (("start", "pilote", "--pieces", "turns"), 1, "from one source"),
        (("reveal",), 2, "Name the round"),
        (("lock", "absent"), 1, "no round “absent”"),
        (("status", "absent"), 1, "no round “absent”"),
        (("discard", "absent"), 1, "no round “absent”"),
    ],
)
def test_mistakes_are_one_clear_line(
    cli: Cli, team: Path, words: tuple[str, ...], code: int, why: str
) -> None:
    said = cli("round", team, *words, "--as", "C1")
    assert said.code == code
    assert why in said.err
    assert cli("round", team, "status", "--json").json["rows"] == []


def test_turns_of_one_source_can_be_double_coded(cli: Cli, team: Path) -> None:
    source = sources(cli, team)[0]
    held = cli("round", team, "start", "pilote", "--coders", "C1,C2", "--source", source,
               "--pieces", "exchanges", "--number", "1", "--as", "C1", "--json").json  # fmt: skip
    (place,) = held["places"]
    assert (place["source"], place["whole"]) == (source, False)
    assert 0 < place["end"] - place["start"] < 120


def test_roles_are_given_by_name(cli: Cli, team: Path) -> None:
    assert cli("coder", team, "Guy", "--role", "viewer", "--as", "C1").code == 0
    assert "already" in cli("coder", team, "Guy", "--role", "viewer", "--as", "C1").err
    rows = cli("list", team, "coders", "--json").json["rows"]
    assert {row["coder"]: row["role"] for row in rows}["Guy"] == "viewer"
    refused = cli("coder", team, "Guy", "--as", "Guy")
    assert refused.code == 1
    assert "Guy may not hold rounds" in refused.err


def test_kinds_and_roles_are_told_in_words(
    cli: Cli, team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANG", "fr")
    assert "viewer" not in cli("coder", team, "ZOÉ", "--role", "viewer", "--as", "C1").out
    cli("round", team, "start", "un", "--coders", "C1,C2", "--share", "60", "--as", "C1")
    said = cli("round", team, "status").out
    assert "plusieurs codeurs" in said
    assert "inter_coder" not in said
