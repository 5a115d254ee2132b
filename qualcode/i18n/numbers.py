"""Numbers as each language writes them: decimal comma and thin spaces in French."""

from __future__ import annotations

from collections.abc import Iterable

from qualcode.i18n import current_language

NBSP = "\u00a0"
NNBSP = "\u202f"


def decimal(value: float, places: int = 2) -> str:
    """`value` with `places` decimals: « 0,81 » in French, "0.81" in English; minus is U+2212."""
    text = f"{value:.{places}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    text = text.replace("-", "\u2212")
    return text.replace(".", ",") if current_language() == "fr" else text


def integer(value: int) -> str:
    """`value` with its thousands parted: « 12 345 » in French, "12,345" in English."""
    return f"{value:,}".replace(",", NNBSP) if current_language() == "fr" else f"{value:,}"


def percent(share: float, places: int = 0) -> str:
    """A share of 1 as a percentage: « 81 % » in French, "81%" in English."""
    sign = f"{NNBSP}%" if current_language() == "fr" else "%"
    return decimal(share * 100, places) + sign


def signed(value: int) -> str:
    """A whole number with its sign: "+1", "0", "−2" (U+2212)."""
    return f"{value:+d}".replace("-", "\u2212") if value else "0"


def quoted(text: str) -> str:
    """`text` between the quotation marks of the language, the text itself untouched."""
    if current_language() == "fr":
        return f"«{NBSP}{text}{NBSP}»"
    return f"“{text}”"


def day(written: str) -> str:
    """A day written 2026-11-22, or a moment of it, as tables print it in the language."""
    year, month, number = written[:10].split("-")
    return f"{number}/{month}/{year}" if current_language() == "fr" else written[:10]


def semicolons(parts: Iterable[str]) -> str:
    """Parts with a semicolon between them, as the language sets it."""
    return (f"{NBSP}; " if current_language() == "fr" else "; ").join(parts)


def colon() -> str:
    """A colon as the language sets it after a word."""
    return f"{NBSP}:" if current_language() == "fr" else ":"
