"""Public lists shipped with the program: names, communes, medicines, words of the languages.

Each is read when it is first asked for; `SOURCES.md` says where it comes from. All words are in
small letters without accents, ligatures spelled out.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@cache
def listed(name: str) -> frozenset[str]:
    """The words of one list: `first_names`, `surnames`, `communes` or `drugs`."""
    return frozenset(gzip.decompress((FOLDER / f"{name}.txt.gz").read_bytes()).decode().split("\n"))


@cache
def pairs_of_communes() -> frozenset[str]:
    """The first two words of communes of several words: "bourg-en" of "bourg-en-bresse"."""
    return frozenset("-".join(name.split("-", 2)[:2]) for name in listed("communes") if "-" in name)


@cache
def beginnings_of_communes() -> frozenset[str]:
    """The first words of communes of several words: "bourg" of "bourg-en-bresse"."""
    return frozenset(name.partition("-")[0] for name in listed("communes") if "-" in name)


def places_in_filter(word: str, bits: int, hashes: int) -> Iterator[int]:
    """The bits of a word in a Bloom filter, by double hashing (Kirsch and Mitzenmacher 2008)."""
    value = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
    first, second = value & 0xFFFFFFFF, (value >> 32) | 1
    return ((first + n * second) % bits for n in range(hashes))


@cache
def _filter(language: str) -> tuple[int, bytes]:
    content = (FOLDER / f"{language}.bloom").read_bytes()
    return content[0], content[1:]


def is_word(form: str, language: str) -> bool:
    """Whether `form` is in the filter `french`, `english` or `surnames`.

    About one other word in 300 is taken for one.
    """
    hashes, bits = _filter(language)
    return all(
        bits[place >> 3] >> (place & 7) & 1
        for place in places_in_filter(form, len(bits) * 8, hashes)
    )
