"""What becomes of a coder's work on the road when things went on at home meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qualcode.app.codebook.merging import merge_codes
from qualcode.app.codebook.versions import list_versions
from qualcode.app.codebook.work import create_code
from qualcode.app.coding.coding import (
    change_coding,
    code_passage,
    mark_source,
    note_on_coding,
    uncode,
)
from qualcode.app.coding.reading import list_codings, list_sources, load_transcript
from qualcode.app.pairs import exchange
from qualcode.app.pairs.exchange import (
    hand_out,
    list_contested,
    merge_package,
    preview_merge,
    settle_contested,
)
from qualcode.app.projects.studies import list_codebooks
from qualcode.app.projects.undoing import list_journal, undo
from qualcode.app.texts.correcting import correct_source, doubtful
from qualcode.app.texts.redacting import redact_source
from qualcode.core.coding import Coding, NewCoding, Valence
from qualcode.core.errors import NotAllowed, NotUndoable
from qualcode.core.people import Progress
from qualcode.core.revisions.carry_over import Edit
from qualcode.core.spans import Span
from qualcode.store.exchange.canonical import canonical
from qualcode.store.exchange.reporting import CoderMerged
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from qualcode.store.rows.codings import remove_codings
from qualcode.store.rows.sources import source_row
from qualcode.store.safety.backup import back_up, list_backups, restore
from qualcode.store.safety.check import check
from qualcode.store.tables import sources
from tests.app.correction_stories import HOURS, LONGER, NURSE, ROAD, code_by_two, give
from tests.store import stories

WHOLE = f"{ROAD} {HOURS}"


@pytest.fixture
def home(file_project: Project) -> Project:
    """Zoé and Ana have coded P01; Zoé acts."""
    return code_by_two(file_project)


@pytest.fixture
def away(home: Project, tmp_path: Path) -> Path:
    """Zoé's package."""
    out = tmp_path / "zoé.qualcode"
    hand_out(home, "Zoé", out)
    return out


@contextmanager
def on_the_road(package: Path) -> Iterator[Project]:
    """The package open for Zoé to code in; it is sound before and after."""
    with open_project(package, acting="Zoé") as project:
        assert project.refusal is None
        yield project
        assert check(project).problems == ()


def taken(home: Project, package: Path) -> CoderMerged:
    """Merge a package; what was announced is what came, and all is sound."""
    announced = preview_merge(home, package)
    done = merge_package(home, package)
    assert done.coders == announced.coders
    assert check(home).problems == ()
    again = merge_package(home, package)
    assert again.empty
    assert again.backup is None
    (told,) = done.coders
    return told


def layer(project: Project, coder: str = "Zoé") -> dict[str, Coding]:
    """A coder's codings by their words."""
    return {c.quotation: c for c in list_codings(project) if c.coder == coder}


def guid_of(project: Project, words: str) -> str:
    return layer(project)[words].guid


def test_new_changed_and_taken_away_come_home_with_memos_and_marks(
    home: Project, away: Path
) -> None:
    with on_the_road(away) as road:
        assert layer(road, "Ana") == {}
        change_coding(road, guid_of(road, ROAD), valence=Valence.LEVER)
        uncode(road, [guid_of(road, NURSE)])
        note_on_coding(road, guid_of(road, ROAD), "relu à l’hôpital de là-bas")
        give(road, HOURS, "proches")
        mark_source(road, "P01")
        there = canonical(road)
    told = taken(home, away)
    assert (told.new, told.changed, told.taken_away) == (1, 1, 1)
    assert (told.memos, told.progress, told.contested) == (1, 1, 0)
    assert layer(home).keys() == {ROAD, HOURS}
    assert layer(home)[ROAD].valence is Valence.LEVER
    assert layer(home)[ROAD].memo == "relu à l’hôpital de là-bas"
    assert layer(home, "Ana").keys() == {HOURS}
    assert list_sources(home)[0].progress["Zoé"] is Progress.READ
    assert there
    assert len(list_backups(Path(home.where))) == 1


