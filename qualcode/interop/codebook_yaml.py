"""Codebooks as YAML files: read with every mistake named by line and key, and written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qualcode.core.codebook import Code, Codebook, Example, ValencePolicy, Wording, Words
from qualcode.core.coding import Valence
from qualcode.core.errors import Mistakes
from qualcode.core.forms import FREE, Form, Noted
from qualcode.i18n import LANGUAGES, N_
from qualcode.interop.yaml_nodes import read_yaml, write_yaml

SCHEMA = "qualcode.codebook/1"
"""What the first line of a codebook says; a file without the line is taken for one."""

_KEPT = ("status", "languages", "studies", "work_packages", "framework", "facets", "crosswalks")
"""Fields beside the codes that are kept as they stand."""


def read_codebook(path: Path) -> Codebook:
    """Read a codebook.

    A hand-written file needs `id` and `codes`, each code a `key` and a `label`. A plain text
    stands for the first of the file's `languages`. Codes nest under `children` or name their
    `parent`.

    Raises:
        FileProblem: the file is missing, empty or cannot be opened.
        Mistakes: every mistake in it, with line and key.
    """
    tree = read_yaml(path)
    mistakes: Noted = {}
    codebook = _codebook(Form(tree.raw, mistakes))
    tree.refuse(mistakes.values())
    return codebook


def codebook_of(raw: Mapping[str, object], file: str) -> Codebook:
    """The codebook that `codebook_mapping` gave.

    Raises:
        Mistakes: every mistake in it; `file` is what the message calls it.
    """
    mistakes: Noted = {}
    codebook = _codebook(Form(raw, mistakes))
    if mistakes:
        raise Mistakes(file, mistakes.values())
    return codebook


@dataclass(frozen=True, slots=True)
class _File:
    """What holds for all codes of the file."""

    book: str
    languages: tuple[str, ...]
    """Empty where the file does not say: any two letters are then a language."""

    @property
    def first(self) -> str:
        """The language of plain texts."""
        return self.languages[0] if self.languages else LANGUAGES[0]


def _codebook(form: Form) -> Codebook:
    form.schema(SCHEMA)
    form.ignore(*_KEPT)
    file = _File(form.slug("id", required=True), form.texts("languages"))
    title = form.words("title", file.languages)
    book = Codebook(
        id=file.book,
        version=form.text("version", "0.1.0"),
        title=title if "title" in form.raw else {file.first: file.book},
        description=form.words("description", file.languages),
        codes=_codes(form, file),
        extra={k: v for k, v in form.raw.items() if k in _KEPT or k.startswith(FREE)},
    )
    form.finish()
    return book


@dataclass(frozen=True, slots=True)
class _Read:
    """A code as read, with the form it came from."""

    form: Form
    code: Code


def _codes(form: Form, file: _File) -> tuple[Code, ...]:
    if form.get("codes") in (None, []):
        form.missing("codes")
        return ()
    read = list(_walked(form, file))
    _check_keys(read)
    _check_references(read, file)
    return tuple(_depth_first(read))


def _walked(form: Form, file: _File) -> Iterator[_Read]:
    """The codes of all levels, depth first."""
    waiting: list[tuple[Form, str | None]] = [
        (code, None) for code in form.sections("codes", "key")
    ]
    waiting.reverse()
    while waiting:
        current, parent = waiting.pop()
        code = _code(current, parent, file)
        yield _Read(current, code)
        children = list(current.sections("children", "key"))
        waiting.extend((child, code.key) for child in reversed(children))
        current.finish()


def _code(form: Form, parent: str | None, file: _File) -> Code:
    named = form.text("parent") or None
    if parent is not None and named not in {None, parent}:
        form.note(N_("This code is nested under “{parent}”."), "parent", parent=parent)
    policy, fixed, usual, target = _valence(form.section("valence"), file)
    return Code(
        key=form.slug("key", required=True),
        wording=_wording(form, file),
        parent=parent or named,
        codable=form.flag("codable", True),
        policy=policy,
        fixed=fixed,
        usual=usual,
        target=target,
        process=form.flag("process", False),
        aliases=form.slugs("aliases"),
        maps_to=_maps_to(form, file),
        retired=form.flag("retired", False),
        provisional=form.flag("provisional", False),
    )


def _wording(form: Form, file: _File) -> Wording:
    not_when = form.get("not_when")
    beside = form.section("not_when") if isinstance(not_when, Mapping) else None
    return Wording(
        label=form.words("label", file.languages, required=True),
        definition=form.words("definition", file.languages),
        use_when=form.words("use_when", file.languages),
        not_when=form.words("not_when", file.languages, also="see"),
        not_when_see=beside.texts("see", single=True) if beside else (),
        example=_example(form, file),
    )


def _example(form: Form, file: _File) -> Example | None:
    if isinstance(form.get("example"), str):
        return Example(form.text("example", required=True), file.first)
    example = form.section("example")
    if example is None:
        return None
    read = Example(
        text=example.text("text", required=True),
        language=example.text("lang", file.first),
        invented=example.flag("invented", True),
        valence=example.choice("valence", Valence),
    )
    example.finish()
    return read


def _valence(
    form: Form | None, file: _File
) -> tuple[ValencePolicy, Valence | None, tuple[Valence, ...], Words]:
    if form is None:
        return ValencePolicy.OPTIONAL, None, (), {}
    policy = form.choice("policy", ValencePolicy) or ValencePolicy.OPTIONAL
    fixed = form.choice("value", Valence)
    if policy is ValencePolicy.FIXED and form.get("value") in {None, Valence.UNSET}:
        msgid = N_("A fixed valence needs a “value”: barrier, lever, ambivalent or neutral.")
        form.note(msgid, "policy")
    if policy is not ValencePolicy.FIXED and fixed is not None:
        form.note(N_("A “value” stands only beside the policy “fixed”."), "value")
    usual = form.choices("usual", Valence)
    target = form.words("target", file.languages)
    form.finish()
    return policy, fixed, usual, target


def _maps_to(form: Form, file: _File) -> dict[str, tuple[str, ...]]:
    """Crosswalks by codebook; `also_comb` is the crosswalk of a codebook to itself."""
    found: dict[str, tuple[str, ...]] = {}
    crosswalk = form.section("maps_to")
    if crosswalk is not None:
        for book in crosswalk.raw:
            crosswalk.check_slug(book, book)
            found[book] = crosswalk.slugs(book)
    placed = form.slugs("also_comb")
    if placed:
        found[file.book] = (*found.get(file.book, ()), *placed)
    return found


def _check_keys(read: Iterable[_Read]) -> None:
    seen: set[str] = set()
    for form, code in ((each.form, each.code) for each in read):
        names = [(code.key, ("key",))] if code.key else []
        aliased = [(alias, ("aliases", i)) for i, alias in enumerate(code.aliases)]
        for name, path in [*names, *aliased]:
            if name in seen:
                form.note(N_("“{key}” is already the key or alias of a code."), *path, key=name)
            seen.add(name)


def _check_references(read: list[_Read], file: _File) -> None:
    """Note neighbours, parents and own crosswalks that name no code of the file."""
    keys = {each.code.key for each in read}
    names = keys.union(*(each.code.aliases for each in read))
    unknown = N_("No code of this file has the key “{key}”.")
    for each in read:
        form, code = each.form, each.code
        for i, key in enumerate(code.wording.not_when_see):
            if key not in names:
                form.note(unknown, "not_when", "see", i, key=key)
        if code.parent is not None and code.parent not in keys and "parent" in form.raw:
            form.note(unknown, "parent", key=code.parent)
        for key in code.maps_to.get(file.book, ()):
            if key not in names:
                field = "also_comb" if "also_comb" in form.raw else "maps_to"
                form.note(unknown, field, key=key)


def _depth_first(read: list[_Read]) -> Iterator[Code]:
    """The codes with parents before children; what circles round itself is noted."""
    children: dict[str | None, list[int]] = defaultdict(list)
    keys = {each.code.key for each in read}
    for index, each in enumerate(read):
        parent = each.code.parent
        children[parent if parent in keys else None].append(index)
    reached: set[int] = set()
    waiting = children[None][::-1]
    while waiting:
        index = waiting.pop()
        if index not in reached:
            reached.add(index)
            yield read[index].code
            waiting.extend(children[read[index].code.key][::-1])
    for index, each in enumerate(read):
        if index not in reached:
            each.form.note(N_("A code cannot stand under itself."), "parent")


def write_codebook(codebook: Codebook, path: Path) -> None:
    """Write a codebook so that `read_codebook` gives the same one back.

    Raises:
        FileProblem: the file cannot be written.
    """
    write_yaml(codebook_mapping(codebook), path)


def codebook_mapping(codebook: Codebook) -> dict[str, object]:
    """What a codebook's file holds, as `codebook_of` reads it."""
    under: dict[str | None, list[Code]] = defaultdict(list)
    for code in codebook.codes:
        under[code.parent].append(code)
    raw: dict[str, object] = {
        "schema": SCHEMA,
        "id": codebook.id,
        "version": codebook.version,
        "title": dict(codebook.title),
        **_said(description=codebook.description),
        **codebook.extra,
    }
    if "languages" in raw:
        raw["languages"] = list(dict.fromkeys([*_listed(raw["languages"]), *_spoken(codebook)]))
    raw["codes"] = [_written(code, under, codebook.id) for code in under[None]]
    return raw


