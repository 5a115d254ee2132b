"""A person who is a minor, or did not allow quoting, is printed only where somebody confirms it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.app.analysis.selecting import choose_quotation
from qualcode.app.publishing.outgoing import waiting_for_consent
from qualcode.core.people import Case
from qualcode.store.opening import create_project
from qualcode.store.rows.cases import put_case
from tests.app.codebook_stories import NURSE, give
from tests.cli.conftest import Cli
from tests.stories import fill


@pytest.mark.parametrize(
    "case",
    [
        Case("P01", "patient", quote_allowed=False),
        Case("P01", "patient", quote_allowed=True, attributes={"minor": "yes"}),
    ],
)
def test_a_quotation_waits_until_its_person_is_confirmed_by_name(
    cli: Cli, tmp_path: Path, case: Case
) -> None:
    where, out = tmp_path / "é.qualcode", tmp_path / "verbatims.docx"
    with create_project(str(where), title="Essai", acting="Zoé") as project:
        fill(project)
        choose_quotation(project, give(project, NURSE, "joignable"))
        with project.change("fill") as change:
            put_case(change, case)
        assert waiting_for_consent(project, "quotes") == ["P01"]
    refused = cli("export", where, "quotes", out, "--as", "Zoé")
    assert (refused.code, out.exists()) == (1, False)
    assert "P01" in refused.err
    assert cli("export", where, "quotes", out, "--quote", "A01", "--as", "Zoé").code == 1
    assert cli("export", where, "quotes", out, "--quote", "P01", "--as", "Zoé").code == 0
    assert out.exists()
