"""The tutorial, typed word for word in both languages by somebody who has never been here."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.tutorial import PAGES, PICTURES
from docs.walk import Differs, Piloted, gestures, steps, walk
from qualcode.i18n import current_language, set_language


@pytest.mark.parametrize("language", PAGES)
def test_from_a_word_file_to_the_word_table_as_the_page_says(language: str, tmp_path: Path) -> None:
    before = current_language()
    try:
        typed = walk(PAGES[language], language, tmp_path / "home", Piloted(None))
    finally:
        set_language(before)
    assert typed[-1].split()[1:4] == ["export", typed[4].split()[2], "themes"]


def test_both_pages_ask_for_the_same_steps() -> None:
    kinds = {language: [step.kind for step in steps(page)] for language, page in PAGES.items()}
    assert kinds["fr"] == kinds["en"]


def test_every_picture_is_there_small_and_asks_nobody() -> None:
    for page in PAGES.values():
        for step in steps(page):
            if step.kind == "picture":
                svg = (PICTURES / Path(step.body).name).read_text(encoding="utf-8")
                assert len(svg) < 150_000
                assert "url(http" not in svg


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("J J   two turns on", ["J", "J"]),
        ("other clin   words", [*"other", "space", *"clin"]),
        ("c distance Entrée f  at once", ["c", *"distance", "enter", "f"]),
        ("Échap  leave", ["escape"]),
    ],
)
def test_keys_are_read_as_a_person_reads_them(line: str, keys: list[str]) -> None:
    assert gestures(line) == [keys]


def test_a_page_that_says_something_else_than_the_program_is_caught(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sh\nqualcode --version\n```\n\n```text\nqualcode 99\n```\n", "utf-8")
    with pytest.raises(Differs, match="qualcode 99"):
        walk(page, "en", tmp_path / "home", Piloted(None))
