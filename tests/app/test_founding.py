"""A project founded on answers: the file of its study says the same again."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.app.projects.founding import found_project, free_name
from qualcode.app.projects.studies import (
    new_project,
    read_study_called,
    shipped_studies,
    study_of,
)
from qualcode.core.agreement.report import Unit
from qualcode.core.codebook import said
from qualcode.core.errors import FileProblem, UsageProblem
from qualcode.core.study import Privacy, Stance
from qualcode.core.study_draft import OWN, StudyDraft, draft_from, raw_of, slug_of
from qualcode.core.study_reading import parse_study
from qualcode.i18n import in_language
from qualcode.interop.study_writing import write_study
from qualcode.interop.study_yaml import read_study

WORDS = st.text(
    st.sampled_from("aéœŒ’«» \u00a0\u202f:#-'\"{}[]&*!|>%@,0N~\U0001f642"), min_size=1, max_size=12
)
NAMES = WORDS.map(lambda words: f"x{words.strip()}").map(lambda words: words.replace(":", ";"))


def drafted(**answers: object) -> StudyDraft:
    return replace(draft_from(OWN, "Une étude", "fr"), **answers)  # type: ignore[arg-type]


DRAFTS = st.builds(
    drafted,
    title=NAMES,
    stance=st.sampled_from(Stance),
    transcripts=st.sampled_from([("fr",), ("en",), ("fr", "en")]),
    codebook=st.sampled_from(["", "cfir2"]),
    attributes=st.lists(
        st.tuples(st.integers(0, 99), NAMES).map(lambda one: f"a{one[0]}: v, {one[1]} (in tables)"),
        max_size=3,
        unique_by=lambda line: line.partition(":")[0],
    ).map(tuple),
    sites=st.lists(NAMES, max_size=3).map(tuple),
    networks=st.lists(NAMES, max_size=3).map(tuple),
    coders=st.lists(NAMES, min_size=1, max_size=3, unique_by=lambda s: " ".join(s.split())).map(
        tuple
    ),
    years=st.integers(0, 99).map(str),
    shares=st.integers(0, 100).map(lambda n: f"{n}-100"),
    unit=st.sampled_from([Unit.SENTENCE, Unit.TURN, Unit.CHARACTER]),
)


@given(DRAFTS, st.sampled_from(["fr", "en"]))
@settings(max_examples=60, deadline=None)
def test_the_file_that_is_written_gives_the_same_study(draft: StudyDraft, language: str) -> None:
    raw = raw_of(draft)
    with tempfile.TemporaryDirectory() as folder, in_language(language):
        file = Path(folder) / "étude.study.yaml"
        write_study(raw, file)
        assert read_study(file).extra == raw
        assert read_study(file) == parse_study(raw)


def test_a_project_made_again_from_the_file_has_the_same_study(tmp_path: Path) -> None:
    made = found_project(str(tmp_path / "mon étude"), raw_of(drafted(sites=("CH Annecy (CH)",))))
    with new_project(str(tmp_path / "autre.qualcode"), study=str(made.study)) as again:
        study = study_of(again)
    assert study.extra == raw_of(drafted(sites=("CH Annecy (CH)",)))
    assert study.sites[0].type == "CH"
    site = study.attribute("site")
    assert site is not None
    assert (site.privacy, site.print_as) == (Privacy.RESTRICTED, "site_type")


@pytest.mark.parametrize("name", sorted(shipped_studies()))
def test_a_shipped_study_taken_as_it_is_keeps_all_that_is_not_asked(name: str) -> None:
    study = read_study_called(name)
    for language in ("fr", "en"):
        with in_language(language):
            raw = raw_of(draft_from(study.extra, said(study.title), language))
        made = parse_study(raw)
        kept = {key: value for key, value in study.extra.items() if key not in ASKED}
        assert {key: raw[key] for key in kept} == kept
        for attribute in study.participant_attributes:
            assert made.attribute(attribute.id) == attribute
        assert made.sites == study.sites
        assert made.networks == study.networks


ASKED = ("stance", "languages", "participant_attributes", "coders", "reliability",
         "data_protection", "export_privacy")  # fmt: skip


def test_a_value_more_keeps_the_attribute_and_its_class_may_change() -> None:
    lines = ("sexe: F, M (restreint)", "fonction : IDE, médecin")
    with in_language("fr"):
        study = parse_study(raw_of(drafted(attributes=lines)))
    sex, post = study.attribute("sex"), study.attribute("fonction")
    assert sex is not None
    assert (sex.values, sex.privacy, sex.value_labels) == (("F", "M"), Privacy.RESTRICTED, {})
    assert post is not None
    assert (post.values, post.label) == (("IDE", "médecin"), {"fr": "fonction"})


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"title": " "}, "A study has a title."),
        ({"coders": ()}, "Somebody codes"),
        ({"coders": ("Ana: chef",)}, "Line 1: “chef” is none of"),
        ({"coders": ("Ana", "Ana")}, "Line 2"),
        ({"attributes": ("sexe: F", "sexe: M")}, "is there already"),
        ({"attributes": (": F",)}, "write a name"),
        ({"shares": "25-10"}, "two shares"),
        ({"shares": "beaucoup"}, "two shares"),
        ({"years": "toujours"}, "number of years"),
    ],
)
def test_what_cannot_be_understood_is_told(answers: dict[str, object], words: str) -> None:
    with in_language("en"), pytest.raises(UsageProblem, match=words):
        raw_of(drafted(**answers))


def test_nothing_is_left_where_something_of_the_name_is_there(tmp_path: Path) -> None:
    (tmp_path / "x.study.yaml").write_text("id: x", encoding="utf-8")
    with pytest.raises(FileProblem, match=r"x\.study\.yaml exists already"):
        found_project(str(tmp_path / "x.qualcode"), raw_of(drafted()))
    assert [file.name for file in tmp_path.iterdir()] == ["x.study.yaml"]
    assert free_name("x", tmp_path) == "x_2.qualcode"


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Tranche d’âge", "tranche_d_age"),
        ("75 ans", "x_75_ans"),
        ("年齢", "x"),
        ("Œdème ?", "oedeme"),
    ],
)
def test_words_become_keys(words: str, slug: str) -> None:
    assert slug_of(words, "x") == slug
