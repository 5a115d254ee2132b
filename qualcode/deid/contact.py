"""E-mail and web addresses, written or said aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span
from qualcode.deid.numerals import NUMBER_WORDS
from qualcode.deid.reading import Reading
from qualcode.deid.vocabulary import FUNCTION_WORDS, TITLES, words_of

_LOCAL = re.compile(r"[\w.+%'-]{1,64}\Z")
_AFTER_AT = re.compile(r"@ ?([\w-]{1,63}(?: ?\. ?[\w-]{1,63}){1,5})")
_AT_IN_BRACKETS = re.compile(r"[\[(] ?(?:at|arobase?|chez) ?[\])]")
_BRACKETED = re.compile(r"[\w.+-]{2,64} ?[\[(] ?(?:at|arobase?|chez) ?[\])] ?[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w.@/-])@[A-Za-z]\w{2,29}\b(?!\.\w)")
_WITH_SCHEME = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\[\]«»\"“”]+")
_DOMAINS = "fr|com|org|net|eu|info|io|ch|uk|bzh|edu"
_DOMAIN = re.compile(
    rf"(?i)(?<![\w@.-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{_DOMAINS})(?:/[^\s<>\[\]«»\"“”]*|(?![\w.-]*\w))"
)
_ANY_WEB = re.compile(rf"\.(?:{_DOMAINS})\b|://|www\.")
_IP = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_CLOSING = ".,;:!?…)'\"»”"
_DOT_WORDS = frozenset({"point", "dot", "poing"})
_JOIN_WORDS = _DOT_WORDS | frozenset(
    {"tiret", "underscore", "dash", "slash", "hyphen", "bas", "du", "six", "haut"}
)
_ASIDES = words_of(
    "tout attache attaches attachee non pardon minuscule minuscules majuscule sans accent accents",
    "espace euh colle en enfin attendez apostrophe lower case",
)
"""What one says about an address while one says it."""
_AT_WORDS = frozenset({"arobase", "arobas", "arrobase", "arobaze", "arobace"})
_ENDS = frozenset({"fr", "com", "org", "net", "eu", "uk", "gouv"})
_PROVIDERS = frozenset(
    {"gmail", "orange", "wanadoo", "hotmail", "outlook", "yahoo", "laposte", "sfr", "icloud"}
)
_LONGEST_NAME = 14
_MOST_PLAIN_WORDS = 4
_BEFORE_MAIL = (
    TITLES
    | (FUNCTION_WORDS - frozenset({"la", "le", "les", "des", "de", "du", "my", "the"}))
    | frozenset(
        {
            "mail",
            "mails",
            "mel",
            "email",
            "adresse",
            "courriel",
            "address",
            "boite",
            "ecrire",
            "ecrivez",
        }
    )
)


def found(reading: Reading) -> Iterator[Finding]:
    """All e-mail addresses, web addresses and handles."""
    if _AT_IN_BRACKETS.search(reading.plain):
        for match in _BRACKETED.finditer(reading.plain):
            yield Finding(Kind.EMAIL, Tier.AUTO, Span(*match.span()), "email.bracketed")
    if "@" in reading.text:
        yield from _mails(reading)
    if "." in reading.text:
        yield from _webs(reading)
    yield from _pseudonyms(reading)
    yield from _spoken_mails(reading)
    yield from _whole_webs(reading)
    yield from _spoken_webs(reading)


def _mails(reading: Reading) -> Iterator[Finding]:
    text = reading.text
    for match in _AFTER_AT.finditer(text):
        start = match.start()
        if text[start - 1 : start] == " ":
            start -= 1
        local = _LOCAL.search(text, max(0, start - 64), start)
        if local is not None:
            tight = " " not in text[start : match.end()]
            end = match.end() if tight else _end_of_loose_domain(match)
            yield Finding(Kind.EMAIL, Tier.AUTO, Span(local.start(), end), "email.written")
    for match in _HANDLE.finditer(text):
        yield Finding(Kind.NICKNAME, Tier.AUTO, Span(*match.span()), "handle")


def _pseudonyms(reading: Reading) -> Iterator[Finding]:
    """« mon pseudo c'est lilou_74 », "on Instagram I'm pump.granny"."""
    if not any(form in _ACCOUNT_WORDS or form.startswith("pseudo") for form in reading.index):
        return
    for match in _ACCOUNT_OF.finditer(reading.plain):
        window = reading.text[match.end() : match.end() + 50].partition("\n")[0]
        for named in _USER_NAME.finditer(window):
            span = Span(match.end() + named.start(), match.end() + named.end())
            yield Finding(Kind.NICKNAME, Tier.AUTO, span, "handle.named")
        page = _CALLED_PAGE.match(reading.plain, match.end())
        if page and match.group() not in _NO_PAGES:
            yield Finding(Kind.URL, Tier.SUSPECT, Span(*page.span(1)), "handle.page")


