"""Rebuilds the lists in `qualcode/deid/lists` from the sources that `SOURCES.md` there names.

Run it as `python -m benchmarks.deid_lists --french fr.aff fr.dic --english british-english
american-english --gazetteer gazetteer.json.gz --faker faker/providers/person --drugs drugs.json`.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from qualcode.deid.lists import FOLDER, places_in_filter
from qualcode.deid.reading import plain

BITS_PER_WORD = 12
HASHES = 8
PROPER = re.compile(r"po:(?:npr|prn|patr|titr|loc\.patr)")
PART = re.compile(r"[^\W\d_]+")
FAKER_LOCALES = [
    "en_GB",
    "en_US",
    "en_IE",
    "en_IN",
    "en_KE",
    "en_NG",
    "en_PK",
    "fr_FR",
    "fr_DZ",
    "fr_BE",
    "fr_CH",
    "fr_QC",
    "pt_PT",
    "pt_BR",
    "es_ES",
    "it_IT",
    "pl_PL",
    "tr_TR",
    "vi_VN",
    "ro_RO",
    "de_DE",
    "nl_BE",
    "nl_NL",
    "ha_NG",
    "ig_NG",
    "yo_NG",
    "tw_GH",
    "sw",
    "zu_ZA",
    "ar_DZ",
    "hr_HR",
    "cs_CZ",
    "hu_HU",
    "da_DK",
    "sv_SE",
    "no_NO",
    "fi_FI",
    "id_ID",
]


def folded(word: str) -> str:
    return plain(word).replace("œ", "oe").replace("æ", "ae")


def french_words(affixes: Path, dictionary: Path) -> set[str]:
    """Every form that a Hunspell dictionary gives, proper names apart."""
    endings = defaultdict(list)
    for line in affixes.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) >= 5 and parts[0] == "SFX":
            cut, added = parts[2].replace("0", ""), parts[3].partition("/")[0]
            added = "" if added == "0" else added
            endings[parts[1]].append((cut, added, re.compile(parts[4] + "$")))
    found: set[str] = set()
    for line in dictionary.read_text(encoding="utf-8").splitlines()[1:]:
        entry, _, tags = line.partition(" ")
        word, _, flags = entry.partition("/")
        if PROPER.search(tags) or not word[:1].islower():
            continue
        for form in (word, *_with_endings(word, re.findall("..", flags), endings)):
            found.update(folded(part) for part in PART.findall(form))
    return found


def _with_endings(
    word: str, flags: list[str], endings: dict[str, list[tuple[str, str, re.Pattern[str]]]]
) -> Iterator[str]:
    for flag in flags:
        for cut, added, condition in endings.get(flag, ()):
            if word.endswith(cut) and condition.search(word):
                yield word[: len(word) - len(cut)] + added


def english_words(files: Iterable[Path]) -> set[str]:
    return {
        folded(part)
        for file in files
        for word in file.read_text(encoding="utf-8").split()
        if word[:1].islower()
        for part in PART.findall(word.removesuffix("'s"))
    }


def filter_of(words: set[str]) -> bytes:
    """A Bloom filter: its number of hashes in one byte, then its bits."""
    bits = bytearray(len(words) * BITS_PER_WORD // 8 + 1)
    for word in words:
        for place in places_in_filter(word, len(bits) * 8, HASHES):
            bits[place >> 3] |= 1 << (place & 7)
    return bytes([HASHES]) + bytes(bits)


def faker_names(folder: Path) -> tuple[set[str], set[str]]:
    """First names and surnames in Latin letters of Faker's providers."""
    first: set[str] = set()
    last: set[str] = set()
    for locale in FAKER_LOCALES:
        file = folder / locale / "__init__.py"
        if not file.exists():
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                kind = first if "first_name" in name else last if "last_name" in name else None
                if kind is not None and not name.startswith(("format", "prefix", "suffix")):
                    kind.update(_names_in(node.value))
    return first, last


def _names_in(value: ast.AST) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            name = folded(node.value).strip()
            if re.fullmatch(r"[a-z][a-z' -]{1,30}", name):
                yield name.replace(" ", "-")


def drug_names(file: Path, keep_out: set[str]) -> set[str]:
    entries = json.loads(file.read_text(encoding="utf-8")).values()
    words = {folded(part) for names in entries for name in names for part in PART.findall(name)}
    return {word for word in words if len(word) > 4} - keep_out


def write(name: str, words: Iterable[str]) -> None:
    content = "\n".join(sorted(words)).encode()
    (FOLDER / f"{name}.txt.gz").write_bytes(gzip.compress(content, 9, mtime=0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--french", nargs=2, type=Path, required=True)
    parser.add_argument("--english", nargs="+", type=Path, required=True)
    parser.add_argument("--gazetteer", type=Path, required=True)
    parser.add_argument("--faker", type=Path, required=True)
    parser.add_argument("--drugs", type=Path, required=True)
    asked = parser.parse_args()
    french, english = french_words(*asked.french), english_words(asked.english)
    with gzip.open(asked.gazetteer, "rt", encoding="utf-8") as file:
        gazetteer = {kind: {folded(n) for n in names} for kind, names in json.load(file).items()}
    first, last = faker_names(asked.faker)
    first |= gazetteer["prenoms"]
    last |= gazetteer["noms"]
    (FOLDER / "french.bloom").write_bytes(filter_of(french))
    (FOLDER / "english.bloom").write_bytes(filter_of(english))
    write("first_names", (name for name in first if len(name) > 1))
    write("surnames", (name for name in last if len(name) > 2))
    write("communes", {name.replace(" ", "-") for name in gazetteer["communes"]})
    write("drugs", drug_names(asked.drugs, french | english | first | last))
    for path in sorted(FOLDER.glob("*.[bt]*")):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
