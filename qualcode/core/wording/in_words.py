"""What codebooks and codes say, as text that can be screened or compared."""

from __future__ import annotations

from qualcode.core.codebook import Code, Codebook, Words


def text_of_book(book: Codebook) -> str:
    """What a codebook says of itself, in all languages."""
    return all_languages(book.title, book.description)


def text_of_code(code: Code) -> str:
    """What a code says, in all languages."""
    wording = code.wording
    told = all_languages(
        wording.label, wording.definition, wording.use_when, wording.not_when, code.target
    )
    return f"{told}\n{wording.example.text}" if wording.example else told


def all_languages(*texts: Words) -> str:
    """Some texts in all their languages, a line each."""
    return "\n".join(text[name] for text in texts for name in sorted(text) if text[name])
