"""One use case is one transaction with one journal entry, whoever writes and however many."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import ProjectProblem
from qualcode.core.spans import Span
from qualcode.store.journal import new_guid
from qualcode.store.project import Project
from qualcode.store.rows.cases import list_coders
from qualcode.store.rows.codebooks import add_codebook
from qualcode.store.rows.codings import remove_codings
from qualcode.store.safety.check import check
from qualcode.store.schema import metadata
from qualcode.store.tables import codings, journal, sources, streams, writings
from tests.store import stories
from tests.store.stories import COST, SAID, WHOLE_ANSWER


def counts(project: Project) -> dict[str, int]:
    """Rows of every table."""
    with project.read() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


class PowerCut(Exception):
    pass


def test_an_exception_inside_a_change_leaves_nothing_not_even_a_journal_entry(
    project: Project,
) -> None:
    def import_until_the_lights_go_out() -> None:
        with project.change("import") as change:
            add_codebook(change, stories.BOOK)
            stories.add_interview(change)
            change.write("un mémo")
            raise PowerCut

    before = counts(project)
    with pytest.raises(PowerCut):
        import_until_the_lights_go_out()
    assert counts(project) == before
    assert stories.entries(project) == []


def test_what_the_database_refuses_takes_the_whole_use_case_with_it(project: Project) -> None:
    def import_the_second_and_the_first_again() -> None:
        with project.change("import") as change:
            stories.add_interview(change, "E02")
            stories.add_interview(change, "E01")

    stories.furnish(project)
    before = counts(project)
    with pytest.raises(ProjectProblem):
        import_the_second_and_the_first_again()
    assert counts(project) == before


def test_a_use_case_that_changes_nothing_leaves_no_entry(project: Project) -> None:
    stories.furnish(project)
    guid = stories.code(project, COST)
    before = counts(project)
    assert stories.code(project, COST) == guid
    assert counts(project) == before


def test_a_use_case_writes_one_entry_that_says_what_it_was(project: Project) -> None:
    stories.furnish(project)
    stories.code(project, COST, "cout")
    last = stories.entries(project)[-1]
    assert (last.action, last.kind, last.coder, last.undone) == ("code", "act", "Zoé", False)
    assert last.said == {"code": "cout", "source": "E01"}


def test_a_coder_is_enrolled_when_they_first_write(project: Project) -> None:
    with project.read() as connection:
        assert list_coders(connection) == []
        assert project.acting_key(connection) is None
    stories.furnish(project)
    with project.read() as connection:
        assert [coder.name for coder in list_coders(connection)] == ["Zoé"]
    actions = [(entry.action, entry.coder) for entry in stories.entries(project)]
    assert actions[:2] == [("enrol_coder", "Zoé"), ("import_codebook", "Zoé")]


def test_a_coder_whose_first_use_case_fails_is_not_enrolled(project: Project) -> None:
    with pytest.raises(PowerCut), project.change("import"):
        raise PowerCut
    with project.read() as connection:
        assert list_coders(connection) == []


def test_each_coder_writes_a_chain_of_their_own(project: Project) -> None:
    stories.furnish(project)
    with stories.acting_as(project, "Maël"):
        stories.code(project, COST)
    with project.read() as connection:
        chains = connection.execute(
            select(streams.c.head, func.count(journal.c.id))
            .join(journal, journal.c.stream_id == streams.c.id)
            .group_by(streams.c.id)
            .order_by(streams.c.id)
        ).all()
    assert [tuple(chain) for chain in chains] == [(3, 3), (2, 2)]
    assert check(project).problems == ()


def test_a_dead_row_does_not_keep_its_name_from_a_new_one(project: Project) -> None:
    stories.furnish(project)
    stories.undo(project)
    with project.change("import") as change:
        stories.add_interview(change)
    with project.read() as connection:
        alive = connection.execute(select(sources.c.alive).order_by(sources.c.id)).scalars().all()
    assert alive == [0, 1]


def test_two_living_rows_never_share_a_name(project: Project) -> None:
    stories.furnish(project)
    with pytest.raises(ProjectProblem), project.change("import") as change:
        stories.add_interview(change)


def test_taking_away_what_is_gone_already_changes_nothing(project: Project) -> None:
    stories.furnish(project)
    guid = stories.code(project, COST)
    for _ in range(2):
        with project.change("uncode") as change:
            remove_codings(change, [guid])
    assert [entry.action for entry in stories.entries(project)].count("uncode") == 1
    stories.undo(project)
    assert [coding.guid for coding in stories.seen(project)] == [guid]


def test_two_threads_that_write_at_once_both_get_their_turn(project: Project) -> None:
    stories.furnish(project)
    place = stories.place_of(project, WHOLE_ANSWER)
    failures: list[BaseException] = []

    def work(code: str) -> None:
        try:
            for start in range(place.start, place.start + 20, 2):
                stories.code(project, Span(start, start + 1), code)
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=work, args=(code,)) for code in ("peur", "cout")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(stories.seen(project)) == 20
    assert check(project).problems == ()


def test_a_read_sees_one_moment_while_another_thread_writes(project: Project) -> None:
    stories.furnish(project)
    with project.read() as connection:
        first = connection.execute(select(func.count(codings.c.id))).scalar_one()
        writer = threading.Thread(target=stories.code, args=(project, COST))
        writer.start()
        writer.join()
        second = connection.execute(select(func.count(codings.c.id))).scalar_one()
    assert (first, second) == (0, 0)
    assert len(stories.seen(project)) == 1


def test_no_word_of_a_transcript_or_memo_stands_in_the_journal(project: Project) -> None:
    stories.furnish(project)
    guid = stories.code(
        project, COST, "cout", memo="L’argent revient sans cesse", marks=frozenset({Mark.REPORTED})
    )
    stories.code(project, "Ça m’a coûté cher : 40 €", "cout", valence=Valence.UNSET)
    with project.change("uncode") as change:
        remove_codings(change, [guid])
    stories.undo(project)
    with project.read() as connection:
        payloads = connection.execute(select(journal.c.payload)).scalars().all()
    words = {word for _, speech in SAID for word in speech.split() if len(word) > 4}
    words |= {"L’argent", "revient", "cesse"}
    assert len(payloads) == 7
    assert [word for word in words if any(word in text for text in texts_in(payloads))] == []


def texts_in(payloads: Any) -> list[str]:
    """Every string in the payloads, keys included."""

    def strings(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [s for pair in value.items() for item in pair for s in strings(item)]
        if isinstance(value, list):
            return [s for item in value for s in strings(item)]
        return [value] if isinstance(value, str) else []

    return [found for payload in payloads for found in strings(json.loads(payload))]


def test_a_row_that_refers_to_nothing_is_refused(project: Project) -> None:
    stories.furnish(project)
    with pytest.raises(ProjectProblem), project.change("code") as change:
        change.connection.execute(
            insert(journal),
            {
                "guid": new_guid(),
                "stream_id": 999,
                "counter": 1,
                "action": "x",
                "kind": "act",
                "created": "",
                "payload_digest": "",
                "digest": "",
            },
        )


def test_a_memo_is_kept_once_and_apart(project: Project) -> None:
    stories.furnish(project)
    stories.code(project, COST, memo="« à revoir »")
    with project.read() as connection:
        assert connection.execute(select(writings.c.body)).scalars().all() == ["« à revoir »"]
    assert stories.seen(project)[0].memo == "« à revoir »"
