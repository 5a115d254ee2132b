"""YAML files as plain values that remember their lines; no anchors, no tags, no surprises."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from qualcode.core.errors import Mistake, Mistakes
from qualcode.i18n import N_
from qualcode.interop.files import utf8_text, write_text

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.events import AliasEvent, CollectionStartEvent, Event, ScalarEvent
    from ruamel.yaml.reader import ReaderError

Place = tuple[str | int, ...]

LARGEST = 2_000_000
"""Bytes that are read; the largest codebook that ships has 70,000."""

DEEPEST = 200
"""Levels of nesting that are followed; no codebook comes near."""

_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
"""Not 007: what starts with a zero is a code, hence a text."""
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})?\.[0-9]{1,30}(?:[eE][-+]?[0-9]{1,2})?")


@dataclass(frozen=True)
class YamlTree:
    """What a YAML file says, and where it says it."""

    file: str
    raw: dict[str, object]
    """Mappings, lists, texts, numbers, booleans and None, typed by the rules of YAML 1.2."""
    lines: dict[Place, int]
    """The line of every field and list item, from 1."""
    mistakes: tuple[Mistake, ...] = ()
    """Repeated fields, anchors and tags."""

    def refuse(self, mistakes: Iterable[Mistake]) -> None:
        """Raise `Mistakes` for the tree's own and for these, in the order of the file, if any."""
        found = [replace(mistake, line=self._line(mistake.path)) for mistake in mistakes]
        found = sorted([*self.mistakes, *found], key=lambda mistake: mistake.line or 0)
        if found:
            raise Mistakes(self.file, found)

    def _line(self, path: Place) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(path: Path) -> YamlTree:
    """Read one YAML document whose top is a mapping.

    Raises:
        FileProblem: the file is missing, empty, too large or cannot be opened.
        Mistakes: it is not UTF-8, not YAML, or uses references; lesser ones stay with the tree.
    """
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    text = unicodedata.normalize("NFC", utf8_text(path, LARGEST))
    try:
        return _tree(text, path.name, pure=False)
    except YAMLError:
        pass
    try:
        return _tree(text, path.name, pure=True)
    except MarkedYAMLError as error:
        raise Mistakes(path.name, [_syntax(error)]) from error
    except ReaderError as error:
        raise Mistakes(path.name, [_unprintable(error, text)]) from error


def _tree(text: str, file: str, *, pure: bool) -> YamlTree:
    """Parse with the C library where it is installed, or in pure Python.

    The C library is twenty times as fast; the words of its errors vary from one to the next, so
    the pure parser is the one that judges.
    """
    from ruamel.yaml import YAML

    builder = _Builder(file)
    takes = builder.takes()
    for event in YAML(typ="safe", pure=pure).parse(text):
        take = takes.get(type(event).__name__)
        if take is not None:
            take(event)
    return builder.tree()


def write_yaml(raw: Mapping[str, object], path: Path) -> None:
    """Write plain values as a YAML file that `read_yaml` reads back as they are.

    Raises:
        FileProblem: the file cannot be written.
    """
    write_text(path, yaml_text(raw))