_ACCOUNT_WORDS = words_of(
    "insta instagram facebook snap snapchat tiktok skype twitter whatsapp forum identifiant login",
    "blog chaine",
    "username handle compte",
)
_ACCOUNT_OF = re.compile(
    r"\b(?:pseudo\w*|insta(?:gram)?|blog|chaine youtube|page facebook|"
    r"facebook|snap(?:chat)?|tiktok|skype|twitter|whatsapp|forum|"
    r"identifiant|login|username|handle|compte)\b"
)
_CALLED_PAGE = re.compile(
    r",? (?:c'est|s'appelle|ca s'appelle|je suis|sous le nom de|is called|is|: ) ?"
    r"(?!que\b|pas\b|un\b|une\b|bien\b|pour\b|sur\b|la\b|le seul|not\b|a\b|the\b|good\b|tres\b|"
    r"plus\b|trop\b|comme\b|quand\b|ou\b|ce\b|de\b|mon\b|ma\b|mes\b|vraiment\b|devenu\b|full\b)"
    r"([a-z][^\n.,;:!?]{3,48}?)(?= ou | et | mais | parce| pour | or | and |[\n.,;:!?]|$)"
)
"""« le facebook c'est les cigales de la pompe »: what a page or an account is called."""
_NO_PAGES = frozenset({"compte", "identifiant", "login", "handle", "username", "whatsapp"})
_USER_NAME = re.compile(
    r"(?<![\w.@-])(?=[^\W\d_]{2})(?=[^\W\d_]{2,30}(?:[._-]?\d|_|\.[^\W\d_]{2}))[\w.-]{2,39}\w"
)


def _end_of_loose_domain(match: re.Match[str]) -> int:
    """Where a domain with spaces in it ends: « exemple . fr, je vous » ends at fr."""
    known = re.search(rf"(?i)\. ?(?:{_DOMAINS})\b", match.group(1))
    return match.start(1) + known.end() if known else match.end()


def _webs(reading: Reading) -> Iterator[Finding]:
    for pattern in (_WITH_SCHEME, _DOMAIN) if _ANY_WEB.search(reading.plain) else ():
        for match in pattern.finditer(reading.text):
            shown = match.group().rstrip(_CLOSING)
            if len(shown) > 4:
                span = Span(match.start(), match.start() + len(shown))
                yield Finding(Kind.URL, Tier.AUTO, span, "url.written")
    for match in reading.among_figures(_IP):
        parts = [int(part) for part in match.group().split(".")]
        if max(parts) <= 255 and any(part > 99 for part in parts):
            yield Finding(Kind.URL, Tier.SUSPECT, Span(*match.span()), "url.ip")


def _spoken_mails(reading: Reading) -> Iterator[Finding]:
    """« sylvie point martin arobase exemple point fr », "m dot hollow at example dot org"."""
    for place in reading.at(_AT_WORDS | {"at"}):
        english = reading.form(place) == "at"
        last = _domain_from(reading, place + 1)
        if last < 0 or (english and reading.form(place + 2) not in _DOT_WORDS):
            continue
        first = _name_before(reading, place - 1)
        yield Finding(Kind.EMAIL, Tier.AUTO, reading.span(first, last), "email.spoken")
    for place in reading.at(_AT_WORDS):
        if _domain_from(reading, place + 1) < 0 and reading.gap(place - 1) == " ":
            last = place + 1 if reading.gap(place) == " " else place
            span = reading.span(_name_before(reading, place - 1), last)
            yield Finding(Kind.EMAIL, Tier.SUSPECT, span, "email.partial")


