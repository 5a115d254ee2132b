"""While a round is open nobody sees another coder's layer on its sources, in any read at all."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select

import qualcode.store
from qualcode.core.analysis.themes import MemberKind
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.memo import About, MemoKind
from qualcode.store import gate, history
from qualcode.store.journal import new_guid, now
from qualcode.store.project import Project
from qualcode.store.rows import (
    carrying,
    codebook_versions,
    codebook_work,
    coding_columns,
    held,
    ledger,
    queries,
    revisions,
    suggesting,
)
from qualcode.store.rows import codings as layer
from qualcode.store.rows import memos as memo_rows
from qualcode.store.rows import themes as theme_rows
from qualcode.store.rows.cases import coder_named
from qualcode.store.rows.codebooks import CodeIndex
from qualcode.store.rows.memos import add_memos
from qualcode.store.rows.sources import source_row
from qualcode.store.safety import snapshots, states
from qualcode.store.tables import code_revisions, codes, codings, source_texts
from qualcode.store.tables import snapshots as snapshot_rows
from tests.store import stories
from tests.store.stories import COST, WHOLE_ANSWER

Read = Callable[[Connection, int | None], Any]


def rows(select_of: Callable[[int | None], Any]) -> Read:
    return lambda connection, viewer: connection.execute(select_of(viewer)).all()


def of_mael(connection: Connection, viewer: int | None) -> Any:
    return layer.coded_spans(connection, viewer, "Maël")


def narrowly(connection: Connection, viewer: int | None) -> Any:
    code = CodeIndex(connection).find("peur").id
    return [
        *layer.list_codings(connection, viewer, coder="Maël"),
        *layer.list_codings(connection, viewer, source="E01", code_ids=[code], coder="Maël"),
    ]


def counted_for_mael(connection: Connection, viewer: int | None) -> Any:
    counts = layer.count_codings(connection, viewer)
    return {key: n for key, n in counts.items() if key[1] == "Maël"}


def layers_of_mael(connection: Connection, viewer: int | None) -> Any:
    counts = layer.count_layers(connection, viewer)
    return {key: n for key, n in counts.items() if key[1] == "Maël"}


def memos_by_mael(connection: Connection, viewer: int | None) -> Any:
    own = coder_named(connection, "Maël").id
    shown = connection.execute(gate.visible_memos(viewer)).all()
    return [row for row in shown if row.coder_id == own]


def notes(connection: Connection, viewer: int | None) -> Any:
    return [m for m in memo_rows.memos_on_codings(connection, viewer).values() if "Maël" in m]


def what_mael_calls_negative(connection: Connection, viewer: int | None) -> Any:
    return memo_rows.negative_cases(connection, viewer)


def list_of_memos_by_mael(connection: Connection, viewer: int | None) -> Any:
    return [memo for memo in memo_rows.list_memos(connection, viewer) if memo.coder == "Maël"]


def one_coding_of_mael(connection: Connection, viewer: int | None) -> Any:
    guid = connection.execute(
        select(codings.c.guid).where(codings.c.coder_id == coder_named(connection, "Maël").id)
    ).scalar()
    return codebook_work.visible_coding(connection, viewer, str(guid))


def entries_of_mael(connection: Connection, viewer: int | None) -> Any:
    return [e for e in history.list_entries(connection, viewer) if e.coder == "Maël"]


def outdated_codings_of_mael(connection: Connection, viewer: int | None) -> Any:
    return codebook_versions.behind(connection, viewer, coder="Maël")


def count_of_a_code_that_mael_gave(connection: Connection, viewer: int | None) -> Any:
    code = CodeIndex(connection).find("peur").id
    return codebook_work.count_visible(connection, viewer, code)


def passages_of_mael(connection: Connection, viewer: int | None) -> Any:
    return [c for c in queries.codings_of(connection, viewer, None) if c.coder == "Maël"]


def words_written_by_mael(connection: Connection, viewer: int | None) -> Any:
    return [body for body in revisions.visible_writings(connection, viewer) if "Maël" in body]


def texts_to_screen_by_mael(connection: Connection, viewer: int | None) -> Any:
    return [body for _kind, body in held.written_texts(connection, viewer) if "Maël" in body]


def anchors_of_mael(connection: Connection, viewer: int | None) -> Any:
    own = codings.c.coder_id == coder_named(connection, "Maël").id
    guids = set(connection.execute(select(codings.c.guid).where(own)).scalars())
    text_id = connection.execute(select(source_texts.c.id)).scalar_one()
    seen = revisions.visible_anchors(connection, viewer, text_id)
    return [anchor for anchor in seen if anchor.guid in guids]


def told_of_exports_by_mael(connection: Connection, viewer: int | None) -> Any:
    made = [row for row in ledger.list_exports(connection, viewer) if row["coder"] == "Maël"]
    return [row for row in made if row["quotations"] is not None or row["cases"] is not None]


def what_a_snapshot_would_hold_of_mael(connection: Connection, viewer: int | None) -> Any:
    return snapshots.of_layers(connection, viewer, ["E01"], ["Maël"])["codings"]


def a_snapshot_made_before(connection: Connection, viewer: int | None) -> Any:
    rows = connection.execute(
        select(snapshot_rows.c.guid).where(snapshot_rows.c.kind != states.KIND)
    )
    (guid,) = rows.scalars()
    try:
        return snapshots.frozen(connection, viewer, guid).content["codings"]
    except NotAllowed:
        return []


def numbers_of_mael(connection: Connection, viewer: int | None) -> Any:
    own = coder_named(connection, "Maël").id
    found = coding_columns.coding_numbers(connection, viewer)
    return [int(key) for key, coder in zip(found.key, found.coder, strict=True) if coder == own]


def keys_of_mael(connection: Connection, viewer: int | None) -> Any:
    own = codings.c.coder_id == coder_named(connection, "Maël").id
    guids = connection.execute(select(codings.c.guid).where(own)).scalars().all()
    return coding_columns.keys_of(connection, viewer, list(guids))


def what_themes_show_of_mael(connection: Connection, viewer: int | None) -> Any:
    return [
        member for theme in theme_rows.list_themes(connection, viewer) for member in theme.members
    ]


def sources_of_mael(connection: Connection, viewer: int | None) -> Any:
    return layer.sources_coded_by(connection, viewer, "Maël")


def what_a_state_would_hold_of_mael(connection: Connection, viewer: int | None) -> Any:
    content = states.state_of(connection, viewer)
    coders = [row["name"] for row in states.rows_in(content, "coders")]
    rows = states.rows_in(content, "codings")
    return [row["guid"] for row in rows if coders[row["coder_id"] - 1] == "Maël"]


def a_state_kept_before(connection: Connection, viewer: int | None) -> Any:
    rows = connection.execute(
        select(snapshot_rows.c.guid).where(snapshot_rows.c.kind == states.KIND)
    )
    (guid,) = rows.scalars()
    try:
        return list(states.rows_in(states.kept_state(connection, viewer, guid).content, "codings"))
    except NotAllowed:
        return []


def carried_of_mael(connection: Connection, viewer: int | None) -> Any:
    guid = coder_named(connection, "Maël").guid
    return [row for row in carrying.coding_rows(connection, viewer) if row.coder == guid]


def passages_to_suggest_from_mael(connection: Connection, viewer: int | None) -> Any:
    return suggesting.coded_passages(connection, viewer, ["Maël"])


READS: dict[str, Read] = {
    "passages to suggest from": passages_to_suggest_from_mael,
    "carried": carried_of_mael,
    "state": what_a_state_would_hold_of_mael,
    "state kept": a_state_kept_before,
    "numbers": numbers_of_mael,
    "keys": keys_of_mael,
    "sources coded": sources_of_mael,
    "themes": what_themes_show_of_mael,
    "exports": told_of_exports_by_mael,
    "layers to freeze": what_a_snapshot_would_hold_of_mael,
    "snapshot": a_snapshot_made_before,
    "codings": narrowly,
    "spans": of_mael,
    "counts": counted_for_mael,
    "counts of layers": layers_of_mael,
    "memos": memos_by_mael,
    "notes": notes,
    "list of memos": list_of_memos_by_mael,
    "negative cases": what_mael_calls_negative,
    "one coding": one_coding_of_mael,
    "journal": entries_of_mael,
    "outdated codings": outdated_codings_of_mael,
    "count of a code": count_of_a_code_that_mael_gave,
    "passages": passages_of_mael,
    "writings": words_written_by_mael,
    "texts to screen": texts_to_screen_by_mael,
    "anchors": anchors_of_mael,
}

OF_ALL_LAYERS = {"list_settlements"}
"""What shows several layers at once: tried with what is settled, in tests/app/test_settling.py."""
THROUGH_OTHERS = {"closed_layers", "of_round", "waiting_anchor"}
"""What reads through a function that is tried here, and through nothing else."""
ON_A_SERVER = {"shown_where", "shown_rows"}
"""What makes the views of a server from the gate, tried in `test_postgres_logins`."""
COVERED = {
    "coded_passages",
    "coding_rows",
    "state_of",
    "kept_state",
    "list_themes",
    "coding_numbers",
    "keys_of",
    "sources_coded_by",
    "visible_codings",
    "visible_memos",
    "list_codings",
    "coded_spans",
    "count_codings",
    "count_layers",
    "memos_on_codings",
    "negative_cases",
    "list_memos",
    "list_entries",
    "behind",
    "count_visible",
    "visible_coding",
    "codings_of",
    "visible_writings",
    "written_texts",
    "visible_anchors",
    "list_exports",
    "of_layers",
    "frozen",
}


NOT_READ = ("qualcode.store.exchange.", "qualcode.store.migrations")


def functions_with_a_viewer() -> Iterator[str]:
    for module in pkgutil.walk_packages(qualcode.store.__path__, "qualcode.store."):
        if module.name == gate.__name__ or module.name.startswith(NOT_READ):
            continue
        for name, function in inspect.getmembers(
            importlib.import_module(module.name), inspect.isfunction
        ):
            if function.__module__ != module.name:
                continue
            if not name.startswith("_") and "viewer" in inspect.signature(function).parameters:
                yield name


def test_every_read_of_a_layer_is_tried_here() -> None:
    assert set(functions_with_a_viewer()) <= (
        COVERED | OF_ALL_LAYERS | THROUGH_OTHERS | ON_A_SERVER
    )


@pytest.fixture
def study(project: Project) -> Project:
    """Zoé and Maël have coded E01; Maël has written memos on a coding and on the source."""
    stories.furnish(project)
    stories.code(project, WHOLE_ANSWER, "equipe", memo="de Zoé")
    with stories.acting_as(project, "Maël"):
        stories.code(project, COST, memo="de Maël")
        with project.change("note") as change:
            coder = coder_named(change.connection, "Maël").id
            guid = source_row(change.connection, "E01").guid
            add_memos(change, coder, About.SOURCE, [(guid, "sur E01, de Maël")])
            theme = theme_rows.theme_row(
                change.connection, theme_rows.add_theme(change, "Le coût use.", None)
            )
            own = codings.c.coder_id == coder
            said = change.connection.execute(select(codings.c.guid).where(own)).scalar_one()
            theme_rows.put_member(change, theme.id, MemberKind.CODING, said, negative=False)
            against = [(said, "contredit les autres, dit Maël")]
            add_memos(change, coder, About.CODING, against, kind=MemoKind.NEGATIVE)
        publish_and_freeze(project)
    reword(project)
    return project


def publish_and_freeze(project: Project) -> None:
    """Enter a file of Maël's into the ledger, and freeze his layer."""
    with project.change("export", kind="note") as change:
        coder = project.acting_key(change.connection)
        ledger.record_export(
            change,
            kind="themes",
            file_name="t.docx",
            sha256="",
            settings={},
            coder_id=coder,
            quoted={"P01": 3},
        )
        held = snapshots.of_layers(change.connection, coder, ["E01"], ["Maël"])
        snapshots.freeze(change, "reveal", held)
        content = states.state_of(change.connection, coder)
        coders = [row["name"] for row in states.rows_in(content, "coders")]
        held = content["tables"]["codings"]
        whose = held["columns"].index("coder_id")
        held["rows"] = [row for row in held["rows"] if coders[row[whose] - 1] == "Maël"]
        states.keep_state(change, content)


