"""Studies as YAML: what ships, and every mistake by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.core.agreement.report import Unit
from qualcode.core.errors import FileProblem, Mistakes
from qualcode.core.people import Role
from qualcode.core.study import Privacy, Stance, Study, ValueType
from qualcode.core.study_reading import study_from_json, study_to_json
from qualcode.interop.study_yaml import read_study

STUDIES = Path(__file__).parents[2] / "studies"


def shipped(name: str) -> Study:
    """A study that comes with qualcode."""
    return read_study(STUDIES / f"{name}.study.yaml")


@pytest.mark.parametrize(
    ("name", "source_types", "attributes", "networks", "sites"),
    [
        ("antares", 4, 15, 7, 6),
        ("inca", 2, 4, 4, 0),
        ("neon", 2, 4, 0, 0),
        ("pacto34", 3, 9, 0, 1),
        ("teaching", 1, 1, 0, 0),
        ("vendee", 1, 2, 0, 8),
    ],
)
def test_every_study_that_ships_has_what_was_counted_by_hand(
    name: str, source_types: int, attributes: int, networks: int, sites: int
) -> None:
    study = shipped(name)
    assert study.id == name
    assert len(study.source_types) == source_types
    assert len(study.participant_attributes) == attributes
    assert (len(study.networks), len(study.sites)) == (networks, sites)


@pytest.mark.parametrize("path", sorted(STUDIES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_study_comes_back_whole_from_the_project(path: Path) -> None:
    study = read_study(path)
    assert study_from_json(study_to_json(study)) == study


def test_antares_says_all_that_the_program_acts_on() -> None:
    study = shipped("antares")
    assert study.title["fr"].startswith("AnTARES\u00a0: freins et leviers à l’analgésie")
    assert study.stance is Stance.CODEBOOK
    assert study.languages.transcripts == ("fr",)
    assert [(coder.id, coder.role) for coder in study.coders] == [
        ("C1", Role.CODER),
        ("C2", Role.CODER),
        ("A1", Role.ADJUDICATOR),
    ]
    assert study.reliability.unit is Unit.SENTENCE
    assert study.reliability.sensitivity == (Unit.CHARACTER, Unit.TURN)
    assert study.reliability.overlap_share == (0.10, 0.25)
    assert (study.saturation.base_size, study.saturation.group_by) == (4, "group")
    assert study.saturation.hidden_if_stance == (Stance.REFLEXIVE,)
    assert study.export_privacy.quote_label["patient"] == "{participant_id}, {group}"
    assert (study.retention.years, study.retention.publication_date) == (2, None)
    assert study.extra["group_contrast"] == {
        "compare": "group",
        "show": "counts_only",
        "percent_from": 20,
        "test": "never",
    }


def test_antares_knows_which_codebooks_a_source_is_coded_with() -> None:
    study = shipped("antares")
    assert study.codebooks_for("patient_interview") == ("antares_patients",)
    assert study.codebooks_for("network_focus_group") == (
        "antares_networks",
        "cfir2",
        "tdf_comb",
        "fg_interaction",
    )
    assert study.codebooks_for("field_note") is None
    assert study.codebooks_for("carnet") is None


def test_field_notes_are_coded_and_never_counted() -> None:
    note = shipped("antares").source_type("field_note")
    assert note is not None
    assert (note.codable, note.counts_in_matrices) == (True, False)


def test_the_moderator_and_the_observer_are_not_coded() -> None:
    group = shipped("antares").source_type("network_focus_group")
    assert group is not None
    coded = {speaker.role: speaker.codable for speaker in group.speakers}
    assert coded == {"moderator": False, "observer": False, "network_referent": True}


def test_networks_and_sites_lend_their_identifiers_to_attributes() -> None:
    study = shipped("antares")
    network, site = study.attribute("network"), study.attribute("site")
    assert network is not None
    assert site is not None
    assert network.values == ("R1", "R2", "R3", "R4", "R5", "R6", "R7")
    assert network.privacy is Privacy.RESTRICTED
    assert "S0" not in site.values
    assert network.type is site.type is ValueType.CHOICE


MISTAKES: dict[str, tuple[str, list[tuple[int, str, str]]]] = {
    "no id": ("title: Sans nom\n", [(1, "", "“id” is missing")]),
    "wrong schema": ("schema: qualcode.codebook/1\nid: a\n", [(1, "schema", "is expected")]),
    "unknown field": ("id: a\nsource_type: []\n", [(2, "source_type", "“source_types” meant?")]),
    "unknown stance": ("id: a\nstance: kappa\n", [(2, "stance", "“kappa” is none of: codebook")]),
    "unknown role": ("id: a\ncoders:\n- {id: C1, role: chef}\n", [(3, "C1 › role", "“chef”")]),
    "coder twice": (
        "id: a\ncoders:\n- {id: C1}\n- {id: C1}\n",
        [(4, "C1 › id", "“C1” stands here twice")],
    ),
    "site without id": ("id: a\nsites:\n- {name: Ici}\n", [(3, "sites › 1", "“id” is missing")]),
    "list for a mapping": ("id: a\nreliability: [kappa]\n", [(2, "reliability", "Named fields")]),
    "mapping for a list": ("id: a\nsites: {S1: Ici}\n", [(2, "sites", "A list is expected")]),
    "unknown unit": (
        "id: a\nreliability:\n  unit:\n    primary: paragraph\n",
        [(4, "reliability › unit › primary", "“paragraph” is none of: sentence")],
    ),
    "shares upside down": (
        "id: a\nreliability: {overlap_share: [0.5, 0.1]}\n",
        [(2, "reliability › overlap_share", "Two shares")],
    ),
    "share over one": (
        "id: a\nsaturation: {threshold: 5}\n",
        [(2, "saturation › threshold", "between 0 and 1")],
    ),
    "half a transcript": (
        "id: a\nsaturation: {base_size: 2.5}\n",
        [(2, "saturation › base_size", "whole number of at least 1")],
    ),
    "first appearance by nothing": (
        "id: a\nsaturation:\n  group_by: groupe\n",
        [(3, "saturation › group_by", "No attribute is called “groupe”")],
    ),
    "choice without values": (
        "id: a\nparticipant_attributes:\n- {id: sexe, type: choice}\n",
        [(3, "sexe", "A choice needs “values”")],
    ),
    "values from nowhere": (
        "id: a\nparticipant_attributes:\n- id: lieu\n  values_from: villes\n",
        [(4, "lieu › values_from", "“sites” or “networks”")],
    ),
    "labels short": (
        "id: a\nparticipant_attributes:\n- id: g\n  values: [oui, non]\n  labels: {fr: [Oui]}\n",
        [(5, "g › labels › fr", "1 labels for 2 values")],
    ),
    "broken pattern": (
        "id: a\nparticipant_attributes:\n- id: code\n  pattern: '['\n",
        [(4, "code › pattern", "no regular expression")],
    ),
    "limits upside down": (
        "id: a\nparticipant_attributes:\n- {id: age, type: int, min: 9, max: 2}\n",
        [(3, "age › min", "greater than")],
    ),
    "condition on nothing": (
        "id: a\nparticipant_attributes:\n- id: motif\n  applies_to: groupe=non\n",
        [(4, "motif › applies_to", "“groupe”")],
    ),
    "derived from nothing": (
        "id: a\nparticipant_attributes:\n- {id: type_lieu, derived_from: lieu}\n",
        [(3, "type_lieu › derived_from", "“lieu”")],
    ),
    "second codebook without a first": (
        "id: a\nsource_types:\n- {id: groupe, secondary_codebooks: [cfir2]}\n",
        [(3, "groupe", "Secondary codebooks need a first one")],
    ),
    "guide that is not there": (
        "id: a\nsource_types:\n- id: entretien\n  guide: guide_1\n",
        [(4, "entretien › guide", "“guide_1”")],
    ),
    "restricted beside a quotation": (
        """\
