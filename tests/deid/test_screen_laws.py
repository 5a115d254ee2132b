"""What holds of the findings in any text, however hostile."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.core.privacy.screening import Finding, Kind, Screen, Tier, masked
from qualcode.core.spans import Span
from qualcode.deid.names_list import NamesList
from qualcode.deid.reading import Reading
from qualcode.deid.screen import StructuredScreen, resolved

SCREEN: Screen = StructuredScreen(
    NamesList(
        persons=(("Odalie", "Garancher"), ("Rose", "Le Bihannic"), ("Ange", "Medecin")),
        sites=("CH de Brionval",),
        allowed=("RESO-12",),
    )
)
PLACEHOLDERS = ["[MEDECIN_2]", "[PATIENT_03a]", "[CH_A]", "[R5]", "[ROSE_1]"]
PIECES = st.sampled_from(
    [
        *PLACEHOLDERS,
        "docteur", "Mme", "Odalie", "rose", "Le Bihannic", "Garancher", "01 99 00 12 34",
        "zéro six", "12", "mars", "2024", "rue des Lilas", "arobase", "point fr", "@", "exemple.fr",
        "né le",
        "IPP", "2 55 08 14 168 025 38", "ans", "a", "à", "CH de Brionval", "01600", "RESO-12", "l",
        "je m'appelle", "mon frère", ".", ",", "\n", " : ", "-", "'", "’", "[", "]",
        "\u00ad", "\u0301", "\u00a0", "AB-123-CD", "FR76", "www.", "deux", "cent", "n°", "😀", "l'",
        "d'", "+33", "(", ")",
    ]
)  # fmt: skip
TALK = st.lists(PIECES, max_size=25).flatmap(
    lambda pieces: st.sampled_from([" ".join(pieces), "".join(pieces)])
)


def _assert_sound(text: str, findings: list[Finding]) -> None:
    ends = [0]
    for finding in findings:
        assert ends[-1] <= finding.span.start < finding.span.end <= len(text)
        ends.append(finding.span.end)
        assert finding.rule
        shown = masked(text, finding.span)
        assert len(shown) <= 5


@given(st.one_of(TALK, st.text(max_size=80)))
@settings(max_examples=400)
def test_findings_lie_in_the_text_in_order_and_apart(text: str) -> None:
    _assert_sound(text, SCREEN.findings(text))


@given(TALK)
@settings(max_examples=400)
def test_no_finding_reaches_into_a_bracketed_code(text: str) -> None:
    findings = SCREEN.findings(text)
    for code in PLACEHOLDERS:
        start = text.find(code)
        while start >= 0:
            span = Span(start, start + len(code))
            assert not any(finding.span.overlaps(span) for finding in findings)
            start = text.find(code, start + 1)


@given(TALK)
def test_what_is_found_once_is_found_again(text: str) -> None:
    assert SCREEN.findings(text) == SCREEN.findings(text)


@given(TALK)
def test_findings_do_not_hold_a_word_of_the_text(text: str) -> None:
    for finding in SCREEN.findings(text):
        assert "Garancher" not in repr(finding)
        assert "01 99" not in repr(finding)


@given(
    st.lists(
        st.builds(
            lambda kind, tier, start, length: Finding(kind, tier, Span(start, start + length), "r"),
            st.sampled_from(Kind),
            st.sampled_from(Tier),
            st.integers(0, 60),
            st.integers(1, 20),
        )
    )
)
def test_resolving_lets_no_direct_character_go(findings: list[Finding]) -> None:
    kept = resolved(findings)
    _assert_sound("x" * 100, kept)
    direct = {n for f in findings if f.direct for n in range(f.span.start, f.span.end)}
    assert direct == {n for f in kept if f.direct for n in range(f.span.start, f.span.end)}


@given(TALK)
def test_a_name_of_the_list_is_found_in_any_surroundings(text: str) -> None:
    line = f"{text}\nodalie\n"
    start = len(text) + 1
    reading = Reading(line)
    assert "odalie" in reading.forms
    spans = [finding.span for finding in SCREEN.findings(line) if finding.direct]
    assert any(Span(start, start + 6) in span for span in spans)


HOSTILE = [
    "a", "1", "12 ", "06 39 98 ", "@", "a@", "a.b@", "[", "[A", "(", "le 12 mars 2024 ", "deux ",
    "zéro ", "Mme De ", "Dr A. ", "l e f ", "12 rue de ", "quatre vingt ", "cent ", "mille ",
    "e\u0301", "\u00ad", "a\u00ad", "\n", ": ", "FR76 ", "+33", "point fr ", "arobase ", "12/",
    "12/03/", "2A", "AB-", "1 85 07 2A ", "né le ", "lot 1-", "n° ", "Odalie ", "-", "d'", "ipp ",
    "dossier de ", "voiture ", "www.", "http://", "saint-", "Lyon-", "ans ", "de ", "le bi", "Le ",
    "[TEL]", "\ud800", "mon frère ", "rose ", "15-", "il y a ", "\u202e", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("seed", HOSTILE)
def test_a_long_line_of_one_thing_is_read_to_its_end(seed: str) -> None:
    text = seed * (60_000 // len(seed)) + " IPP 80012345"
    findings = SCREEN.findings(text)
    _assert_sound(text, findings)
    assert findings[-1].span.end == len(text)


def test_a_line_of_ten_million_characters_is_read_to_its_end() -> None:
    text = "x" * 10_000_000 + " madame Garancher"
    (finding,) = SCREEN.findings(text)
    assert finding.span.of(text) == "Garancher"
