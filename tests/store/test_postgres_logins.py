"""On a server a coder of a blind round reads no other layer, whatever program they come with."""

# ruff: noqa: S608  (what is put into SQL are names of tables of ours)

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from qualcode.core.errors import NotAllowed, NotFound, ProjectProblem, ReadOnlyProject
from qualcode.store import gate, tables
from qualcode.store.opening import create_project, open_project
from qualcode.store.postgres import gating, logins
from qualcode.store.postgres.logins import May
from qualcode.store.project import Project
from qualcode.store.rows.cases import coder_named
from tests import postgres
from tests.store import stories
from tests.store.stories import COST, WHOLE_ANSWER

pytestmark = pytest.mark.postgres

NOTE = "Maël pense au cathéter de cette façon-là"


@dataclass(frozen=True)
class Team:
    """A project on a server, and those who sign in to it."""

    cluster: postgres.Cluster
    owner: Project

    def psql(self, login: str) -> Any:
        return self.cluster.psql(login, self.owner.where)

    def program(self, login: str, **options: Any) -> Project:
        return open_project(self.cluster.seen_by(login, self.owner.where), **options)

    def traces(self) -> set[str]:
        """What would tell of Maël's reading: identities of rows, and what he wrote."""
        t = tables
        with self.owner.read() as connection:
            mael = coder_named(connection, "Maël")
            rows = [
                *connection.execute(
                    select(t.codings.c.guid).where(t.codings.c.coder_id == mael.id)
                ),
                *connection.execute(
                    select(t.memos.c.guid, t.memos.c.writing).where(t.memos.c.coder_id == mael.id)
                ),
                *connection.execute(select(t.streams.c.guid).where(t.streams.c.coder == mael.guid)),
                *connection.execute(
                    select(t.journal.c.guid, t.journal.c.digest, t.journal.c.payload_digest)
                    .join(t.streams, t.streams.c.id == t.journal.c.stream_id)
                    .where(t.streams.c.coder == mael.guid)
                ),
            ]
        return {str(value) for row in rows for value in row} | {NOTE}


@pytest.fixture(scope="module")
def team(cluster: postgres.Cluster) -> Iterator[Team]:
    """Zoé and Maël code E01 blind; both have coded it, Maël wrote memos; a reader looks on."""
    where = cluster.place_of_owner()
    with create_project(where, title="Étude inventée", acting="Zoé") as owner:
        stories.furnish(owner)
        stories.code(owner, COST, "cout", memo="cher, pour Zoé")
        with stories.acting_as(owner, "Maël"):
            stories.code(owner, WHOLE_ANSWER, "peur", memo=NOTE)
            stories.code(owner, COST, "equipe")
            stories.undo(owner)
        with stories.acting_as(owner, None), owner.change("grant_login", kind="barrier") as change:
            for login, may, coder in (
                ("zoe", May.CODER, "Zoé"),
                ("mael", May.CODEBOOK, "Maël"),
                ("lectrice", May.READER, None),
            ):
                cluster.login(login)
                logins.grant(change.connection, where, login, may, coder)
        with stories.acting_as(owner, None):
            stories.open_round(owner, "Zoé", "Maël")
        yield Team(cluster, owner)


def relations_read_by(connection: Any) -> list[str]:
    rows = connection.execute(
        "SELECT format('%I.%I', nspname, relname) FROM pg_class AS c "
        "JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE relkind IN ('r', 'v', 'm') "
        "AND has_schema_privilege(nspname, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') "
        "AND (nspname NOT IN ('pg_catalog', 'information_schema') "
        "OR relname ~ '^pg_(stat|lock|curs|prep|large|pub|repl)')"
    )
    return [name for (name,) in rows.fetchall()]


@pytest.mark.parametrize("login", ["zoe", "lectrice"])
def test_nothing_that_a_login_can_read_tells_of_another_layer(team: Team, login: str) -> None:
    traces = team.traces()
    assert len(traces) > 8
    with team.psql(login) as connection:
        read = relations_read_by(connection)
        schema = team.owner.where.partition("schema=")[2]
        assert f"{schema}_seen.codings" in read
        assert f"{schema}.codings" not in read
        for relation in read:
            told = connection.execute(
                f"SELECT t::text FROM {relation} AS t WHERE t::text LIKE ANY (%s)",
                ([f"%{trace}%" for trace in traces],),
            )
            rows = [row for (row,) in told.fetchall() if "LIKE ANY" not in row]
            assert not rows, relation


