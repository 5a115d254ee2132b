"""Both languages say everything: each message id has a French translation, and it is compiled."""

from __future__ import annotations

import re
import string

import pytest
from babel.messages.catalog import Message

from qualcode.core.errors import NotAllowed
from qualcode.i18n import N_, Told, in_language, plural, translate
from tests import catalogues


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_message_has_a_french_translation() -> None:
    known = catalogues.french()
    missing = [
        message.id
        for message in catalogues.gathered()
        if message.id and (known.get(message.id) is None or not _strings(known.get(message.id)))
    ]
    assert missing == []


def _strings(message: Message | None) -> list[str]:
    text = message.string if message else ""
    found = [text] if isinstance(text, str) else [one or "" for one in text or ("",)]
    return found if all(found) else []


def test_translations_fill_in_the_same_names() -> None:
    wrong = [
        (message.id, text)
        for message in catalogues.french()
        for text in _strings(message)
        if message.id and not _names(text) <= _names(" ".join(_ids(message)))
    ]
    assert wrong == []


def _ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_the_compiled_catalogue_is_that_of_the_po_file() -> None:
    stored = catalogues.FRENCH.with_suffix(".mo").read_bytes()
    assert stored == catalogues.compiled(catalogues.french())


def test_french_typography_sets_a_no_break_space_before_high_signs() -> None:
    wrong = [
        text
        for message in catalogues.french()
        if message.id
        for text in _strings(message)
        if re.search(r"[^\s\u00a0\u202f\d!?:;/][:;!?»](?=\s|$)|«[^\u00a0\u202f]| [:;!?»]", text)
    ]
    assert wrong == []


def test_an_error_is_told_in_the_language_of_whoever_reads_it() -> None:
    error = NotAllowed(N_("There is nothing to undo."))
    with in_language("en"):
        assert str(error) == "There is nothing to undo."
    with in_language("fr"):
        assert str(error) == "Il n’y a rien à annuler."


def test_a_message_inside_a_message_is_translated_with_it() -> None:
    with in_language("fr"):
        assert translate("“{code}” always counts as {valence}.", code="x", valence=Told("barrier"))\
            .endswith("frein.")  # fmt: skip


@pytest.mark.parametrize(("n", "told"), [(1, "1 case."), (2, "2 cases."), (0, "0 cases.")])
def test_plurals_follow_the_number(n: int, told: str) -> None:
    with in_language("en"):
        assert plural("{n} case.", "{n} cases.", n) == told