def _domain_from(reading: Reading, place: int) -> int:
    """The last word of a domain said from `place` on, or -1."""
    last = -1
    current = place
    while current < place + _LONGEST_NAME and _near(reading, current):
        dotted = reading.form(current) in _DOT_WORDS or reading.gap(current) == "."
        spelled = reading.form(current + 1) + reading.form(current + 2)
        if dotted and reading.form(current + 1) in _ENDS:
            last = current + 1
        elif dotted and spelled in _ENDS:
            last = current + 2
        elif reading.form(current) in _PROVIDERS and last < current:
            last = current
        elif reading.form(current) not in _JOIN_WORDS and current - place > 7:
            break
        current += 1
    return last


def _near(reading: Reading, place: int) -> bool:
    return reading.form(place) != "" and reading.gap(place - 1).strip(" ,'-") in {"", "."}


def _name_before(reading: Reading, place: int) -> int:
    """The first word of the name said before « arobase »."""
    first, plain_words = place, 0
    while place - first < _LONGEST_NAME and _near(reading, first) and first > 0:
        previous = reading.form(first - 1)
        joins = bool({previous, reading.form(first)} & (_JOIN_WORDS | _ASIDES))
        form = reading.form(first)
        figures = form[:1].isdecimal() or len(form) == 1 or form in NUMBER_WORDS
        elided = reading.gap(first - 1) == "'"
        if not joins and not figures and not elided:
            plain_words += 1
            if plain_words > _MOST_PLAIN_WORDS or previous in _BEFORE_MAIL:
                break
        first -= 1
    return max(first, 0)


def _whole_webs(reading: Reading) -> Iterator[Finding]:
    """« www point douleur sans frontières point org »: from its beginning to its end."""
    for place in reading.at(frozenset({"www", "w"})):
        first = place
        if reading.form(place) == "w":
            first = _triple_w(reading, place)
            if first == place:
                continue
        last = place
        for current in range(place + 1, place + _LONGEST_NAME):
            if not _near(reading, current):
                break
            if reading.form(current) in _DOT_WORDS and reading.form(current + 1) in _ENDS:
                last = current + 1
        if last > place:
            yield Finding(Kind.URL, Tier.AUTO, reading.span(first, last), "url.spoken")


def _triple_w(reading: Reading, place: int) -> int:
    """The first word of « trois w », « triple w », « w w w » that ends at `place`, or `place`."""
    before = reading.form(place - 1)
    if before in {"trois", "triple", "three", "3"} and reading.gap(place - 1) == " ":
        return place - 1
    return place - 2 if before == reading.form(place - 2) == "w" else place


def _from_announcement(reading: Reading, first: int) -> int:
    """The first word after « mon site c'est », where that stands little before."""
    for place in range(first, max(first - _LONGEST_NAME, 0), -1):
        if not _near(reading, place):
            break
        said = reading.form(place - 1) in {"est", "is", "sur"}
        if said and _SITE.search(reading.before(reading.starts[place], 30)):
            return place
    return first


_SITE = re.compile(
    r"\b(?:sites?|blogs?|adresse|page|forum|website)\b[^.\n]{0,12}\b(?:est|is|sur) $"
)


def _is_plain(form: str) -> bool:
    return form.isalpha() and form not in FUNCTION_WORDS


def _spoken_webs(reading: Reading) -> Iterator[Finding]:
    """« ma pompe point fr » after « www » or « site », « exemple point com »."""
    for place in reading.at(_DOT_WORDS):
        if reading.form(place + 1) not in _ENDS or not _near(reading, place):
            continue
        named = place > 0 and reading.form(place - 1) not in FUNCTION_WORDS
        if named and reading.gap(place) == " ":
            first, last = _from_announcement(reading, _name_before(reading, place)), place + 1
            while reading.form(last + 1) == "slash" and reading.gap(last + 1) == " ":
                last += 2
                while reading.gap(last) == " " and _is_plain(reading.form(last + 1)):
                    last += 1
            if reading.form(first - 1) in {"chez", "at"} and reading.gap(first - 1) == " ":
                span = reading.span(_name_before(reading, first - 2), last)
                yield Finding(Kind.EMAIL, Tier.AUTO, span, "email.spoken")
            else:
                yield Finding(Kind.URL, Tier.AUTO, reading.span(first, last), "url.spoken")
