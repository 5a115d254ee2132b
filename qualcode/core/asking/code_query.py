"""Questions asked of codings, as a person types them.

```
distance and proches                  the words that both codes cover
distance or proches                   either
distance not proches                  passages that no word of the other shares
distance near/3 proches               each with the nearest of the other, within 3 turns
distance then/3 proches               each with the next of the other, within 3 turns
distance in same turn proches
never distance                        the cases that never have it
distance[barrier, coder=Zoé]          conditions on one code
distance[question=transport]          said after a question of the guide, until the next one
(distance or proches) case.group=implanted
```
A heading means any code under it and `*` any code. Keys, aliases, and names in quotation marks are
known; et, ou, sauf, près/3, puis/3, dans le même tour, jamais do as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum

from qualcode.core.asking.code_conditions import CONDITION_NAMES, WORDS, Condition, Facet
from qualcode.core.codebook import Codebook
from qualcode.core.errors import NotFound, QualcodeError, UsageProblem
from qualcode.core.text import fold
from qualcode.i18n import N_


class Relation(StrEnum):
    """How two codes stand to each other."""

    BOTH = "and"
    EITHER = "or"
    WITHOUT = "not"
    NEAR = "near"
    THEN = "then"


@dataclass(frozen=True, slots=True)
class Named:
    """Codings of some codes under conditions."""

    refs: frozenset[str] | None
    """`codebook:key` of each; None for any code."""
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """What stands left under a condition on what stands right."""

    relation: Relation
    left: Tree
    right: Tree
    turns: int = 0
    """How far apart, for near and then; 0 is the same turn."""


Tree = Named | Related


@dataclass(frozen=True, slots=True)
class CodeQuery:
    """A question that was understood."""

    text: str
    tree: Tree
    never: bool = False
    """Whether it asks for the cases that never have it."""
    among: tuple[Condition, ...] = ()
    """Which cases are asked about, where it asks for cases."""

    @property
    def refs(self) -> frozenset[str] | None:
        """Every code that it looks at; None for any."""
        found: set[str] = set()
        for named in leaves(self.tree):
            if named.refs is None:
                return None
            found |= named.refs
        return frozenset(found)

    @property
    def names_coders(self) -> bool:
        """Whether some condition is on who gave the code."""
        return self._asks_for(Facet.CODER)

    @property
    def names_questions(self) -> bool:
        """Whether some condition is on the question of the guide."""
        return self._asks_for(Facet.QUESTION)

    def _asks_for(self, facet: Facet) -> bool:
        conditions = (one for named in leaves(self.tree) for one in named.conditions)
        return any(condition.facet is facet for condition in conditions)


def leaves(tree: Tree) -> Iterator[Named]:
    """The codes of a question from left to right."""
    if isinstance(tree, Named):
        yield tree
    else:
        yield from leaves(tree.left)
        yield from leaves(tree.right)


def under(tree: Tree, condition: Condition) -> Tree:
    """The same question with a condition on each of its codes."""
    if isinstance(tree, Named):
        return replace(tree, conditions=(*tree.conditions, condition))
    return replace(tree, left=under(tree.left, condition), right=under(tree.right, condition))


def _as_written(_attribute: str, value: str) -> str:
    return value


@dataclass(frozen=True)
class Vocabulary:
    """What the words of a question may name in one project."""

    codes: Mapping[str, frozenset[str]]
    """References by key, `codebook:key` or alias, and by folded name."""
    names: Mapping[Facet, Collection[str]] = field(default_factory=dict)
    """Names of coders, cases and sources, keys of guide questions."""
    attributes: Mapping[Facet, Collection[str]] = field(default_factory=dict)
    """Attributes of cases and of sources."""
    value_of: Callable[[str, str], str] = field(default=_as_written)
    """The stored form of an attribute's value."""


def code_names(codebooks: Iterable[Codebook]) -> dict[str, frozenset[str]]:
    """What each name of a code stands for: the code and every code under it.

    A key that stands in several codebooks stands for all of them.
    """
    found: dict[str, set[str]] = {}
    labelled: dict[str, set[str]] = {}
    for book in codebooks:
        under_it: dict[str, set[str]] = {}
        for code in book.codes:
            for step in book.path(code.key):
                under_it.setdefault(step.key, set()).add(f"{book.id}:{code.key}")
        for code in book.codes:
            keys = (code.key, *code.aliases)
            for name in (*keys, *(f"{book.id}:{key}" for key in keys)):
                found.setdefault(name, set()).update(under_it[code.key])
            for label in code.wording.label.values():
                labelled.setdefault(fold(label), set()).update(under_it[code.key])
    return {name: frozenset(refs) for name, refs in (labelled | found).items()}


