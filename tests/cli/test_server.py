"""A project on a server, from the command line: brought there, logins let in, brought back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import postgres
from tests.cli.conftest import Cli

pytestmark = pytest.mark.postgres


def test_a_file_goes_to_a_server_is_coded_by_a_login_and_comes_back(
    cli: Cli, cluster: postgres.Cluster, study: Path, tmp_path: Path
) -> None:
    where = cluster.place_of_owner()
    mine = cluster.seen_by("zoe", where)
    cluster.login("zoe")
    assert cli("coder", study, "Zoé", "--as", "Marie").code == 0
    copied = cli("copy", study, where, "--json").json
    assert all(len(table["sha256"]) == 64 for table in copied["tables"])
    assert cli("server", where, "grant", "zoe", "--coder", "Zoé").code == 0

    told = cli("code", mine, "P01_entretien", "--span", "2.1", "--code", "verbatim_fort")
    assert told.code == 0, told.err
    assert cli("list", where, "coders", "--json").json["rows"][-1]["codings"] == 1
    refused = cli("code", mine, "P01_entretien", "--span", "1.1", "--code", "x", "--as", "Maël")
    assert (refused.code, "writes as Zoé" in refused.err) == (1, True)

    back = tmp_path / "retour.qualcode"
    assert cli("copy", mine, back).code == 1
    assert not back.exists()
    assert cli("copy", where, back).code == 0
    assert cli("check", back).code == 0
    assert len(cli("list", back, "codings", "--json").json["rows"]) == 1


def test_logins_are_listed_and_withdrawn(cli: Cli, cluster: postgres.Cluster) -> None:
    where = cluster.place_of_owner()
    cluster.login("lectrice")
    assert cli("new", where).code == 0
    assert cli("server", where, "logins", "--json").json["rows"] == []
    assert cli("server", where, "grant", "lectrice").code == 2
    assert cli("server", where, "grant", "lectrice", "--reader").code == 0
    assert cli("server", where, "renew").code == 0
    listed = cli("server", where, "logins", "--json")
    assert (listed.code, listed.json["rows"]) == (
        0,
        [{"login": "lectrice", "coder": None, "may": "reader", "warnings": []}],
    )
    assert "reads only" in cli("server", where, "logins").out
    assert cli("server", where, "withdraw", "lectrice").code == 0
    assert "had no rights" in cli("server", where, "withdraw", "lectrice").err


def test_the_administrator_is_told_what_to_run_and_no_password_is_taken(cli: Cli) -> None:
    said = cli("server", "postgresql://hote/etude", "sql", "--owner", "marie", "--login", 'o"neil')
    assert 'CREATE DATABASE "etude" OWNER "marie"' in said.out
    assert 'CREATE ROLE "o""neil" LOGIN NOSUPERUSER' in said.out
    refused = cli("list", "postgresql://zoe:s3cret@hote/etude", "codes")
    assert refused.code == 2
    assert "s3cret" not in refused.out + refused.err


def test_a_server_that_is_not_there_is_one_clear_line(cli: Cli, study: Path) -> None:
    gone = "postgresql://zoe@127.0.0.1:1/etude?connect_timeout=2"
    for words in (("open", gone), ("list", gone, "codes"), ("copy", study, gone)):
        said = cli(*words)
        assert said.code == 1
        assert said.err.strip().splitlines()[-1].startswith("Error: The server of ")
        assert "Traceback" not in said.err
    assert cli("server", study, "logins").err.strip().endswith("only a server has logins.")
