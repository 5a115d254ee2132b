"""Names are decided before anything is written; what was replaced stands nowhere afterwards."""

from __future__ import annotations

import random
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from qualcode.app.coding.memos import list_memos, write_memo
from qualcode.app.coding.reading import list_sources, load_transcript
from qualcode.app.gate.held_texts import accept_held, screen_project
from qualcode.app.pseudonyms.decision_files import (
    apply_decisions,
    decisions_table,
    second_decisions,
)
from qualcode.app.pseudonyms.entering import import_reviewed, left_in_project, passing_note
from qualcode.app.pseudonyms.keyed_pseudonyms import KeyedPseudonyms
from qualcode.app.pseudonyms.keyfile import create_key_file
from qualcode.app.pseudonyms.pseudonyms import PassingPseudonyms, placeholder, stem_of
from qualcode.app.pseudonyms.reviewing import start_review
from qualcode.app.pseudonyms.second_reading import compared, sample
from qualcode.app.publishing.memo_export import export_memos
from qualcode.app.texts.importing import import_sources, prepare
from qualcode.app.texts.screening import study_screen
from qualcode.core.errors import InputProblem, Mistakes, NotAllowed, PrivacyRefusal
from qualcode.core.memo import MemoKind
from qualcode.core.privacy.pseudonyms import Given, bracketed
from qualcode.core.privacy.reviewing import Choice, Decision, Degree
from qualcode.core.privacy.screening import Kind
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from tests.app.review_stories import SECRETS, accept_all, key_of, review_of, sent


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An empty project in a folder of its own."""
    (tmp_path / "kept").mkdir()
    where = str(tmp_path / "kept" / "étude.qualcode")
    with create_project(where, title="Essai", acting="Zoé") as made:
        yield made


def everything_in(folder: Path) -> str:
    return "".join(
        path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file()
    )


def test_one_row_holds_all_mentions_of_a_person_in_all_files(
    project: Project, tmp_path: Path
) -> None:
    review = review_of(project, sent(tmp_path))
    doctor = review.row(key_of(review, "Tchobanyel"))
    assert {review.words(sighting) for sighting in doctor.sightings} == {"Tchobanyel", "tchobanyel"}
    assert {sighting.file for sighting in doctor.sightings} == {0, 1}
    place = review.row(key_of(review, "Trévoux"))
    assert (place.degree, place.blocks) == (Degree.INDIRECT, False)


def test_text_turns_labels_case_and_file_name_are_those_of_the_pseudonym(
    project: Project, tmp_path: Path
) -> None:
    review = review_of(project, sent(tmp_path))
    accept_all(review)
    done = import_reviewed(project, review)
    assert (done.sources, done.new_cases) == (("P03", "P04"), ("P03", "P04"))
    read = load_transcript(project, "P03")
    assert list(read.speakers) == ["Enquêtrice", "P03"]
    assert read.speakers["P03"].case == "P03"
    said = [turn.speech.of(read.text) for turn in read.turns if turn.speech]
    assert said[0] == "Bonjour madame [P03], vous venez d’où\u202f?"
    assert said[1].endswith("m’a vue le 12 mars 2024. 😀")
    assert "[TEL]" in said[3]


def test_a_person_has_one_pseudonym_in_all_files(project: Project, tmp_path: Path) -> None:
    review = review_of(project, sent(tmp_path))
    accept_all(review)
    pseudonym = review.proposed(key_of(review, "Tchobanyel"))
    import_reviewed(project, review)
    assert pseudonym.startswith("[MEDECIN_")
    assert [pseudonym in load_transcript(project, name).text for name in ("P03", "P04")] == [
        True,
        True,
    ]


def test_no_clear_form_stands_anywhere_after_a_review(project: Project, tmp_path: Path) -> None:
    paths = sent(tmp_path)
    review = review_of(project, paths)
    table = decisions_table(review)
    with pytest.raises(PrivacyRefusal) as refused:
        import_reviewed(project, review)
    accept_all(review)
    done = import_reviewed(project, review)
    told = table + str(refused.value) + "".join(traceback.format_exception(refused.value))
    told += f"{done}{review.rows}{review.entered[0].path}{review.result()}"
    project.close()
    told += everything_in(tmp_path / "kept")
    assert [secret for secret in SECRETS if secret in told] == []


def test_nothing_enters_while_a_row_is_open_unless_for_a_reason(
    project: Project, tmp_path: Path
) -> None:
    review = review_of(project, sent(tmp_path))
    with pytest.raises(PrivacyRefusal):
        import_reviewed(project, review)
    assert list_sources(project) == []
    import_reviewed(project, review, accept_reason="lecture à deux, demain")
    assert [source.name for source in list_sources(project)] == ["P03_Garancher", "P04"]


def test_what_is_kept_needs_a_reason_and_can_be_remembered(
    project: Project, tmp_path: Path
) -> None:
    review = review_of(project, sent(tmp_path))
    key = key_of(review, "Tchobanyel")
    with pytest.raises(NotAllowed):
        review.keep(key, "  ")
    review.keep(key, "nom d’un produit", everywhere=True)
    accept_all(review)
    import_reviewed(project, review)
    assert "Tchobanyel" in load_transcript(project, "P03").text
    screen = study_screen(project)
    assert not [f for f in screen.findings("Le docteur Tchobanyel") if f.direct]
    assert not any(held.open for held in screen_project(project))


def test_a_number_is_never_remembered_as_harmless(project: Project, tmp_path: Path) -> None:
    review = review_of(project, sent(tmp_path))
    with pytest.raises(NotAllowed):
        review.keep(key_of(review, "01 99"), "standard public", everywhere=True)


def test_a_decision_can_be_taken_back_and_a_row_merged(project: Project, tmp_path: Path) -> None:
    review = review_of(project, sent(tmp_path))
    key = key_of(review, "Odalie")
    assert review.undo() is False
    review.replace(key, "fille de P03")
    decision = review.row(key).decision
    assert decision is not None
    assert decision.pseudonym == "[fille de P03]"
    assert review.undo()
    assert review.row(key).decision is None
    doctor = review.proposed(key_of(review, "Tchobanyel"))
    assert review.same_as(key)[doctor] == "Tchobanyel"


@pytest.mark.parametrize("words", ["", " [] ", "deux\nlignes", "x" * 60, "Odalie, sa fille"])
def test_a_replacement_is_a_few_words_that_do_not_repeat_the_name(
    project: Project, tmp_path: Path, words: str
) -> None:
    review = review_of(project, sent(tmp_path))
    with pytest.raises(NotAllowed):
        review.replace(key_of(review, "Odalie"), words)


def test_a_reason_may_not_repeat_a_name_that_is_replaced(project: Project, tmp_path: Path) -> None:
    review = review_of(project, sent(tmp_path))
    accept_all(review)
    review.keep(key_of(review, "Odalie"), "la voisine de madame Garancher")
    with pytest.raises(NotAllowed):
        review.result()


def test_an_accepted_form_is_looked_for_in_the_other_files(
    project: Project, tmp_path: Path
) -> None:
    one, other = tmp_path / "P05.txt", tmp_path / "P06.txt"
    one.write_text("ENQ : Oui ?\nP05 : J’habite à Kervoalan, rue haute.\n", encoding="utf-8")
    other.write_text("ENQ : Oui ?\nP06 : On part de Kervoalan le matin.\n", encoding="utf-8")
    review = review_of(project, [one, other])
    try:
        key = key_of(review, "Kervoalan")
    except StopIteration:
        key = review.add("Kervoalan")
    review.replace(key, "[VILLE_3]")
    texts = [one.document.text for one in review.result().incoming]
    assert [text.count("[VILLE_3]") for text in texts] == [1, 1]


def test_a_part_of_an_accepted_name_is_the_same_person(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "P08.txt"
    path.write_text(
        "ENQ : Oui ?\nP08 : Madame Sylvie Tchobanyel est venue. Et puis Tchobanyel, et Sylvie.\n",
        encoding="utf-8",
    )
    review = review_of(project, [path])
    review.replace(key_of(review, "Sylvie Tchobanyel"), "[PERSONNE_1]")
    accept_all(review)
    (one,) = review.result().incoming
    assert one.document.text.count("[PERSONNE_1]") == 3


def test_a_name_that_the_screen_missed_can_be_listed(project: Project, tmp_path: Path) -> None:
    review = review_of(project, sent(tmp_path))
    key = review.add("gentil")
    assert [review.words(s) for s in review.row(key).sightings] == ["gentil"]
    with pytest.raises(NotAllowed):
        review.add("gentil")


def test_names_that_other_sources_hold_are_told(project: Project, tmp_path: Path) -> None:
    first, second = sent(tmp_path)
    import_sources(project, prepare(project, [second]), accept_reason="essai")
    review = review_of(project, [first])
    accept_all(review)
    import_reviewed(project, review)
    assert left_in_project(project, review) == {"P04": 1}


# Decisions as a file


def test_a_table_of_decisions_is_filled_in_and_read(project: Project, tmp_path: Path) -> None:
    review = review_of(project, sent(tmp_path))
    table = decisions_table(review)
    filled = tmp_path / "decisions.csv"
    rows = table.splitlines()
    filled.write_text(
        "\n".join([rows[0], *(row.removesuffix(",,,,") + ",accepter,,," for row in rows[1:])]),
        encoding="utf-8",
    )
    again = review_of(project, sent(tmp_path))
    assert apply_decisions(again, filled) == len(review.rows)
    proposed = {review.proposed(row.key) for row in review.rows}
    assert {row.decision.pseudonym for row in again.rows if row.decision} == proposed
    second = second_decisions(again, filled)
    assert compared(again, second).percent.value == 1.0
    import_reviewed(project, again)


@pytest.mark.parametrize(
    ("cells", "column"),
    [("garder,,,", "reason"), ("peut-être,,,", "decision"), ("replace,,,", "replacement")],
)
def test_a_row_that_cannot_be_understood_is_named_by_its_line(
    project: Project, tmp_path: Path, cells: str, column: str
) -> None:
    review = review_of(project, sent(tmp_path))
    rows = decisions_table(review).splitlines()
    filled = tmp_path / "decisions.csv"
    filled.write_text(f"{rows[0]}\n{rows[1].removesuffix(',,,,')},{cells}\n", encoding="utf-8")
    with pytest.raises(Mistakes) as refused:
        apply_decisions(review, filled)
    assert [(problem.line, problem.where) for problem in refused.value.problems] == [(2, column)]


def test_decisions_on_other_texts_are_refused(project: Project, tmp_path: Path) -> None:
    review = review_of(project, sent(tmp_path))
    filled = tmp_path / "decisions.csv"
    filled.write_text(decisions_table(review), encoding="utf-8")
    (tmp_path / "P04.txt").write_text("ENQ : Oui ?\nP04 : Non.\n", encoding="utf-8")
    with pytest.raises(InputProblem):
        apply_decisions(review_of(project, [tmp_path / "P04.txt"]), filled)


# A second reader


def test_a_second_reader_sees_all_that_is_kept_and_a_tenth_of_the_rest(
    project: Project, tmp_path: Path
) -> None:
    review = review_of(project, sent(tmp_path))
    accept_all(review)
    kept = key_of(review, "Odalie")
    review.keep(kept, "personnage public")
    rows = sample(review)
    assert rows == sample(review)
    assert (rows[0], len(rows)) == (kept, 2)
    found = compared(review, {rows[0]: Choice.REPLACE, rows[1]: Choice.REPLACE})
    assert (found.rows, found.percent.value, found.differing) == (2, 0.5, (kept,))
    assert "50" in found.line
    review.second = found
    assert review.result().said["second_reader"] == {"rows": 2, "percent": 0.5, "kappa": 0.0}


# What is proposed


@pytest.mark.parametrize(
    ("kind", "words", "proposed"),
    [
        (Kind.DATE, "12 mars 2024", "[mars 2024]"),
        (Kind.DATE, "12/03/2024", "[mars 2024]"),
        (Kind.DATE, "le douze août", "[août]"),
        (Kind.DATE, "hier", "[DATE]"),
        (Kind.DOB, "né le 3 mai 1952", "[NAISSANCE_ANNEES_1950]"),
        (Kind.AGE, "82 ans", "[80-84 ans]"),
        (Kind.AGE90, "93 ans", "[90 ans et plus]"),
        (Kind.PHONE, "01 99 00 12 34", "[TEL]"),
        (Kind.NAME, "Odalie", None),
    ],
)
def test_dates_and_ages_are_made_less_precise_and_never_moved(
    kind: Kind, words: str, proposed: str | None
) -> None:
    assert placeholder(kind, words) == proposed


@pytest.mark.parametrize(
    ("kind", "before", "words", "stem"),
    [
        (Kind.NAME, "Le docteur ", "Tchobanyel", "MEDECIN"),
        (Kind.NAME, "c’est l’infirmière ", "Sylvaine", "INFIRMIERE"),
        (Kind.NAME, "ma fille ", "Odalie", "PROCHE"),
        (Kind.NAME, "avec ", "Sylvie", "PRENOM"),
        (Kind.NAME, "avec ", "Kerdoncuff", "PERSONNE"),
        (Kind.PLACE, "à ", "Trévoux", "VILLE"),
        (Kind.FACILITY, "au ", "CH de Trévoux", "CH"),
        (Kind.FACILITY, "au ", "CHU de Nullepart", "CHU"),
        (Kind.FACILITY, "à la ", "clinique des Tilleuls", "CENTRE"),
    ],
)
def test_a_pseudonym_says_who_it_stands_for(kind: Kind, before: str, words: str, stem: str) -> None:
    assert stem_of(kind, before, words) == stem


def test_numbers_are_drawn_at_random_and_never_twice() -> None:
    drawer = PassingPseudonyms(["[MEDECIN_7]"], luck=random.Random(1))  # noqa: S311
    drawn = [drawer.draw("MEDECIN") for _ in range(120)]
    assert len({*drawn, "[MEDECIN_7]"}) == 121
    assert drawn[:20] != sorted(drawn[:20])
    letters = [drawer.draw("CH") for _ in range(25)]
    assert len(set(letters)) == 25


def test_a_key_file_can_stand_behind_the_pseudonyms(project: Project, tmp_path: Path) -> None:
    class Remembering(PassingPseudonyms):
        lasting = True

        def __init__(self) -> None:
            super().__init__()
            self.kept: list[Given] = []

        def of(self, key: str, forms: Sequence[str]) -> str | None:
            return "[MEDECIN_1]" if "Tchobanyel" in forms else super().of(key, forms)

        def keep(self, given: Iterable[Given]) -> None:
            self.kept += given

    keys = Remembering()
    review = start_review(project, prepare(project, sent(tmp_path)), pseudonyms=keys)
    accept_all(review)
    import_reviewed(project, review)
    assert passing_note(review) == ""
    kept = {one.pseudonym: one.forms for one in keys.kept}
    assert set(kept["[MEDECIN_1]"]) == {"Tchobanyel", "tchobanyel"}
    assert "[P03]" in kept


def test_a_sealed_key_file_gives_the_same_person_the_same_pseudonym_at_the_next_import(
    project: Project, tmp_path: Path
) -> None:
    keys, secret = tmp_path / "elsewhere" / "keys.qckeys", "une phrase assez longue"
    keys.parent.mkdir()
    create_key_file(project, keys, secret)
    first, second = sent(tmp_path)
    review = start_review(
        project, prepare(project, [first]), pseudonyms=KeyedPseudonyms(project, keys, secret)
    )
    accept_all(review)
    pseudonym = review.proposed(key_of(review, "Tchobanyel"))
    import_reviewed(project, review)
    assert b"Tchobanyel" not in keys.read_bytes()
    again = start_review(
        project, prepare(project, [second]), pseudonyms=KeyedPseudonyms(project, keys, secret)
    )
    assert again.proposed(key_of(again, "tchobanyel")) == pseudonym


def test_decisions_say_all_that_they_need() -> None:
    with pytest.raises(ValueError, match="reason"):
        Decision(Choice.KEEP)
    with pytest.raises(ValueError, match="pseudonym"):
        Decision(Choice.REPLACE)
    assert bracketed(" P03 ") == bracketed("[P03]") == "[P03]"


# What the project holds, and what leaves it


def test_a_memo_with_a_name_is_found_refused_on_its_way_out_and_accepted_for_a_reason(
    project: Project, tmp_path: Path
) -> None:
    write_memo(project, "Vu avec le docteur Tchobanyel.", kind=MemoKind.REFLEXIVE)
    found = [held for held in screen_project(project) if held.open]
    assert [held.what for held in found] == ["memo"]
    out = tmp_path / "memos.md"
    with pytest.raises(PrivacyRefusal) as refused:
        export_memos(project, out, list_memos(project))
    assert "Tchobanyel" not in str(refused.value)
    assert not out.exists()
    accept_held(project, found, "nom inventé")
    export_memos(project, out, list_memos(project))
    assert out.exists()
    assert not any(held.open for held in screen_project(project))