def parse_code_query(text: str, vocabulary: Vocabulary) -> CodeQuery:
    """What was typed, understood.

    Raises:
        UsageProblem: a word stands where it cannot stand; the message names it and its place.
        NotFound: a code, coder or attribute that the project does not hold.
    """
    return _Reader(text, vocabulary).query()


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    quoted: bool = False

    @property
    def word(self) -> str:
        """The token as keywords are compared; nothing where it was quoted."""
        return "" if self.quoted else fold(self.text)

    @property
    def place(self) -> int:
        """Its place as people count."""
        return self.start + 1


_TOKEN = re.compile(
    r'"(?P<straight>[^"]*)"|“(?P<curly>[^”]*)”|«\s*(?P<french>[^»]*?)\s*»'
    r'|(?P<sign>[()\[\],=*])|(?P<word>[^\s()\[\],="“”«»*]+)|(?P<stray>\S)'
)
_AND = {"and", "et"}
_OR = {"or", "ou"}
_NOT = {"not", "sauf"}
_NEVER = {"never", "jamais"}
_BEFORE_NOT = {"but", "mais"}
_SAME_TURN = (
    ("in", "the", "same", "turn"), ("in", "same", "turn"), ("same", "turn"),
    ("dans", "le", "meme", "tour"), ("meme", "tour"),
)  # fmt: skip
_DISTANCE = {
    "near": Relation.NEAR,
    "pres": Relation.NEAR,
    "then": Relation.THEN,
    "puis": Relation.THEN,
}
_UNKNOWN = {
    Facet.CODER: N_("There is no coder “{word}” (character {place}). Close to it: {names}."),
    Facet.CASE: N_("There is no case “{word}” (character {place}). Close to it: {names}."),
    Facet.SOURCE: N_("There is no source “{word}” (character {place}). Close to it: {names}."),
    Facet.QUESTION: N_("There is no question “{word}” (character {place}). Close to it: {names}."),
}
_END = _Token("", 0)
_MOST_CODES = 40
"""A question of more codes was not typed by a person."""