def test_each_sees_their_own_layer_and_all_after_the_reveal(team: Team) -> None:
    with team.program("zoe") as zoe:
        assert [(c.coder, c.code, c.memo) for c in stories.seen(zoe)] == [
            ("Zoé", "cout", "cher, pour Zoé")
        ]
        assert all(entry.coder != "Maël" for entry in stories.entries(zoe))
    with team.program("lectrice") as reader:
        assert stories.seen(reader) == []


TABLES_APART = [*gating.HIDING, *gating.UNSEEN, "logins"]


@pytest.mark.parametrize("table", TABLES_APART)
def test_the_tables_themselves_are_closed(team: Team, table: str) -> None:
    import psycopg

    schema = team.owner.where.partition("schema=")[2]
    with team.psql("zoe") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"SELECT * FROM {schema}.{table}")


DISGUISES = (
    "SET qualcode.acting = 'Maël'",
    "SET SESSION AUTHORIZATION DEFAULT",
    "CREATE TEMP TABLE rounds AS SELECT * FROM rounds WHERE false",
    "CREATE TEMP VIEW logins AS SELECT 'zoe' AS login, guid AS coder, 'coder' AS may FROM coders",
    "SET row_security = off",
)


@pytest.mark.parametrize("disguise", DISGUISES)
def test_no_setting_and_no_table_of_ones_own_opens_a_layer(team: Team, disguise: str) -> None:
    with team.psql("zoe") as connection:
        connection.execute(disguise)
        seen = connection.execute("SELECT DISTINCT coder_id FROM codings").fetchall()
        own = connection.execute("SELECT id FROM coders WHERE name = 'Zoé'").fetchall()
    assert seen == own


def figures(plan: Any) -> list[tuple[str, Any]]:
    """Every number of a plan but for times and memory."""
    if isinstance(plan, list):
        return [figure for part in plan for figure in figures(part)]
    if not isinstance(plan, dict):
        return []
    own = [
        (name, value)
        for name, value in plan.items()
        if "Rows" in name or "Loops" in name or "Removed" in name
    ]
    return own + [figure for value in plan.values() for figure in figures(value)]


def test_a_plan_does_not_count_hidden_rows(team: Team) -> None:
    asked = (
        "SELECT 1 FROM codings JOIN codes ON codes.id = code_id WHERE key = 'peur' AND start < 99"
    )
    with team.psql("zoe") as connection:
        before = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}").fetchone()[0]
        with stories.acting_as(team.owner, "Maël"):
            stories.code(team.owner, "On n’ose pas", "peur")
        after = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}").fetchone()[0]
    assert figures(before) == figures(after)
    assert any(name == "Actual Rows" for name, _value in figures(before))


def test_statistics_of_the_server_tell_no_values(team: Team) -> None:
    with team.owner.writer() as connection, connection.begin():
        connection.exec_driver_sql("ANALYZE codings")
    with team.psql("zoe") as connection:
        rows = connection.execute("SELECT 1 FROM pg_stats WHERE tablename = 'codings'").fetchall()
    assert rows == []


def test_row_level_security_holds_who_was_let_at_the_tables_by_mistake(team: Team) -> None:
    import psycopg

    schema = team.owner.where.partition("schema=")[2]
    team.cluster.login("stagiaire")
    with team.cluster.superuser() as admin:
        admin.execute(f"GRANT USAGE ON SCHEMA {schema}, {schema}_seen TO stagiaire")
        admin.execute(f"GRANT SELECT, UPDATE ON {schema}.codings, {schema}.unions TO stagiaire")
        admin.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema}_seen TO stagiaire")
    with team.psql("stagiaire") as connection:
        for table in ("codings", "unions"):
            count = connection.execute(f"SELECT count(*) FROM {schema}.{table}").fetchone()
            assert count == (0,)
        changed = connection.execute(f"UPDATE {schema}.codings SET valence = 'lever'")
        assert changed.rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"SELECT * FROM {schema}.memos")


