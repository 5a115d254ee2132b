"""Characters that are not seen or look like others hide nothing and do not pass unseen."""

from __future__ import annotations

import pytest

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.deid.reading import Reading
from qualcode.deid.screen import StructuredScreen

SCREEN = StructuredScreen()


@pytest.mark.parametrize(
    "hidden",
    ["\x00", "\x07", "\u200b", "\u2060", "\u202e", "\u200f", "\U000e0041", "\u2066", "\ufeff"],
)
def test_a_name_with_an_unseen_character_in_it_is_found_and_the_character_told(
    hidden: str,
) -> None:
    text = f"Hier Sand{hidden}rine est venue."
    findings = SCREEN.findings(text)
    whole = Finding(Kind.NAME, Tier.AUTO, findings[0].span, findings[0].rule)
    assert findings[0] == whole
    assert whole.span.of(text) == f"Sand{hidden}rine"


@pytest.mark.parametrize("mark", ["\x00", "\u202e", "\u2067"])
def test_an_unseen_character_between_words_is_a_finding_of_its_own(mark: str) -> None:
    text = f"la pompe {mark} marche"
    (found,) = SCREEN.findings(text)
    assert (found.kind, found.direct, found.span.of(text)) == (Kind.HIDDEN, False, mark)


@pytest.mark.parametrize("name", ["Sаndrine", "Ｓａｎｄｒｉｎｅ", "𝐒𝐚𝐧𝐝𝐫𝐢𝐧𝐞", "Sandrіne"])
def test_letters_that_look_like_others_do_not_hide_a_name(name: str) -> None:
    text = f"Hier {name} est venue."
    found = [f for f in SCREEN.findings(text) if f.kind is Kind.NAME]
    assert [f.span.of(text) for f in found] == [name]


def test_a_word_in_another_script_is_left_to_a_person() -> None:
    text = "Il répétait Лариса, Лариса, toute la nuit."
    found = [f for f in SCREEN.findings(text) if f.kind is Kind.NAME]
    assert [f.span.of(text) for f in found] == ["Лариса", "Лариса"]


def test_hyphenation_emoji_and_french_spaces_are_nothing() -> None:
    text = "la pompe\u00a0: ça mar\u00adche 👩\u200d⚕️ très\u202fbien"
    assert SCREEN.findings(text) == []


def test_a_reading_leads_back_to_what_was_given() -> None:
    text = "D\u200bu\u200bpont"
    reading = Reading(text)
    assert reading.text == "Dupont"
    assert reading.origin(reading.span(0, 0)).of(text) == text


def test_a_long_line_of_unseen_characters_is_read_to_its_end() -> None:
    text = "x\x00" * 40_000 + " madame Garancher"
    assert SCREEN.findings(text)[-1].span.end == len(text)