class _Reader:
    """Reads a question word by word."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._tokens = list(self._cut(text))
        self._at = 0
        self._depth = 0
        self._codes = 0
        self._among: list[Condition] = []

    def _cut(self, text: str) -> Iterator[_Token]:
        for match in _TOKEN.finditer(text):
            if match["stray"]:
                raise UsageProblem(
                    N_("The quotation mark at character {place} is not closed: {word}"),
                    place=match.start() + 1,
                    word=match["stray"],
                )
            quoted = match.lastgroup in {"straight", "curly", "french"}
            yield _Token(match[match.lastgroup or 0], match.start(), quoted)

    def query(self) -> CodeQuery:
        """The whole question."""
        never = self._next.word in _NEVER
        if never:
            self._take()
        tree = self._either()
        if self._next is not _END:
            self._misplaced(self._next)
        among = tuple(c for c in self._among if c.facet in {Facet.CASE, Facet.SOURCE})
        return CodeQuery(self._text, tree, never=never, among=among if never else ())

    # Words

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _take(self) -> _Token:
        token = self._next
        if token is _END:
            raise UsageProblem(
                N_("The query ends too soon, after “{word}”: a code should follow."),
                word=self._tokens[-1].text if self._tokens else "",
            )
        self._at += 1
        return token

    def _take_sign(self, sign: str) -> None:
        token = self._next
        if token is _END:
            raise UsageProblem(N_("“{sign}” is missing at the end of the query."), sign=sign)
        if token.word != sign:
            raise UsageProblem(
                N_("“{sign}” is missing before “{word}” (character {place})."),
                sign=sign,
                word=token.text,
                place=token.place,
            )
        self._at += 1

    def _misplaced(self, token: _Token) -> None:
        raise UsageProblem(
            N_("“{word}” (character {place}) cannot stand there."),
            word=token.text,
            place=token.place,
        )

    # Sentences

    def _either(self) -> Tree:
        left = self._chain()
        while self._next.word in _OR:
            self._take()
            left = Related(Relation.EITHER, left, self._chain())
        return left

    def _chain(self) -> Tree:
        """What is joined by anything but “or”, from left to right."""
        leading: list[Condition] = []
        while self._at_condition():
            leading.append(self._condition())
            if self._next.word in _AND:
                self._take()
        tree = self._related(self._code())
        for condition in leading:
            tree = self._narrowed(tree, condition)
        return tree

    def _related(self, left: Tree) -> Tree:
        while True:
            if self._at_condition():
                left = self._narrowed(left, self._condition())
                continue
            relation, turns = self._relation()
            if relation is None:
                return left
            if self._at_condition():
                without = relation is Relation.WITHOUT
                left = self._narrowed(left, replace(self._condition(), negated=without))
            else:
                left = Related(relation, left, self._code(), turns)

    def _narrowed(self, tree: Tree, condition: Condition) -> Tree:
        if self._depth == 0:
            self._among.append(condition)
        return under(tree, condition)

    def _relation(self) -> tuple[Relation | None, int]:
        token = self._next
        for words in _SAME_TURN:
            following = self._tokens[self._at : self._at + len(words)]
            if tuple(one.word for one in following) == words:
                self._at += len(words)
                return Relation.NEAR, 0
        if token.word in _BEFORE_NOT and self._word_after() in _NOT:
            self._take()
            token = self._next
        if token.word in _AND | _NOT:
            self._take()
            return (Relation.BOTH if token.word in _AND else Relation.WITHOUT), 0
        name, slash, number = token.word.partition("/")
        if name not in _DISTANCE:
            return None, 0
        if not slash or not re.fullmatch("[0-9]{1,6}", number):
            raise UsageProblem(
                N_("“{word}” (character {place}): say within how many turns, as in {name}/3."),
                word=token.text,
                place=token.place,
                name=token.text.partition("/")[0],
            )
        self._take()
        return _DISTANCE[name], int(number)

    def _word_after(self) -> str:
        return self._tokens[self._at + 1].word if self._at + 1 < len(self._tokens) else ""

    # Codes

    def _code(self) -> Tree:
        token = self._take()
        if token.word == "(":
            self._depth += 1
            tree = self._either()
            self._take_sign(")")
            self._depth -= 1
        else:
            tree = self._named(token)
        return self._bracketed(tree)

    def _named(self, token: _Token) -> Named:
        reserved = _AND | _OR | _NOT | _NEVER | set(")[],=")
        if token.word in reserved or token.word.partition("/")[0] in _DISTANCE:
            self._misplaced(token)
        self._codes += 1
        if self._codes > _MOST_CODES:
            raise UsageProblem(N_("A query may name {n} codes at most."), n=_MOST_CODES)
        if token.word == "*":
            return Named(None)
        known = self._vocabulary.codes
        refs = known.get(token.text) or known.get(fold(token.text))
        if refs is None:
            raise self._unknown(
                N_("There is no code “{word}” (character {place}). Close to it: {names}."),
                token,
                known,
            )
        return Named(refs)

    def _unknown(self, msgid: str, token: _Token, known: Iterable[str]) -> QualcodeError:
        folded = {fold(name): name for name in known}
        close = get_close_matches(fold(token.text), folded, n=5, cutoff=0.5)
        names = ", ".join(folded[name] for name in close) or "—"
        return NotFound(msgid, word=token.text, place=token.place, names=names)

    # Conditions

    def _at_condition(self) -> bool:
        return bool(self._next.text) and not self._next.quoted and self._word_after() == "="

    def _bracketed(self, tree: Tree) -> Tree:
        if self._next.word != "[":
            return tree
        self._take()
        while True:
            condition = self._condition() if self._at_condition() else self._quality()
            tree = under(tree, condition)
            if self._next.word != ",":
                break
            self._take()
        self._take_sign("]")
        return tree

    def _quality(self, facet: Facet | None = None) -> Condition:
        """A valence or a mark; of the two, the one that is asked for."""
        token = self._take()
        condition = WORDS.get(fold(token.text))
        if condition is None or facet not in {None, condition.facet}:
            raise UsageProblem(
                N_(
                    "“{word}” (character {place}) is no condition: write barrier, lever, "
                    "ambivalent, neutral, unset, a mark, or coder=NAME."
                ),
                word=token.text,
                place=token.place,
            )
        return condition

    def _condition(self) -> Condition:
        token = self._take()
        self._take_sign("=")
        name, dot, attribute = token.text.partition(".")
        facet = CONDITION_NAMES.get(fold(name))
        if facet is None or (dot and facet not in {Facet.CASE, Facet.SOURCE}):
            raise UsageProblem(
                N_(
                    "“{word}” (character {place}) is no condition: write coder=, valence=, mark=, "
                    "case=, case.ATTRIBUTE=, source=, source.ATTRIBUTE= or question=."
                ),
                word=token.text,
                place=token.place,
            )
        if facet in {Facet.VALENCE, Facet.MARK}:
            return self._quality(facet)
        if not dot:
            return Condition(facet, self._known(facet, self._take()))
        attributes = self._vocabulary.attributes.get(facet, ())
        if attribute not in attributes:
            msgid = N_("There is no attribute “{word}” (character {place}). Close to it: {names}.")
            raise self._unknown(msgid, replace(token, text=attribute), attributes)
        return Condition(facet, self._vocabulary.value_of(attribute, self._take().text), attribute)

    def _known(self, facet: Facet, token: _Token) -> str:
        """The coder, case or source that is meant, which must exist."""
        names = self._vocabulary.names.get(facet, ())
        if token.text in names:
            return token.text
        found = [name for name in names if fold(name) == fold(token.text)]
        if len(found) != 1:
            raise self._unknown(_UNKNOWN[facet], token, names)
        return found[0]