def reword(project: Project) -> None:
    """Give the code that Maël gave another meaning."""
    with project.change("reword") as change:
        key = CodeIndex(change.connection).find("peur").id
        wording = json.dumps({"label": {"fr": "Crainte"}, "definition": {"fr": "Tout autre chose"}})
        row = {"guid": new_guid(), "code_id": key, "number": 2, "sha256": "", "created": now()}
        change.connection.execute(insert(code_revisions), {**row, "wording": wording})
        newest = select(func.max(code_revisions.c.id))
        change.update(codes, key, revision_id=change.connection.execute(newest).scalar_one())


def viewers(connection: Connection) -> dict[str, int | None]:
    keys = {name: int(coder_named(connection, name).id) for name in ("Zoé", "Maël")}
    return {**keys, "nobody": None}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
@pytest.mark.parametrize("viewer", ["Zoé", "nobody"])
def test_another_layer_is_closed_while_the_round_is_open(
    study: Project, read: Read, viewer: str
) -> None:
    with study.read() as connection:
        assert read(connection, viewers(connection)[viewer])
    stories.open_round(study, "Zoé", "Maël")
    with study.read() as connection:
        assert not read(connection, viewers(connection)[viewer])
    stories.reveal(study)
    with study.read() as connection:
        assert read(connection, viewers(connection)[viewer])


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_one_s_own_layer_stays_open(study: Project, read: Read) -> None:
    stories.open_round(study, "Zoé", "Maël")
    with study.read() as connection:
        assert read(connection, viewers(connection)["Maël"])