def _written(code: Code, under: Mapping[str | None, list[Code]], book: str) -> dict[str, object]:
    wording = code.wording
    not_when: dict[str, object] = dict(wording.not_when)
    if wording.not_when_see:
        not_when["see"] = list(wording.not_when_see)
    crosswalk = {name: list(keys) for name, keys in code.maps_to.items() if name != book}
    marks = {"process": code.process, "retired": code.retired, "provisional": code.provisional}
    return {
        "key": code.key,
        **_said(aliases=list(code.aliases), label=dict(wording.label)),
        **_said(definition=dict(wording.definition)),
        "codable": code.codable,
        **{name: True for name, holds in marks.items() if holds},
        **_said(use_when=dict(wording.use_when), not_when=not_when),
        **_said(example=_written_example(wording.example), valence=_written_valence(code)),
        **_said(maps_to=crosswalk, also_comb=list(code.maps_to.get(book, ()))),
        **_said(children=[_written(child, under, book) for child in under[code.key]]),
    }


def _written_example(example: Example | None) -> dict[str, object] | None:
    if example is None:
        return None
    return {
        "text": example.text,
        "lang": example.language,
        "invented": example.invented,
        **_said(valence=example.valence and example.valence.value),
    }


def _written_valence(code: Code) -> dict[str, object]:
    return {
        "policy": code.policy.value,
        **_said(value=code.fixed and code.fixed.value),
        **_said(usual=[valence.value for valence in code.usual], target=dict(code.target)),
    }


def _said(**fields: object) -> dict[str, object]:
    """The fields that hold something."""
    return {name: value for name, value in fields.items() if value}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _spoken(codebook: Codebook) -> Iterator[str]:
    """The languages in which the codebook says anything."""
    yield from (*codebook.title, *codebook.description)
    for code in codebook.codes:
        wording = code.wording
        texts = (wording.label, wording.definition, wording.use_when, wording.not_when, code.target)
        yield from (language for text in texts for language in text)
