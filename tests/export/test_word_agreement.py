"""Layout C in Word: coefficients with their reasons, intervals, decisions, and no overclaiming."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from qualcode.core.agreement.report import (
    AgreementReport,
    CodeAgreement,
    Estimate,
    Unit,
    ValenceAgreement,
)
from qualcode.export.word import (
    AgreementFacts,
    CodeLabel,
    agreement_document,
    document_bytes,
    write_agreement_table,
)
from qualcode.i18n import in_language, translate

ONE_CATEGORY = "Only one category occurs."
TOO_FEW = "Under ten transcripts no interval can be defended."
LABELS = {
    "patients:distance": CodeLabel("Accès", "Distance et transport"),
    "patients:errance": CodeLabel("Accès", "Errance avant l'expertise"),
    "patients:motif": CodeLabel("Décision", "Motif décisif"),
    "patients:jamais": CodeLabel("Décision", "Jamais donné"),
}
FACTS = AgreementFacts(date(2026, 3, 5), "pilote", 12, {"patients:distance": "garder"})


def _speaks_french() -> bool:
    with in_language("fr"):
        return translate("All codes, pooled") != "All codes, pooled"


needs_french = pytest.mark.skipif(
    not _speaks_french(), reason="the French catalogue has no words for tables yet"
)


def interval(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, low=low, high=high)


DISTANCE = CodeAgreement(
    code="patients:distance",
    units=1412,
    applied=(42, 39),
    both=35,
    segments=(30, 28),
    percent=Estimate(0.9922),
    dice=Estimate(0.864),
    kappa=Estimate(0.86),
    alpha=interval(0.861, 0.702, 0.934),
    ac1=Estimate(0.991),
    joint_alpha=Estimate(0.8),
    valence=ValenceAgreement(
        34, 1, Estimate(0.941), Estimate(0.87), Estimate(0.872), Estimate(0.9)
    ),
    per_transcript=(0.62, None, 0.914),
)
DELAY = replace(
    DISTANCE,
    code="patients:errance",
    alpha=Estimate(None, ONE_CATEGORY),
    joint_alpha=Estimate(None, ONE_CATEGORY),
    kappa=Estimate(None, ONE_CATEGORY),
    valence=None,
    per_transcript=(0.5,),
    flags=("rare", "skewed"),
)
REASON = replace(
    DISTANCE,
    code="patients:motif",
    applied=(2, 1),
    both=0,
    segments=(2, 1),
    alpha=interval(-0.02, -0.1, 0.3),
    valence=None,
    flags=("rare",),
)
NEVER = replace(DISTANCE, code="patients:jamais", applied=(0, 0), both=0, segments=(0, 0))
OVERALL = replace(
    DISTANCE, code="", units=5648, applied=(86, 79), both=70, alpha=interval(0.81, 0.7, 0.9)
)
REPORT = AgreementReport(
    coders=("C1", "C2"),
    unit=Unit.SENTENCE,
    transcripts=("P01", "P02", "P03"),
    left_out=("P11",),
    overall=OVERALL,
    codes=(DISTANCE, DELAY, REASON, NEVER),
    draws=2000,
    seed=7,
    codebooks=("patients 0.2.0",),
    characters=182345,
    warnings=("One transcript is short.",),
)


def without_intervals(report: AgreementReport) -> AgreementReport:
    def bare(code: CodeAgreement) -> CodeAgreement:
        alpha = replace(code.alpha, low=None, high=None, interval_reason=TOO_FEW)
        return replace(code, alpha=alpha)

    codes = tuple(bare(code) for code in report.codes)
    return replace(report, codes=codes, overall=bare(report.overall))


def written(
    tmp_path: Path,
    language: str = "en",
    report: AgreementReport = REPORT,
    facts: AgreementFacts = FACTS,
) -> docx.document.Document:
    path = tmp_path / f"accord {language}.docx"
    write_agreement_table(report, LABELS, path, language=language, facts=facts)
    return docx.Document(str(path))


def cells(document: docx.document.Document, table: int = 0) -> list[list[str]]:
    rows = document.tables[table].rows
    return [[cell.text for cell in row.cells] for row in rows]


def prose(document: docx.document.Document) -> str:
    return "\n".join(p.text for p in document.paragraphs)


def test_the_english_table_reads_as_a_journal_prints_it(tmp_path: Path) -> None:
    head, *rows = cells(written(tmp_path))
    assert head == [
        "Code",
        "Units",
        "C1",
        "C2",
        "Both",
        "% agr.",
        "α\n(95% CI)",
        "α\ncode + valence",
        "Decision",
    ]
    assert rows == [
        ["Accès"] * 9,
        [
            "Distance et transport",
            "1,412",
            "42",
            "39",
            "35",
            "99.2",
            "0.86 (0.70 to 0.93)",
            "0.80",
            "garder",
        ],
        ["Errance avant l’expertise", "1,412", "42", "39", "35", "99.2", "–a", "–", "–"],
        ["Décision"] * 9,
        ["Motif décisif", "1,412", "2", "1", "0", "99.2", "n.e.", "–", "–"],
        [
            "All codes, pooled",
            "5,648",
            "86",
            "79",
            "70",
            "99.2",
            "0.81 (0.70 to 0.90)",
            "0.80",
            "–",
        ],
    ]


@needs_french
def test_the_french_table_reads_as_a_journal_prints_it(tmp_path: Path) -> None:
    document = written(tmp_path, "fr")
    head, _family, distance, *_rest = cells(document)
    assert head == [
        "Code",
        "Unités",
        "C1",
        "C2",
        "Communs",
        "% accord",
        "α\n(IC 95\u202f%)",
        "α\ncode + valence",
        "Décision",
    ]
    assert distance[6] == "0,86 [0,70\u202f; 0,93]"
    text = prose(document)
    assert "Vague de double codage\u00a0: pilote." in text
    assert "le logiciel a masqué à chaque codeur le travail de l’autre" in text
    assert "indépend" not in text


def test_french_numbers_do_not_wait_for_a_translation(tmp_path: Path) -> None:
    _head, _family, distance, *_rest = cells(written(tmp_path, "fr"))
    assert distance[1] == "1\u202f412"
    assert distance[5] == "99,2"
    assert distance[6].startswith("0,86 ")
    assert "0,70" in distance[6]


def test_the_supplement_letters_its_footnotes_as_they_come(tmp_path: Path) -> None:
    skewed = replace(DISTANCE, flags=("skewed",))
    document = written(tmp_path, report=replace(REPORT, codes=(skewed, DELAY)))
    rows = cells(document, 1)
    assert [row[0] for row in rows[2:4]] == [
        "Distance et transporta",
        "Errance avant l’expertisea,b",
    ]
    assert rows[3][3] == "–c"
    text = prose(document)
    assert "a AC1 exceeds kappa" in text
    assert "b Neither coder has ten passages" in text
    assert f"c {ONE_CATEGORY}" in text


def test_families_span_the_table_and_stay_with_their_codes(tmp_path: Path) -> None:
    row = written(tmp_path).tables[0].rows[1]
    assert row._tr.tc_lst[0].grid_span == 9
    assert len(row._tr.tc_lst) == 1


def test_the_sentence_above_states_unit_rule_version_round_and_share(tmp_path: Path) -> None:
    lead = written(tmp_path).paragraphs[1].text
    assert lead == (
        "Unit: the sentence within a speaker’s turn; a code is present in a sentence if one of "
        "its passages touches it. Codebook: patients 0.2.0. Coding round: pilote. "
        "Coded by both: 3 of 12 transcripts (25%)."
    )


@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_states_its_rule(tmp_path: Path, unit: Unit) -> None:
    lead = written(tmp_path, report=replace(REPORT, unit=unit, width=50)).paragraphs[1].text
    words = {
        Unit.TOKEN: "the word",
        Unit.TURN: "speaker’s turn",
        Unit.FIXED: "stretch of 50 characters",
    }
    word = words.get(unit, unit.value)
    assert lead.startswith("Unit: ")
    assert word in lead.split(";")[0]


def test_what_cannot_be_estimated_is_explained_under_the_table(tmp_path: Path) -> None:
    text = prose(written(tmp_path))
    assert (
        "n.e.: not estimable, fewer than 5 passages of the two coders together: Motif décisif."
    ) in text
    assert f"a {ONE_CATEGORY}" in text
    assert "1 code that neither coder gave is left out." in text
    assert "Left out, since fewer than two coders have marked them read: P11." in text
    assert "One transcript is short." in text


def test_under_ten_transcripts_a_dash_stands_for_the_interval(tmp_path: Path) -> None:
    document = written(tmp_path, report=without_intervals(REPORT))
    assert cells(document)[2][6] == "0.86 (—)"
    text = prose(document)
    assert f"(—): no interval. {TOO_FEW}" in text
    assert f"No interval is given. {TOO_FEW}" in text
    assert "bootstrap" not in text


@pytest.mark.parametrize("facts", [FACTS, replace(FACTS, round="")])
def test_the_methods_never_claim_more_than_the_program_can_vouch_for(
    tmp_path: Path, facts: AgreementFacts
) -> None:
    text = prose(written(tmp_path, facts=facts))
    assert "independent" not in text
    assert ("masked from the other by the software" in text) == bool(facts.round)
    assert ("Outside a coding round." in text) == (not facts.round)
    assert "2,000 bootstrap draws of whole transcripts (seed 7)" in text
    assert "182,345 characters of speech" in text


def test_without_the_size_of_the_corpus_no_share_is_told(tmp_path: Path) -> None:
    text = prose(written(tmp_path, facts=replace(FACTS, corpus=None)))
    assert "Coded by both: 3 transcripts." in text


def test_coders_with_names_are_told_once_under_the_table(tmp_path: Path) -> None:
    document = written(tmp_path, report=replace(REPORT, coders=("Zoé", "Amel")))
    assert "Coders: C1 = Zoé, C2 = Amel." in prose(document)
    assert "C1 is" not in prose(written(tmp_path))


def test_the_supplement_has_the_other_coefficients_on_its_own_page(tmp_path: Path) -> None:
    document = written(tmp_path)
    assert "Table\u00a0S1. " in prose(document)
    head, _family, distance, delay, _other, reason, pooled = cells(document, 1)
    assert [text.split("\n")[0] for text in head] == [
        "Code", "α", "Dice", "κ", "AC1", "Units", "% agr.", "κ", "α", "AC1",
    ]  # fmt: skip
    assert distance[1:] == [
        "0.62 to 0.91 (2)", "0.86", "0.86", "0.99", "34", "94.1", "0.87", "0.87", "0.90",
    ]  # fmt: skip
    assert delay[1:] == ["0.50 (1)", "0.86", "–c", "0.99", "–", "–", "–", "–", "–"]
    assert reason[1:] == ["n.e."] * 4 + ["–"] * 5
    assert pooled[0] == "All codes, pooled"
    assert "1 more unit has no valence by one of them." in prose(document)


def test_a_code_without_a_label_goes_by_its_key(tmp_path: Path) -> None:
    code = replace(DISTANCE, code="patients:<nouveau>")
    document = written(tmp_path, report=replace(REPORT, codes=(code,)))
    assert cells(document)[1][0] == "patients:<nouveau>"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_same_report_gives_the_same_file(language: str) -> None:
    first, second = (
        document_bytes(agreement_document(REPORT, LABELS, language=language, facts=FACTS))
        for _ in range(2)
    )
    assert first == second
