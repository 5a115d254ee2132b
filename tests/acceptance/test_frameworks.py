"""Frameworks go into any project by their names, and their codes can be given there."""

from __future__ import annotations

import pytest

from qualcode.app.coding.coding import code_passage
from qualcode.app.coding.reading import list_codings, load_transcript
from qualcode.app.programs.codebooks import add_codebook
from qualcode.app.projects.studies import list_codebooks, shipped_codebooks, source_codebooks
from qualcode.core.codebook import Codebook
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.spans import Span
from qualcode.interop.codebook_yaml import read_codebook
from qualcode.store.opening import open_project
from tests.acceptance.conftest import Copy
from tests.cli.conftest import Cli, cli

__all__ = ["cli"]


def framework(name: str) -> Codebook:
    return read_codebook(shipped_codebooks()[name])


def test_cfir_has_48_constructs_and_19_subconstructs() -> None:
    book = framework("cfir2")
    roles = {"ind_roles", "ind_caracteristiques"}
    found = [
        "construct" if book.depth(code.key) == 1 or code.parent in roles else "subconstruct"
        for code in book.codes
        if code.codable
    ]
    assert (found.count("construct"), found.count("subconstruct")) == (48, 19)


def test_a_domain_of_the_tdf_may_stand_under_several_headings_of_com_b() -> None:
    book = framework("tdf_comb")
    headings = {code.key: (code.parent, *code.maps_to.get("tdf_comb", ())) for code in book.codes}
    several = {key for key, above in headings.items() if len(above) > 1}
    assert several == {"tdf_competences", "tdf_role_identite", "tdf_optimisme"}


@pytest.mark.parametrize(
    ("name", "code", "valence"),
    [
        ("cfir2", "", Valence.LEVER),
        ("tdf_comb", "tdf_competences", Valence.BARRIER),
        ("fg_interaction", "fg_accord", Valence.UNSET),
    ],
)
def test_a_framework_is_added_to_a_project_and_its_codes_given(
    copy: Copy, name: str, code: str, valence: Valence
) -> None:
    key = code or next(c.key for c in framework(name).codes if c.codable)
    with open_project(str(copy("vendee")), acting="C1") as project:
        add_codebook(project, name)
        assert [book.id for book in list_codebooks(project)] == ["vendee_network", name]
        assert source_codebooks(project, "D01") == ("vendee_network", name)
        speech = next(
            turn.speech
            for turn in load_transcript(project, "D01").turns
            if turn.speaker == "D01" and turn.speech
        )
        code_passage(
            project,
            NewCoding("D01", Span(speech.start, speech.start + 12), f"{name}:{key}", valence),
        )
        assert [c.codebook for c in list_codings(project, code=f"{name}:{key}")] == [name]
        with pytest.raises(NotAllowed):
            add_codebook(project, name)
        with pytest.raises(NotFound, match="cfir2"):
            add_codebook(project, "cfir3")


def test_codebooks_are_listed_with_those_that_can_be_added(
    cli: Cli,
    copy: Copy,
) -> None:
    project = copy("vendee")
    assert cli("codebook", project, "add", "fg_interaction", "--as", "C1").code == 0
    rows = cli("list", project, "codebooks", "--json").json["rows"]
    assert [row["codebook"] for row in rows if row["held"]] == ["vendee_network", "fg_interaction"]
    assert {row["codebook"]: row["codes"] for row in rows}["cfir2"] == 67
