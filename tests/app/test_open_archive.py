"""An archive is read with the standard library alone, by its own schema."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from qualcode.app.coding.reading import list_codings
from qualcode.app.privacy.archiving import archive
from qualcode.app.projects.studies import list_codebooks
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from qualcode.store.rows import memos, sources
from tests.app.analysis_stories import analyse

KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
    "null": type(None),
}  # fmt: skip


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A small study with one of everything, which no test changes."""
    place = str(tmp_path_factory.mktemp("étude") / "étude.qualcode")
    with create_project(place, title="Étude inventée", acting="Zoé") as project:
        yield analyse(project)


@pytest.fixture(scope="module")
def archived(studied: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its archive, on another path."""
    target = tmp_path_factory.mktemp("autre support") / "archive"
    assert archive(studied, target).sound
    return target


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def lines(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def faults(value: Any, rule: dict[str, Any], schema: dict[str, Any], where: str) -> list[str]:
    """What in a value the schema does not allow, or does not describe."""
    if "$ref" in rule:
        *_, name = rule["$ref"].split("/")
        rule = {**schema["$defs"][name], **{k: v for k, v in rule.items() if k != "$ref"}}
    found = [f"{where}: {value!r}"] if not _is_allowed(value, rule) else []
    if isinstance(value, list):
        for item in value:
            found += faults(item, rule.get("items", {}), schema, f"{where}[]")
    if isinstance(value, dict):
        known, others = rule.get("properties", {}), rule.get("additionalProperties")
        found += [f"{where}: no {key}" for key in rule.get("required", ()) if key not in value]
        for key, held in value.items():
            if key in known:
                found += faults(held, known[key], schema, f"{where}.{key}")
            elif isinstance(others, dict):
                found += faults(held, others, schema, f"{where}.{key}")
            elif others is not True:
                found.append(f"{where}: {key} is not described")
    return found


def _is_allowed(value: Any, rule: dict[str, Any]) -> bool:
    kinds = [rule["type"]] if isinstance(rule.get("type"), str) else rule.get("type", ())
    return (
        (not kinds or any(_is(value, kind) for kind in kinds))
        and value in rule.get("enum", [value])
        and value == rule.get("const", value)
        and not ("minimum" in rule and value < rule["minimum"])
    )


def _is(value: Any, kind: str) -> bool:
    if kind == "integer" and isinstance(value, bool):
        return False
    return isinstance(value, KINDS[kind])


def test_every_json_file_follows_the_schema_that_lies_beside_it(archived: Path) -> None:
    schema = read(archived / "archive.schema.json")
    assert read(archived / "manifest.json")["schema"] == schema["$defs"]["manifest"]["properties"][
        "schema"
    ]["const"]  # fmt: skip
    described: Counter[str] = Counter()
    for file in sorted(archived.rglob("*.json*")):
        name = file.relative_to(archived).as_posix()
        if name in {"archive.schema.json", "project.qualcode.json"}:
            continue
        (pattern,) = [one for one in schema["files"] if fnmatch(name, one)]
        held = lines(file) if name.endswith("l") else [read(file)]
        for value in held:
            assert faults(value, {"$ref": schema["files"][pattern]}, schema, name) == []
        described[pattern] += len(held)
    assert described.keys() == schema["files"].keys()


def test_a_value_that_the_schema_does_not_allow_is_seen(archived: Path) -> None:
    schema = read(archived / "archive.schema.json")
    coding, rule = lines(archived / "codings.jsonl")[0], {"$ref": "#/$defs/coding"}
    for key, wrong in (("start", -1), ("start", True), ("valence", "frein"), ("autre", 1)):
        assert len(faults({**coding, key: wrong}, rule, schema, "")) == 1
    assert len(faults({k: v for k, v in coding.items() if k != "file"}, rule, schema, "")) == 1


def test_every_quotation_is_found_again_in_its_text(archived: Path, studied: Project) -> None:
    codings = lines(archived / "codings.jsonl")
    for coding in codings:
        text = (archived / coding["file"]).read_bytes().decode("utf-8")
        assert text[coding["start"] : coding["end"]] == coding["quotation"]
    flat = table(archived / "codings.csv")
    assert [(row["guid"], row["quotation"], int(row["start"])) for row in flat] == [
        (coding["guid"], coding["quotation"], coding["start"]) for coding in codings
    ]
    assert {c["guid"]: (c["coder"], c["code"], c["valence"]) for c in codings} == {
        c.guid: (c.coder, c.code, c.valence.value) for c in list_codings(studied)
    }
    assert len({coding["coder"] for coding in codings}) == 2


def test_texts_speakers_and_persons_belong_together(archived: Path, studied: Project) -> None:
    cases = {case["name"] for case in read(archived / "cases.json")}
    held = [read(file) for file in (archived / "sources").glob("*.json")]
    for source in held:
        text = (archived / source["file"]).read_bytes()
        assert hashlib.sha256(text).hexdigest() == source["sha256"]
        said = [text.decode("utf-8")[turn["start"] : turn["end"]] for turn in source["turns"]]
        assert all(words.strip() == words != "" for words in said)
        labels = {speaker["label"]: speaker["case"] for speaker in source["speakers"]}
        assert {turn["speaker"] for turn in source["turns"]} <= labels.keys()
        assert {case for case in labels.values() if case} <= cases
    with studied.read() as connection:
        assert len(held) == len(sources.list_sources(connection)) > 0


def test_codes_memos_and_analyses_are_counted_as_in_the_project(
    archived: Path, studied: Project
) -> None:
    codes = {(row["codebook"], row["code"]) for row in table(archived / "codes.csv")}
    assert len(codes) == sum(len(book.codes) for book in list_codebooks(studied))
    assert {(c["codebook"], c["code"]) for c in lines(archived / "codings.jsonl")} <= codes
    with studied.read() as connection:
        viewer = studied.acting_key(connection)
        bodies = [memo.body for memo in memos.list_memos(connection, viewer)]
    assert [memo["body"] for memo in read(archived / "memos.json")] == bodies
    made = read(archived / "analysis.json")
    assert {name: len(held) for name, held in made.items()} == {
        "themes": 2, "summaries": 1, "ratings": 1, "joint_rows": 1, "objectives": 1, "answers": 1,
    }  # fmt: skip


def test_the_readme_names_every_file_in_both_languages(archived: Path) -> None:
    for name in ("README.txt", "LISEZMOI.txt"):
        said = (archived / name).read_text(encoding="utf-8")
        for file in archived.iterdir():
            assert file.name in said or file.name in {"README.txt", "LISEZMOI.txt"}