def yaml_text(raw: Mapping[str, object], *, short: bool = False) -> str:
    """Plain values as the text of a YAML file that `read_yaml` reads back as they are.

    Args:
        raw: mappings, lists, texts, numbers, booleans and None.
        short: put lists of single values on one line.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    def quoted(value: object) -> object:
        if isinstance(value, Mapping):
            return {quoted(name): quoted(item) for name, item in value.items()}
        if isinstance(value, list | tuple):
            items = CommentedSeq(quoted(item) for item in value)
            if short and not any(isinstance(item, Mapping | list | tuple) for item in value):
                items.fa.set_flow_style()
            return items
        if isinstance(value, str) and not _plain(value):
            return DoubleQuotedScalarString(value)
        return value

    yaml = YAML(typ="rt", pure=True)
    yaml.width = 100_000
    yaml.allow_unicode = True
    out = io.StringIO()
    yaml.dump(quoted(raw), out)
    return out.getvalue()


def _plain(text: str) -> bool:
    """Whether `text` may stand on one line as it is, or at most between single quotes."""
    shown = text.replace("\u00a0", "").replace("\u202f", "")
    return shown.isprintable() and text == text.strip() and isinstance(_typed(text), str)


def _syntax(error: MarkedYAMLError) -> Mistake:
    problem = str(error.problem or "")
    mark = error.problem_mark or error.context_mark
    msgid = N_("This cannot be read as YAML ({problem}).")
    if "\\t" in problem:
        msgid = N_("Indent with spaces: a tab stands here.")
    elif "mapping values are not allowed" in problem:
        msgid = N_("A colon stands inside a text: put the text between quotation marks.")
    elif "unexpected end of stream" in problem and error.context_mark:
        msgid, mark = N_("A quotation mark is opened here and never closed."), error.context_mark
    if mark is None:
        return Mistake(msgid, {"problem": problem}, line=1)
    return Mistake(msgid, {"problem": problem}, line=mark.line + 1, column=mark.column + 1)


def _unprintable(error: ReaderError, text: str) -> Mistake:
    before = text[: error.position]
    column = error.position - (before.rfind("\n") + 1) + 1
    shown = f"U+{ord(text[error.position]):04X}"
    return Mistake(
        N_("An invisible control character ({character}) stands here: delete it."),
        {"character": shown},
        line=before.count("\n") + 1,
        column=column,
    )


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    holder: dict[str, object] | list[object]
    path: Place
    name: str | None = None
    """The field whose value comes next."""


@dataclass
class _Builder:
    """Puts plain values together from the events of the parser."""

    file: str
    root: object = None
    documents: int = 0
    aliased: bool = False
    opened: list[_Open] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def takes(self) -> dict[str, Callable[[Any], object]]:
        """What to do with each kind of event."""
        return {
            "DocumentStartEvent": self._document,
            "ScalarEvent": self._scalar,
            "MappingStartEvent": lambda event: self._open({}, event),
            "SequenceStartEvent": lambda event: self._open([], event),
            "MappingEndEvent": lambda _: self.opened.pop(),
            "SequenceEndEvent": lambda _: self.opened.pop(),
            "AliasEvent": self._alias,
        }

    def tree(self) -> YamlTree:
        """The finished tree.

        Raises:
            Mistakes: something hides what the file says.
        """
        if not isinstance(self.root, dict):
            msgid = N_("Named fields are expected at the top, such as “id: …”.")
            self.mistakes.insert(0, Mistake(msgid, line=1))
        if self.aliased or not isinstance(self.root, dict):
            raise Mistakes(self.file, self.mistakes)
        return YamlTree(self.file, self.root, self.lines, tuple(self.mistakes))

    def _document(self, event: Event) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop(event, N_("A second document starts here: one file holds one."))

    def _alias(self, event: AliasEvent) -> None:
        msgid = N_("Write it out: references such as *{name} are not followed.")
        self._note(event, msgid, name=event.anchor)
        self.aliased = True
        self._put(None, event)

    def _plain(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if event.anchor is not None:
            msgid = N_("Write it out: anchors such as &{name} are not allowed.")
            self._note(event, msgid, name=event.anchor)
        if event.tag is not None:
            self._note(event, N_("Tags such as {name} are not allowed."), name=event.tag)

    def _scalar(self, event: ScalarEvent) -> None:
        self._plain(event)
        top = self.opened[-1] if self.opened else None
        if top is None or isinstance(top.holder, list) or top.name is not None:
            self._put(_value(event), event)
            return
        name = event.value
        self.lines.setdefault((*top.path, name), event.start_mark.line + 1)
        if name in top.holder:
            self._note(event, N_("The field “{name}” stands here twice."), name=name)
        top.name = name

    def _put(self, value: object, event: Event) -> Place:
        if not self.opened:
            self.root = value
            return ()
        top = self.opened[-1]
        if isinstance(top.holder, list):
            path = (*top.path, len(top.holder))
            self.lines[path] = event.start_mark.line + 1
            top.holder.append(value)
            return path
        if top.name is None:
            self._stop(event, N_("The name of a field must be a single word."))
        path = (*top.path, top.name)
        top.holder[top.name] = value
        top.name = None
        return path

    def _open(
        self, holder: dict[str, object] | list[object], event: ScalarEvent | CollectionStartEvent
    ) -> None:
        self._plain(event)
        if len(self.opened) == DEEPEST:
            self._stop(event, N_("This is nested too deeply."))
        self.opened.append(_Open(holder, self._put(holder, event)))

    def _note(self, event: Event, msgid: str, **params: object) -> None:
        where = " › ".join(str(opened.name) for opened in self.opened if opened.name)
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        self.mistakes.append(Mistake(msgid, params, where, line=line, column=column))

    def _stop(self, event: Event, msgid: str) -> NoReturn:
        self._note(event, msgid)
        raise Mistakes(self.file, self.mistakes)


def _value(event: ScalarEvent) -> object:
    text: str = event.value
    if event.style in {"|", ">"}:
        return text.rstrip("\n")
    return text if event.style or not event.implicit[0] else _typed(text)


def _typed(text: str) -> object:
    """What a text without quotation marks means."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