@pytest.mark.parametrize("state", ["draft", "revealed", "settled", "closed"])
def test_a_round_that_is_not_open_closes_nothing(study: Project, state: str) -> None:
    stories.open_round(study, "Zoé", "Maël", state=state)
    with study.read() as connection:
        for read in READS.values():
            assert read(connection, viewers(connection)["Zoé"])


def test_a_hidden_coding_cannot_even_be_named(study: Project) -> None:
    (guid,) = [coding.guid for coding in stories.seen(study, coder="Maël")]
    stories.open_round(study, "Zoé", "Maël")
    with study.read() as connection, pytest.raises(NotFound):
        layer.own_coding(connection, viewers(connection)["Zoé"], guid)


def test_layers_outside_the_round_stay_open(study: Project) -> None:
    with stories.acting_as(study, "Ana"):
        stories.code(study, "J’ai tenu")
    with study.change("import") as change:
        stories.add_interview(change, "E02", (("P02", "Rien à dire, vraiment."),), "P02")
    with stories.acting_as(study, "Maël"):
        stories.code(study, "Rien à dire", source="E02")
    stories.open_round(study, "Zoé", "Maël")
    seen = {(coding.source, coding.coder) for coding in stories.seen(study)}
    assert seen == {("E01", "Zoé"), ("E02", "Maël")}, "who codes blind sees nobody else there"
    with stories.acting_as(study, "Béa"):
        seen = {(coding.source, coding.coder) for coding in stories.seen(study)}
    assert seen == {("E01", "Ana"), ("E02", "Maël")}


def test_a_memo_of_another_on_a_hidden_coding_is_hidden_with_it(study: Project) -> None:
    (guid,) = [coding.guid for coding in stories.seen(study, coder="Maël")]
    with stories.acting_as(study, "Ana"), study.change("note") as change:
        acting = study.acting_key(change.connection)
        add_memos(change, acting, About.CODING, [(guid, "d’Ana")])
    stories.open_round(study, "Zoé", "Maël")
    with study.read() as connection:
        assert "d’Ana" not in str(
            memo_rows.memos_on_codings(connection, viewers(connection)["Zoé"])
        )