def test_her_acts_on_the_road_are_in_the_journal_and_the_merge_is_a_barrier(
    home: Project, away: Path
) -> None:
    with on_the_road(away) as road:
        give(road, HOURS, "proches")
    taken(home, away)
    entries = list_journal(home)
    assert [e.action for e in entries][-2:] == ["code", "merge"]
    assert entries[-2].coder == "Zoé"
    for coder in ("Zoé", "Ana"):
        with stories.acting_as(home, coder), pytest.raises(NotUndoable):
            undo(home)


def test_a_package_can_come_home_again_after_more_work(home: Project, away: Path) -> None:
    for number, words in enumerate((HOURS, "Ma sœur venait.")):
        with on_the_road(away) as road:
            give(road, words, "proches")
        assert taken(home, away).new == 1
        assert len(layer(home)) == 3 + number


def test_what_is_done_at_home_meanwhile_stays(home: Project, away: Path) -> None:
    give(home, "Ma sœur venait.", "proches")
    uncode(home, [guid_of(home, NURSE)])
    with on_the_road(away) as road:
        give(road, HOURS, "proches")
    told = taken(home, away)
    assert (told.new, told.contested) == (1, 0)
    assert layer(home).keys() == {ROAD, HOURS, "Ma sœur venait."}


def test_undone_at_home_after_the_handout_it_stays_undone(home: Project, tmp_path: Path) -> None:
    give(home, HOURS, "proches")
    package = tmp_path / "zoé.qualcode"
    with stories.acting_as(home, "Ana"):
        hand_out(home, "Zoé", package)
    undo(home)
    with on_the_road(package) as road:
        assert HOURS in layer(road)
        give(road, "Ma sœur venait.", "proches")
    assert taken(home, package).new == 1
    assert HOURS not in layer(home)


def test_changed_in_two_places_at_once_waits_for_its_coder(home: Project, away: Path) -> None:
    guid = guid_of(home, ROAD)
    change_coding(home, guid, valence=Valence.LEVER)
    with on_the_road(away) as road:
        change_coding(road, guid, valence=Valence.AMBIVALENT)
    assert taken(home, away).contested == 1
    with stories.acting_as(home, "Ana"):
        assert list_contested(home) == []
    (one,) = list_contested(home)
    assert one.stands is not None
    assert one.waits is not None
    assert {one.stands.valence, one.waits.valence} == {Valence.LEVER, Valence.AMBIVALENT}
    settle_contested(home, one.guid, take=True)
    assert layer(home)[ROAD].valence is one.waits.valence
    assert list_contested(home) == []
    assert merge_package(home, away).empty
    undo(home)
    assert layer(home)[ROAD].valence is one.stands.valence
    assert len(list_contested(home)) == 1


def test_the_same_change_in_two_places_is_no_contest(home: Project, away: Path) -> None:
    guid = guid_of(home, ROAD)
    change_coding(home, guid, valence=Valence.LEVER)
    with on_the_road(away) as road:
        change_coding(road, guid, valence=Valence.LEVER)
    assert taken(home, away).contested == 0
    assert list_contested(home) == []


@pytest.mark.parametrize("take", [True, False])
def test_what_two_machines_said_alike_is_asked_about_once(
    home: Project, away: Path, tmp_path: Path, take: bool
) -> None:
    second = tmp_path / "autre.qualcode"
    with stories.acting_as(home, "Ana"):
        hand_out(home, "Zoé", second)
    guid = guid_of(home, ROAD)
    change_coding(home, guid, valence=Valence.LEVER)
    for package, valence in ((away, Valence.LEVER), (second, Valence.AMBIVALENT)):
        with on_the_road(package) as road:
            change_coding(road, guid, valence=valence)
        taken(home, package)
    (one,) = list_contested(home)
    settle_contested(home, one.guid, take=take)
    assert list_contested(home) == []
    assert merge_package(home, away).empty
    assert merge_package(home, second).empty


