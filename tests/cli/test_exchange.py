"""Packages as persons exchange them: by mail between two hospitals, sealed with a passphrase."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from qualcode.store.exchange import sealing
from tests.cli.conftest import Cli

ROAD = "Le plus dur… c’était la route"
HOURS = "Deux heures aller, deux heures retour"
NURSE = "L’infirmière répondait toujours"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases that cost nothing to try: the tests seal a lot."""
    monkeypatch.setattr(sealing, "COST", 2)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A file with a passphrase as a clinician writes one."""
    path = tmp_path / "phrase.txt"
    path.write_text("café crème à l’hôpital\n", encoding="utf-8")
    return path


def span(cli: Cli, project: Path, passage: str) -> str:
    """Where words stand, as `START:END`."""
    (hit,) = cli("search", project, f'"{passage}"', "--json").json["rows"]
    return f"{hit['start']}:{hit['end']}"


def code(cli: Cli, project: Path, who: str, passage: str, name: str = "distance_transport") -> None:
    (source,) = cli("list", project, "sources", "--json").json["rows"]
    place = span(cli, project, passage)
    words = ["--span", place, "--code", name, "--as", who, "--valence", "barrier"]
    done = cli("code", project, source["source"], *words)
    assert done.code == 0, done.err


def layer(cli: Cli, project: Path, who: str) -> set[str]:
    rows = cli("list", project, "codings", "--as", who, "--json").json["rows"]
    return {row["quotation"] for row in rows if row["coder"] == who}


def merged(cli: Cli, *words: str | Path) -> dict[str, object]:
    done = cli("merge", *words, "--json")
    assert done.code == 0, done.err
    (package,) = done.json["packages"]
    (coder,) = package["coders"]
    return dict(coder)


def test_a_package_goes_to_another_hospital_and_comes_back(
    cli: Cli, study: Path, words: Path, tmp_path: Path
) -> None:
    code(cli, study, "ANA", NURSE)
    code(cli, study, "ZOÉ", ROAD)
    sealed = tmp_path / "antares-ZOÉ.qchandout"
    done = cli("handout", study, sealed, "--coder", "ZOÉ", "--passphrase-file", words)
    assert done.code == 0, done.err
    assert ROAD.encode() not in sealed.read_bytes()
    there = Path(cli("unpack", sealed, "--passphrase-file", words).out.strip())
    assert layer(cli, there, "ANA") == set()
    assert cli("check", there).code == 0
    code(cli, there, "ZOÉ", HOURS)
    back = tmp_path / "retour.qchandout"
    assert cli("handback", there, back, "--passphrase-file", words).code == 0
    dry = merged(cli, study, back, "--passphrase-file", words, "--dry-run")
    assert layer(cli, study, "ZOÉ") == {ROAD}
    assert dry == merged(cli, study, back, "--passphrase-file", words)
    assert dry["new"] == 1
    assert layer(cli, study, "ZOÉ") == {ROAD, HOURS}
    assert layer(cli, study, "ANA") == {NURSE}
    assert merged(cli, study, back, "--passphrase-file", words)["new"] == 0
    assert cli("check", study).code == 0
    kinds = [row["kind"] for row in cli("list", study, "exports", "--json").json["rows"]]
    assert "handout" in kinds


def test_four_coders_in_two_places_lose_nothing(cli: Cli, study: Path, tmp_path: Path) -> None:
    passages = {"ANA": ROAD, "LOU": HOURS, "MAËL": NURSE, "ZOÉ": "Ça, ça change tout"}
    code(cli, study, "ANA", NURSE)
    for who, passage in passages.items():
        package = tmp_path / f"{who}.qualcode"
        done = cli("handout", study, package, "--coder", who, "--no-encryption")
        assert done.code == 0, done.err
        code(cli, package, who, passage)
    packages = [tmp_path / f"{who}.qualcode" for who in passages]
    done = cli("merge", study, *packages)
    assert done.code == 0, done.err
    assert done.out.count("new 1") == 4
    for who, passage in passages.items():
        assert layer(cli, study, who) >= {passage}
    assert layer(cli, study, "ANA") == {ROAD, NURSE}
    assert cli("check", study).code == 0


def test_what_cannot_be_merged_is_refused_in_one_line(
    cli: Cli, study: Path, words: Path, tmp_path: Path
) -> None:
    sealed = tmp_path / "z.qchandout"
    assert cli("handout", study, sealed, "--coder", "ZOÉ", "--passphrase-file", words).code == 0
    opened = tmp_path / "z.qualcode"
    assert cli("handout", study, opened, "--coder", "ZOÉ", "--no-encryption").code == 0
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("une autre phrase")
    cut = tmp_path / "cut.qchandout"
    cut.write_bytes(sealed.read_bytes()[:-40])
    head = tmp_path / "head.qchandout"
    head.write_bytes(sealed.read_bytes()[:60])
    broken = tmp_path / "broken.qualcode"
    content = bytearray(opened.read_bytes())
    content[4096:12288] = os.urandom(8192)
    broken.write_bytes(content)
    short = tmp_path / "short.qualcode"
    short.write_bytes(opened.read_bytes()[:20000])
    other = tmp_path / "autre.qualcode"
    assert cli("new", other).code == 0
    cases: list[tuple[Path, list[str | Path], str]] = [
        (study, [sealed, "--passphrase-file", wrong], "another one, or the file is damaged"),
        (study, [cut, "--passphrase-file", words], "another one, or the file is damaged"),
        (study, [head, "--passphrase-file", words], "damaged or was cut off"),
        (study, [broken], "damaged"),
        (study, [short], "damaged"),
        (study, [tmp_path / "none.qualcode"], "There is no project"),
        (study, [words], "is not a qualcode project"),
        (study, [study], "is this project itself"),
        (other, [opened], "belongs to another project"),
        (opened, [study], "merge into the project that it came from"),
    ]
    for project, arguments, why in cases:
        done = cli("merge", project, *arguments)
        assert done.code == 1, arguments
        assert why in done.err
        assert done.err.count("\n") == 1, done.err
    assert cli("merge", study, sealed).code == 2
    assert cli("check", study).code == 0


def test_a_package_says_what_it_is_where_it_is_used_otherwise(
    cli: Cli, study: Path, words: Path, tmp_path: Path
) -> None:
    package = tmp_path / "z.qualcode"
    assert cli("handback", study, "--no-encryption").code == 1
    assert cli("handout", study, package, "--coder", "ZOÉ", "--no-encryption").code == 0
    again = cli("handout", package, tmp_path / "y", "--coder", "ZOÉ", "--no-encryption")
    assert "Give it back with" in again.err
    taken = cli("handout", study, package, "--coder", "ZOÉ", "--no-encryption")
    assert (taken.code, "exists already" in taken.err) == (1, True)
    both = ["--no-encryption", "--passphrase-file", words]
    assert cli("handout", study, tmp_path / "y", "--coder", "ZOÉ", *both).code == 2
    words.write_text("court")
    weak = cli("handout", study, tmp_path / "y", "--coder", "Z", "--passphrase-file", words)
    assert "at least 8 characters" in weak.err
    assert not (tmp_path / "y").exists()


def test_a_package_holds_no_other_layer_and_no_restricted_attribute(
    cli: Cli, study: Path, tmp_path: Path
) -> None:
    table = tmp_path / "cas.csv"
    table.write_text("case_id,kind,group,site,sex\nP01,patient,implanted,S1,F\n", encoding="utf-8")
    assert cli("import", study, "--cases", table).code == 0
    code(cli, study, "ANA", NURSE)
    package = tmp_path / "z.qualcode"
    assert cli("handout", study, package, "--coder", "ZOÉ", "--no-encryption").code == 0
    with sqlite3.connect(package) as connection:
        assert connection.execute("SELECT name FROM coders").fetchall() == [("ZOÉ",)]
        held = connection.execute("SELECT name FROM case_attributes ORDER BY name").fetchall()
        assert held == [("group",), ("sex",)]
        for name in ("codings", "memos", "writings", "exports", "verdicts"):
            assert connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,)  # noqa: S608
    connection.close()
    assert b"ANA" not in package.read_bytes()


def test_opening_a_sealed_package_unpacks_it_once_for_its_coder(
    cli: Cli, study: Path, words: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str | None, str | None]] = []
    monkeypatch.setattr("qualcode.tui.app.run", lambda *words: opened.append(words))
    sealed = tmp_path / "antares-ZOÉ.qchandout"
    assert cli("handout", study, sealed, "--coder", "ZOÉ", "--passphrase-file", words).code == 0
    assert cli("open", sealed, "--passphrase-file", words).code == 0
    code(cli, tmp_path / "antares-ZOÉ.qualcode", "ZOÉ", HOURS)
    assert cli(sealed).code == 0
    assert opened == [(str(tmp_path / "antares-ZOÉ.qualcode"), "ZOÉ")] * 2
    assert layer(cli, tmp_path / "antares-ZOÉ.qualcode", "ZOÉ") == {HOURS}