FORGERIES = {
    "a coding in another's layer": "INSERT INTO codings (guid, stream_id, counter, coder_id, "
    'source_id, code_id, code_revision_id, source_text_id, start, "end", quotation, created) '
    "SELECT 'x', stream_id, counter + 1, (SELECT id FROM coders WHERE name = 'Maël'), source_id, "
    'code_id, code_revision_id, source_text_id, start, "end", quotation, created FROM codings',
    "a coding in one's own layer that no journal knows": "INSERT INTO codings (guid, stream_id, "
    'counter, coder_id, source_id, code_id, code_revision_id, source_text_id, start, "end", '
    "quotation, created) SELECT 'y', stream_id, 4000, coder_id, source_id, code_id, "
    'code_revision_id, source_text_id, start + 1, "end", quotation, created FROM codings',
    "a coding given to another": "UPDATE codings SET coder_id = "
    "(SELECT id FROM coders WHERE name = 'Maël')",
    "a journal entry in another's name": "INSERT INTO journal (guid, stream_id, counter, action, "
    "kind, created, payload, salt, payload_digest, digest) SELECT 'z', min(stream_id) + 1, 99, "
    "'code', 'act', max(created), '{}', 'é', 'f', 'f' FROM journal",
    "a journal entry that breaks the chain": "INSERT INTO journal (guid, stream_id, counter, "
    "action, kind, created, payload, salt, payload_digest, digest) SELECT 'z', streams.id, "
    "head + 1, 'code', 'act', '2026', '{}', 'é', 'f', 'f' FROM streams",
    "a journal that is rewritten": "UPDATE journal SET payload = '{}'",
    "a journal that is cut": "UPDATE streams SET head = 0, head_digest = '' "
    "WHERE coder = (SELECT guid FROM coders WHERE name = 'Zoé')",
    "a round that is revealed": "UPDATE rounds SET state = 'revealed'",
    "a round without its sources": "DELETE FROM round_units",
    "another's lock": "UPDATE round_coders SET state = 'locked' "
    "WHERE coder_id = (SELECT id FROM coders WHERE name = 'Maël')",
    "leaving a round to see more": "UPDATE round_coders SET alive = 0",
    "another login's eyes": "UPDATE logins SET coder = NULL",
    "a code, without the right to": "UPDATE codes SET position = position",
    "another text": "UPDATE source_texts SET text = 'tout autre chose'",
    "a role of one's own": "UPDATE coders SET role = 'adjudicator'",
    "a table in the project": "CREATE TABLE {schema}.mine (a int)",
    "a function in the gate": "CREATE FUNCTION {schema}_seen.mine() RETURNS int LANGUAGE sql "
    "AS 'SELECT 1'",
    "the rights of a trigger": "CREATE TEMP TABLE mine (id int); CREATE TRIGGER t BEFORE INSERT "
    "ON mine FOR EACH ROW EXECUTE FUNCTION {schema}_seen.write_codings()",
    "the index, emptied": "DELETE FROM turn_search",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_nobody_writes_in_anothers_name_nor_alters_a_round(team: Team, forgery: str) -> None:
    import psycopg

    schema = team.owner.where.partition("schema=")[2]
    with team.psql("zoe") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(FORGERIES[forgery].replace("{schema}", schema))


def test_the_program_says_who_one_is_and_refuses_to_be_another(team: Team) -> None:
    with team.program("zoe") as zoe:
        assert zoe.acting == "Zoé"
        assert zoe.gated
    with pytest.raises(NotAllowed, match="writes as Zoé, not as Maël"):
        team.program("zoe", acting="Maël")
    with team.program("lectrice") as reader, pytest.raises(ReadOnlyProject, match="may read"):
        stories.code(reader, COST, "cout")


def test_a_coder_codes_undoes_and_locks_through_the_gate(team: Team) -> None:
    with team.program("zoe") as zoe:
        before = len(stories.seen(zoe))
        stories.code(zoe, "J’avais peur", "peur", memo="à revoir 😀")
        assert {c.memo for c in stories.seen(zoe)} >= {"à revoir 😀"}
        stories.undo(zoe)
        assert len(stories.seen(zoe)) == before
        stories.redo(zoe)
        assert len(stories.seen(zoe)) == before + 1


def test_what_a_login_sees_is_what_the_gate_gives_in_every_kind_of_round(team: Team) -> None:
    for kind in ("inter_coder", "teaching", "intra_coder"):
        with team.owner.writer() as connection:
            held = connection.begin()
            connection.execute(tables.rounds.update().values(kind=kind))
            for viewer, login in (("Zoé", "zoe"), ("Maël", "mael"), (None, "lectrice")):
                key = None if viewer is None else coder_named(connection, viewer).id
                shown = connection.execute(gate.visible_codings(key, objected=True)).all()
                sql = gating.shown_rows("codings", gating.ME if viewer else None)
                given = connection.exec_driver_sql(sql.replace("= me", f"= {key}")).all()
                alive = {row.guid for row in given if row.alive}
                assert alive == {row.guid for row in shown}, (kind, login)
            held.rollback()


def test_a_login_that_nothing_would_be_hidden_from_is_refused(team: Team) -> None:
    cases = {
        "qualcode": (NotAllowed, "superuser"),
        "responsable": (NotAllowed, "owner"),
        "personne": (NotFound, "CREATE ROLE"),
    }
    for login, (kind, why) in cases.items():
        with pytest.raises(kind, match=why), team.owner.change("grant_login") as change:
            logins.grant(change.connection, team.owner.where, login, May.CODER, "Zoé")
    team.cluster.login("double")
    with (
        pytest.raises(NotAllowed, match="this coder already"),
        team.owner.change("grant_login") as change,
    ):
        logins.grant(change.connection, team.owner.where, "double", May.CODER, "Zoé")


def test_only_the_owner_lets_others_in(team: Team) -> None:
    with (
        team.program("zoe") as zoe,
        pytest.raises(NotAllowed, match="owner"),
        zoe.read() as connection,
    ):
        logins.refuse_gated(connection, zoe.where)


def test_a_second_layer_is_seen_by_who_codes_it_and_the_first_is_put_away(
    cluster: postgres.Cluster,
) -> None:
    where = cluster.place_of_owner()
    cluster.login("zoe")
    with create_project(where, title="Étude", acting="Zoé") as owner:
        stories.furnish(owner)
        stories.code(owner, COST, "cout")
        with owner.change("enrol") as change:
            change.insert(tables.coders, {"name": "Zoé (2)", "role": "repeat"})
        with stories.acting_as(owner, None), owner.change("grant_login", kind="barrier") as change:
            logins.grant(change.connection, where, "zoe", May.CODER, "Zoé")
        stories.open_round(owner, "Zoé", "Zoé (2)")
        with owner.writer() as connection, connection.begin():
            connection.execute(tables.rounds.update().values(kind="intra_coder"))
    place = cluster.seen_by("zoe", where)
    with open_project(place) as first:
        assert stories.seen(first) == []
    with open_project(place, acting="Zoé (2)") as again:
        assert stories.seen(again) == []
        stories.code(again, COST, "equipe")
        assert [c.coder for c in stories.seen(again)] == ["Zoé (2)"]


def test_withdrawn_is_withdrawn(cluster: postgres.Cluster) -> None:
    where = cluster.place_of_owner()
    cluster.login("zoe")
    with create_project(where, title="Étude", acting="Zoé") as owner:
        stories.furnish(owner)
        with owner.change("grant_login", kind="barrier") as change:
            logins.grant(change.connection, where, "zoe", May.CODER, "Zoé")
        open_project(cluster.seen_by("zoe", where)).close()
        with owner.change("withdraw_login", kind="barrier") as change:
            assert logins.withdraw(change.connection, where, "zoe")
        with owner.read() as connection:
            assert logins.list_logins(connection, where) == []
    with pytest.raises(ProjectProblem):
        open_project(cluster.seen_by("zoe", where))


def test_payloads_seen_are_ones_own(team: Team) -> None:
    with team.psql("mael") as connection:
        rows = connection.execute(
            "SELECT payload, coders.name FROM journal JOIN streams ON streams.id = stream_id "
            "LEFT JOIN coders ON coders.guid = coder"
        ).fetchall()
    assert {name for _payload, name in rows} == {"Maël", None}
    assert all(json.loads(payload) for payload, _name in rows)