def test_passages_of_both_places_that_overlap_unite_with_their_memos(
    home: Project, away: Path
) -> None:
    text = load_transcript(home, "P01").text
    start = text.index("Deux heures aller")
    place = Span(start, start + len("Deux heures aller"))
    code_passage(home, NewCoding("P01", place, "proches", memo="à la maison"))
    with on_the_road(away) as road:
        wide = Span(start + 5, start + len(HOURS))
        code_passage(road, NewCoding("P01", wide, "proches", memo="sur la route"))
    told = taken(home, away)
    assert (told.new, told.united) == (1, 1)
    assert layer(home).keys() == {ROAD, NURSE, HOURS}
    assert sorted(layer(home)[HOURS].memo.split("\n\n")) == ["sur la route", "à la maison"]


def test_read_in_one_place_is_read(home: Project, away: Path) -> None:
    mark_source(home, "P01", Progress.READ)
    with on_the_road(away) as road:
        mark_source(road, "P01", Progress.READING)
    taken(home, away)
    assert list_sources(home)[0].progress["Zoé"] is Progress.READ


def test_codings_on_a_text_corrected_meanwhile_are_carried_or_wait(
    home: Project, away: Path
) -> None:
    correct_source(home, "P01", LONGER)
    with on_the_road(away) as road:
        give(road, HOURS, "proches")
        give(road, "Ma sœur venait.", "proches")
        change_coding(road, guid_of(road, NURSE), code="proches")
    told = taken(home, away)
    assert (told.carried, told.doubtful, told.contested) == (2, 1, 0)
    assert layer(home).keys() == {ROAD, NURSE, "Ma sœur venait."}
    assert layer(home)[NURSE].code == "proches"
    assert [one.quotation for one in doubtful(home) if one.coder == "Zoé"] == [HOURS]


def test_words_taken_out_meanwhile_do_not_come_back(home: Project, away: Path) -> None:
    text = load_transcript(home, "P01").text
    start = text.index("sœur")
    redact_source(home, "P01", [Edit(start, start + 4, "[proche]")], "un nom de parent")
    with on_the_road(away) as road:
        give(road, "Ma sœur venait.", "proches")
        give(road, HOURS, "proches")
    told = taken(home, away)
    assert (told.carried, told.adapted, told.refused) == (1, 1, 0)
    assert layer(home).keys() == {ROAD, NURSE, HOURS, "Ma [proche] venait."}
    content = Path(home.where).read_bytes()
    assert "sœur".encode() not in content


def test_codings_of_a_code_merged_meanwhile_follow_it(home: Project, away: Path) -> None:
    merge_codes(home, "recit", "proches")
    with on_the_road(away) as road:
        give(road, HOURS, "recit")
    told = taken(home, away)
    assert (told.new, told.recoded) == (1, 1)
    assert layer(home)[HOURS].code == "proches"


def test_codes_made_on_the_road_come_along_as_provisional(home: Project, away: Path) -> None:
    create_code(home, "essai", {"fr": "Fatigue"})
    with on_the_road(away) as road:
        ref = create_code(road, "essai", {"fr": "Fatigue"}, parent="soins")
        give(road, HOURS, ref)
    assert taken(home, away).provisional == ("essai:fatigue_2",)
    assert layer(home)[HOURS].code == "fatigue_2"
    (book,) = list_codebooks(home)
    brought = next(code for code in book.codes if code.key == "fatigue_2")
    assert brought.provisional
    assert brought.parent == "soins"


def test_a_source_taken_back_meanwhile_refuses_its_codings(home: Project, away: Path) -> None:
    with on_the_road(away) as road:
        give(road, HOURS, "proches")
    with home.change("take_back") as change:
        remove_codings(change, [c.guid for c in list_codings(home)])
        change.lay_to_rest(sources, [source_row(change.connection, "P01").guid])
    report = merge_package(home, away)
    assert report.coders[0].refused == 1
    assert list_codings(home) == []


