"""Rebuilds the lists in `qualcode/deid/lists` from the sources that `SOURCES.md` there names.

Run it as `python -m benchmarks.deid_lists --french fr.aff fr.dic --english british-english
american-english --gazetteer gazetteer.json.gz --faker faker/providers/person --drugs drugs.json
--first prenoms.csv.gz --borne noms.csv.gz dist.all.last`; what is left out stays as it is.
"""

from __future__ import annotations

import argparse
import ast
import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from qualcode.deid.lists import FOLDER, is_word, listed, places_in_filter
from qualcode.deid.reading import plain

BITS_PER_WORD = 12
HASHES = 8
MANY = 200
LEAST_BEARERS = 3
"""Surnames borne by fewer of those who run a business in France are left out."""
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


def counted(file: Path, column: str) -> Counter[str]:
    """The words of one column of a list with counts, each with how many bear it."""
    bearers: Counter[str] = Counter()
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            name = folded(row[column]).strip().replace(" ", "-")
            if re.fullmatch(r"[a-z][a-z'-]+", name):
                bearers[name] += int(row["count"])
    return bearers


def told_from_words(bearers: Counter[str]) -> Iterator[str]:
    """The names that many bear, and of the others those that are no words."""
    for name, count in bearers.items():
        if count >= MANY or not (is_word(name, "french") or is_word(name, "english")):
            yield name


def borne(french: Path, american: Path) -> set[str]:
    """The words of surnames borne in France, or on the census list of the United States."""
    bearers: Counter[str] = Counter()
    for name, count in counted(french, "patronyme").items():
        for part in re.findall("[a-z]{3,}", name):
            bearers[part] += count
    census = {line.split()[0].lower() for line in american.read_text().splitlines()}
    return {name for name, count in bearers.items() if count >= LEAST_BEARERS} | census


def drug_names(file: Path, keep_out: set[str]) -> set[str]:
    entries = json.loads(file.read_text(encoding="utf-8")).values()
    words = {folded(part) for names in entries for name in names for part in PART.findall(name)}
    return {word for word in words if len(word) > 4} - keep_out


def write(name: str, words: Iterable[str]) -> None:
    content = "\n".join(sorted(words)).encode()
    (FOLDER / f"{name}.txt.gz").write_bytes(gzip.compress(content, 9, mtime=0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--french", nargs=2, type=Path)
    parser.add_argument("--english", nargs="+", type=Path)
    parser.add_argument("--gazetteer", type=Path)
    parser.add_argument("--faker", type=Path)
    parser.add_argument("--first", type=Path)
    parser.add_argument("--borne", nargs=2, type=Path)
    parser.add_argument("--drugs", type=Path)
    asked = parser.parse_args()
    if asked.french and asked.english:
        (FOLDER / "french.bloom").write_bytes(filter_of(french_words(*asked.french)))
        (FOLDER / "english.bloom").write_bytes(filter_of(english_words(asked.english)))
    if asked.borne:
        (FOLDER / "surnames.bloom").write_bytes(filter_of(borne(*asked.borne)))
    if asked.gazetteer and asked.faker:
        _names_and_communes(asked.gazetteer, asked.faker)
    if asked.first:
        names = listed("first_names") | set(told_from_words(counted(asked.first, "prenom")))
        write("first_names", (name for name in names if len(name) > 1 and "-" not in name))
    if asked.drugs:
        words = french_words(*asked.french) | english_words(asked.english)
        write("drugs", drug_names(asked.drugs, words | listed("first_names") | listed("surnames")))
    for path in sorted(FOLDER.glob("*.[bt]*")):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


def _names_and_communes(gazetteer: Path, faker: Path) -> None:
    with gzip.open(gazetteer, "rt", encoding="utf-8") as file:
        known = {kind: {folded(n) for n in names} for kind, names in json.load(file).items()}
    first, last = faker_names(faker)
    write("first_names", (name for name in first | known["prenoms"] if len(name) > 1))
    write("surnames", (name for name in last | known["noms"] if len(name) > 2))
    write("communes", {name.replace(" ", "-") for name in known["communes"]})


if __name__ == "__main__":
    main()
