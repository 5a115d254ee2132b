"""A project on a server: copied there and back, cut off, written by sixteen, signed in to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from benchmarks import sixteen_writers
from qualcode.core.asking.text_query import parse_text_query
from qualcode.core.errors import NotAllowed, ProjectProblem, UsageProblem
from qualcode.store import engine as engines
from qualcode.store.opening import create_project, open_project
from qualcode.store.postgres import logins
from qualcode.store.postgres.connecting import PASSWORDS, refuse_password
from qualcode.store.postgres.copying import copied
from qualcode.store.project import Project
from qualcode.store.rows import search
from qualcode.store.safety.check import check
from tests import postgres
from tests.store import stories
from tests.store.stories import COST, WHOLE_ANSWER

pytestmark = pytest.mark.postgres

PHRASE = "une longue phrase"


def studied(where: str) -> Project:
    """A project in which two coders have worked."""
    project = create_project(where, title="Étude", acting="Zoé")
    stories.furnish(project)
    stories.code(project, COST, "cout", memo="40 € par mois… « cher » 😀")
    with stories.acting_as(project, "Maël"):
        stories.code(project, WHOLE_ANSWER, "peur")
    stories.undo(project)
    return project


@pytest.mark.parametrize("way", ["file to server", "server to file", "server to server"])
def test_a_copy_holds_the_same(cluster: postgres.Cluster, tmp_path: Path, way: str) -> None:
    places = {"file": str(tmp_path / "un.qualcode"), "server": cluster.new_place()}
    first, second = way.split(" to ")
    target = cluster.new_place() if first == second else places[second]
    with studied(places[first]) as project:
        report = copied(project, target)
        assert report.rows is not None
        assert report.rows["codings"] == 2
        heads = stories.entries(project)
        found = stories.seen(project)
        with open_project(target, acting="Zoé") as copy:
            assert stories.seen(copy) == found
            assert [e.guid for e in stories.entries(copy)][:-1] == [e.guid for e in heads]
            assert stories.entries(copy)[-1].action == "copy"
            assert check(copy).sound
            stories.code(copy, "J’ai tenu", "peur", memo="dans la copie")
            with copy.read() as connection:
                assert search.turns_with(connection, "cathéter") != []
            assert check(copy).sound
        assert len(stories.seen(project)) == len(found)


def test_what_was_written_in_two_copies_is_counted_apart(
    cluster: postgres.Cluster, tmp_path: Path
) -> None:
    with studied(str(tmp_path / "un.qualcode")) as project:
        place = cluster.new_place()
        copied(project, place)
        with open_project(place, acting="Zoé") as copy:
            replicas = []
            for one in (project, copy):
                with one.read() as connection:
                    replicas.append(
                        connection.execute(text("SELECT replica FROM project")).scalar()
                    )
            assert replicas[0] != replicas[1]


def test_a_place_that_is_taken_is_left_as_it_was(cluster: postgres.Cluster, tmp_path: Path) -> None:
    taken = cluster.new_place()
    create_project(taken, title="Autre").close()
    with studied(str(tmp_path / "un.qualcode")) as project:
        with pytest.raises(ProjectProblem, match="already"):
            copied(project, taken)
        with pytest.raises(NotAllowed, match="administrator"):
            copied(project, cluster.new_place(), passphrase=PHRASE)
    with open_project(taken) as other:
        assert stories.seen(other) == []


def test_a_coder_copies_nothing(cluster: postgres.Cluster, tmp_path: Path) -> None:
    where = cluster.place_of_owner()
    cluster.login("zoe")
    with studied(where) as project, project.change("grant_login", kind="barrier") as change:
        logins.grant(change.connection, where, "zoe", logins.May.CODER, "Zoé")
    target = tmp_path / "vol.qualcode"
    with open_project(cluster.seen_by("zoe", where)) as zoe, pytest.raises(NotAllowed):
        copied(zoe, str(target))
    assert list(tmp_path.iterdir()) == []


def cut_off(cluster: postgres.Cluster) -> None:
    """End every connection of the program, as a network does."""
    with cluster.superuser() as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'qualcode'"
        )


def write_and_be_cut_off(project: Project, cluster: postgres.Cluster) -> None:
    with project.change("code") as change:
        change.write("à moitié")
        cut_off(cluster)
        change.write("la fin")


def test_a_line_that_is_lost_leaves_nothing_half_written(cluster: postgres.Cluster) -> None:
    with studied(cluster.new_place()) as project:
        before, entries = stories.seen(project), stories.entries(project)
        with pytest.raises(ProjectProblem, match="was lost"):
            write_and_be_cut_off(project, cluster)
        assert (stories.seen(project), stories.entries(project)) == (before, entries)
        stories.code(project, "J’ai tenu", "peur")
        assert len(stories.seen(project)) == len(before) + 1


def test_a_line_that_is_lost_between_two_steps_is_not_noticed(cluster: postgres.Cluster) -> None:
    with studied(cluster.new_place()) as project:
        before = len(stories.seen(project))
        cut_off(cluster)
        stories.code(project, "J’ai tenu", "peur")
        assert len(stories.seen(project)) == before + 1


def test_a_line_that_is_lost_at_the_last_moment_saves_all_or_nothing(
    cluster: postgres.Cluster,
) -> None:
    with studied(cluster.new_place()) as project:
        entries = stories.entries(project)
        event.listen(project._engine, "commit", lambda _line: cut_off(cluster), once=True)
        with pytest.raises(ProjectProblem, match="whole or not at all"):
            stories.code(project, "J’ai tenu", "peur")
        assert stories.entries(project) == entries
        assert check(project).sound


def test_sixteen_write_at_once_and_nothing_is_lost_or_doubled(cluster: postgres.Cluster) -> None:
    done = sixteen_writers.run(cluster, 16, 2)
    assert done.failures == []
    assert len(done.acknowledged) == 32
    assert done.nothing_lost, done


@pytest.fixture
def guarded(cluster: postgres.Cluster) -> Iterator[str]:
    """A place that asks its owner for a password."""
    cluster.login(postgres.GUARDED)
    with cluster.superuser() as admin:
        admin.execute(f"ALTER ROLE {postgres.GUARDED} PASSWORD 'très secret 7'")
        admin.execute(f"GRANT CREATE ON DATABASE postgres TO {postgres.GUARDED}")
    yield cluster.seen_by(postgres.GUARDED, cluster.new_place())
    PASSWORDS.ask = None
    PASSWORDS._typed.clear()


def test_a_password_is_asked_for_once_and_never_shown(guarded: str) -> None:
    asked: list[str] = []

    def answer(address: str) -> str:
        asked.append(address)
        return "très secret 7"

    PASSWORDS.ask = answer
    with create_project(guarded, title="Étude", acting="Zoé") as project:
        stories.furnish(project)
    assert len(asked) == 1
    assert "secret" not in asked[0]


def test_a_password_comes_from_the_environment_and_a_wrong_one_is_told(
    guarded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ProjectProblem, match="pgpass") as none:
        create_project(guarded, title="Étude")
    monkeypatch.setenv("PGPASSWORD", "tout autre")
    with pytest.raises(ProjectProblem, match="does not take this login") as wrong:
        create_project(guarded, title="Étude")
    monkeypatch.setenv("PGPASSWORD", "très secret 7")
    create_project(guarded, title="Étude").close()
    assert "autre" not in str(none.value) + str(wrong.value)


@pytest.mark.parametrize(
    "address",
    ["postgresql://zoe:s3cret@hote/etude", "postgresql://zoe@hote/etude?password=s3cret"],
)
def test_an_address_with_a_password_is_refused_and_never_shown(address: str) -> None:
    with pytest.raises(UsageProblem) as refused:
        refuse_password(address)
    assert "s3cret" not in str(refused.value) + engines.shown(address)


QUERIES = st.lists(
    st.sampled_from(
        [
            "œdème",
            "oedeme",
            "cathéter",
            "peur",
            "on",
            "n’ose",
            "pas",
            "40",
            "Cafe\u0301",
            "coûté",
            "l",
            "quoi",
            "ça",
            "m’a",
            "j",
            "tenu",
            "voilà",
        ]
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def both(
    cluster: postgres.Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Project, Project]]:
    """The same study in a file and on a server."""
    folder = tmp_path_factory.mktemp("deux")
    place = cluster.new_place()
    with studied(str(folder / "un.qualcode")) as here:
        copied(here, place)
        with open_project(place, acting="Zoé") as there:
            yield here, there


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=QUERIES, kept=st.integers(1, 4), way=st.sampled_from(["phrase", "start", "either"]))
def test_a_server_finds_what_a_file_finds(
    both: tuple[Project, Project], words: list[str], kept: int, way: str
) -> None:
    typed = {
        "phrase": " ".join(words),
        "start": " ".join([*words[:-1], words[-1][:kept].rstrip("’") + "*"]),
        "either": " | ".join(words),
    }[way]
    query = parse_text_query(typed)
    found = []
    for project in both:
        with project.read() as connection:
            found.append(search.hits(connection, query, limit=None))
    assert found[0] == found[1], typed