def test_two_copies_of_one_file_are_told_apart(home: Project, away: Path) -> None:
    with on_the_road(away) as road:
        mark_source(road, "P01", Progress.READING)
    copy = away.with_name("copie.qualcode")
    shutil.copyfile(away, copy)
    with on_the_road(away) as road:
        give(road, HOURS, "proches")
    with on_the_road(copy) as road:
        give(road, "Ma sœur venait.", "proches")
    taken(home, away)
    with pytest.raises(NotAllowed, match="Two copies"):
        merge_package(home, copy)
    assert layer(home).keys() == {ROAD, NURSE, HOURS}


def test_a_sealed_package_unpacked_twice_comes_home_twice(home: Project, tmp_path: Path) -> None:
    sealed = tmp_path / "zoé.qchandout"
    words_between_us = "café crème à l’hôpital"
    hand_out(home, "Zoé", sealed, passphrase=words_between_us)
    for name, words in (("un", HOURS), ("deux", "Ma sœur venait.")):
        place, coder = exchange.unpack(sealed, words_between_us, tmp_path / f"{name}.qualcode")
        assert coder == "Zoé"
        with on_the_road(place) as road:
            give(road, words, "proches")
        assert taken(home, place).new == 1
    assert len(layer(home)) == 4


def test_in_a_blind_round_the_package_and_the_report_keep_layers_closed(
    home: Project, tmp_path: Path
) -> None:
    stories.open_round(home, "Zoé", "Ana", source="P01")
    package = tmp_path / "zoé.qualcode"
    hand_out(home, "Zoé", package, round_name="vague 1")
    with on_the_road(package) as road:
        give(road, HOURS, "proches")
    with stories.acting_as(home, "Ana"):
        assert preview_merge(home, package).coders[0].closed
        (told,) = merge_package(home, package).coders
        assert (told.closed, told.new) == (True, 0)
        assert "proches" not in {c.code for c in list_codings(home)}
    assert HOURS in layer(home)


def test_others_who_code_in_a_package_are_named_and_left_out(home: Project, away: Path) -> None:
    with open_project(away, acting="Lou") as road:
        give(road, HOURS, "proches")
    report = merge_package(home, away)
    assert report.strangers == ("Lou",)
    assert layer(home, "Lou") == {}


def test_a_package_comes_home_to_a_project_that_was_restored_since(
    home: Project, tmp_path: Path
) -> None:
    kept = back_up(home).file
    give(home, HOURS, "proches")
    package = tmp_path / "zoé.qualcode"
    hand_out(home, "Zoé", package)
    with on_the_road(package) as road:
        give(road, "Ma sœur venait.", "proches")
    where = home.where
    home.close()
    restore(kept, where)
    with open_project(where, acting="Zoé") as restored:
        assert HOURS not in layer(restored)
        assert taken(restored, package).new == 2
        assert layer(restored).keys() == {ROAD, NURSE, HOURS, "Ma sœur venait."}


def test_a_project_on_a_server_hands_out_and_merges_too(project: Project, tmp_path: Path) -> None:
    code_by_two(project)
    package = tmp_path / "zoé.qualcode"
    hand_out(project, "Zoé", package)
    with on_the_road(package) as road:
        uncode(road, [guid_of(road, NURSE)])
        give(road, HOURS, "proches")
    told = taken(project, package)
    assert (told.new, told.taken_away) == (1, 1)
    assert layer(project).keys() == {ROAD, HOURS}


def test_a_codebook_worked_on_is_published_with_the_handout(home: Project, tmp_path: Path) -> None:
    before = list_versions(home)
    hand_out(home, "Ana", tmp_path / "ana.qualcode")
    assert list_versions(home) == before
    create_code(home, "essai", {"fr": "Fatigue"})
    hand_out(home, "Zoé", tmp_path / "zoé.qualcode")
    assert [version.label for version in list_versions(home)] == ["1.0.0", "1.0.0+Zoé"]