id: a
participant_attributes: [{id: ville, class: restricted}]
export_privacy:
  quote_label:
    patient: '{ville}'
""",
        [(5, "quote_label › patient", "“ville” may not stand beside a quotation")],
    ),
    "nothing known beside a quotation": (
        "id: a\nexport_privacy: {quote_label: {patient: '{prenom}'}}\n",
        [(2, "quote_label › patient", "No attribute is called “prenom”")],
    ),
    "term in words": (
        "id: a\ndata_protection:\n  retention:\n    active_until: deux ans\n",
        [(4, "retention › active_until", "publication_date + P2Y")],
    ),
    "date in words": (
        "id: a\ndata_protection:\n  retention:\n    publication_date: mai 2026\n",
        [(4, "retention › publication_date", "Write the date as")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_told_once_with_its_line_and_its_key(
    text: str, expected: list[tuple[int, str, str]], tmp_path: Path
) -> None:
    path = tmp_path / "étude.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Mistakes) as told:
        read_study(path)
    found = told.value.problems
    assert len(found) == len(expected)
    for problem, (line, where, said) in zip(found, expected, strict=True):
        assert problem.line == line
        assert problem.where.endswith(where)
        assert said in str(problem)


def test_a_study_by_hand_needs_its_id_only(tmp_path: Path) -> None:
    path = tmp_path / "petite.yaml"
    path.write_text("id: petite\nx_remarque: à moi\n", encoding="utf-8")
    study = read_study(path)
    assert (study.id, study.title) == ("petite", {"fr": "petite"})
    assert study.reliability.unit is Unit.SENTENCE
    assert study.extra["x_remarque"] == "à moi"


def test_an_empty_study_is_called_empty(tmp_path: Path) -> None:
    path = tmp_path / "vide.yaml"
    path.touch()
    with pytest.raises(FileProblem, match=r"vide\.yaml is empty"):
        read_study(path)
