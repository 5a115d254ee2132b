"""Telephone, social security, record, register and device numbers, in digits or spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span
from qualcode.deid.numerals import NUMBER_WORDS, Number, dialled, number_at, run_from, runs, span_of
from qualcode.deid.reading import Reading, plain
from qualcode.deid.vocabulary import ROLES, words_of

_CONTEXT = re.compile(
    r"(?P<PHONE>\b(?:tel|tels|telephon\w*|phone|portable|mobile|fixe|fax|joindre|joignable|"
    r"rappel\w*|appel\w*|sonn\w*|ligne|standard|bip|dect|sms|texto|whatsapp|call|calls|ring|"
    r"gsm|numero vert|astreinte|extension|bleep|pager|"
    r"dial|text me|reach|faites le|fais le|compose\w*)\b)"
    r"|(?P<NIR>\b(?:secu|securite sociale|nir|immatriculation sociale|assure|assuree|vitale|ameli|"
    r"national insurance)\b)"
    r"|(?P<IBAN>\b(?:iban|rib|compte bancaire|carte bancaire|carte bleue|bank card|"
    r"account number)\b)"
    r"|(?P<IPP>\b(?:ipp|nda|adherente?|allocataire|mutuelle|contrat|cliente?|abonnee?|police|"
    r"caf|iep|nip|dossier|sejour|venue|matricule|passage|hospitalisation|"
    r"identifiant|etiquette|bracelet|digicode|"
    r"code d'entree|code de la porte|code wifi|mrn|nhs|hospital number|record|chart|passeport|"
    r"passport|cni|carte d'identite|permis)\b)"
    r"|(?P<PROID>\b(?:rpps|adeli|finess|ordre|gmc|nmc|am)\b)"
    r"|(?P<DEVICE>\b(?:serie|serial|lot|lots|batch|ref|reference|sn|s/n|catheter|pompe|pump|"
    r"boitier|implant|modele|model|stimulateur|neurostimulateur|pacemaker|pace-maker|prothese|"
    r"appareil|fauteuil|concentrateur|respirateur|reservoir)\b)"
    r"|(?P<MONEY>\b(?:euro|euros|prix|coute|cout|budget|siret|siren|population)\b)"
)
_PHONE_SHAPES = frozenset(
    {
        (10,), (2, 8), (4, 6), (2, 2, 2, 2, 2), (1, 1, 2, 2, 2, 2), (1, 3, 2, 2, 2), (4, 2, 2, 2),
        (4, 3, 3), (1, 3, 3, 3), (2, 4, 4), (3, 3, 2, 2), (2, 3, 3, 2), (2, 2, 3, 3), (1, 9),
        (3, 3, 4), (3, 4, 3), (2, 2, 2, 4), (1, 1, 8), (2, 2, 6), (4, 4, 2), (6, 2, 2),
    }
)  # fmt: skip
_BRITISH_SHAPES = frozenset(
    {(11,), (5, 6), (5, 3, 3), (4, 3, 4), (3, 4, 4), (3, 8), (5, 2, 2, 2), (4, 7)}
)
_CALLED_FROM_HERE = ("33", "32", "41", "44", "352", "377", "49", "34", "39", "351", "21")
"""Country codes that may be said « plus trente-trois »."""
_QUANTITY = re.compile(
    r"\s?(?:€|\$|£|%|euros?\b|eur\b|milli|personnes?\b|habitants?\b|patients?\b|fois\b|ml\b|"
    r"mg\b|km\b|kg\b|people\b|pounds?\b)"
)
_PUBLIC = frozenset({"nct", "isrctn", "pmc", "pmid", "doi", "isbn", "issn"})
"""Letters before a number that everybody may look up."""
_CALLED_NUMBER = re.compile(r"\b(?:numero|number)(?: \w+){0,2}[ :]*$")
_DATE_IN_ONE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def context(reading: Reading, offset: int, width: int = 60) -> str:
    """What the nearest word before `offset` in its line says a number there is, or ""."""
    nearest = ""
    for match in _CONTEXT.finditer(reading.before(offset, width)):
        nearest = match.lastgroup or ""
    return nearest


def found(reading: Reading) -> Iterator[Finding]:
    """Telephone, social security and bare long numbers of all runs of digits."""
    for run in runs(reading):
        yield from _in_run(reading, run)


def _in_run(reading: Reading, run: list[Number]) -> Iterator[Finding]:
    place = 0
    while place < len(run):
        taken = 0
        for rule in (_international, _national, _spoken_nir, _american, _bare, _at_length):
            finding, taken = rule(reading, run, place)
            if finding is not None:
                yield finding
                break
        place += max(taken, 1)


_Result = tuple[Finding | None, int]
_NOTHING: _Result = (None, 0)


def _window(run: list[Number], place: int, digits: int) -> list[Number]:
    """The numbers from `place` on that have exactly `digits` digits together, or none."""
    total = 0
    for end in range(place, min(len(run), place + digits)):
        total += len(run[end].digits)
        if total == digits:
            return run[place : end + 1]
        if total > digits:
            break
    return []


def _up_to(run: list[Number], place: int, digits: int) -> list[Number]:
    """The numbers from `place` on that have at most `digits` digits together."""
    total, end = 0, place
    while end < len(run) and total + len(run[end].digits) <= digits:
        total += len(run[end].digits)
        end += 1
    return run[place:end]


def _finding(
    reading: Reading, numbers: list[Number], kind: Kind, tier: Tier, rule: str, back: int = 0
) -> _Result:
    span = span_of(reading, numbers)
    return Finding(kind, tier, Span(span.start - back, span.end), rule), len(numbers)


def _shape(numbers: list[Number]) -> tuple[int, ...]:
    return tuple(len(number.digits) for number in numbers)


def _international(reading: Reading, run: list[Number], place: int) -> _Result:
    """« +33 4 65 71 32 10 », « 0033 … », « plus trente-trois … »."""
    start = reading.starts[run[place].first]
    before = reading.plain[max(0, start - 5) : start]
    plus = ("+" in before[-2:] and before.rstrip()[-1:] == "+") or before.endswith("plus ")
    zeros = run[place].digits.startswith("00") and not run[place].spoken
    if not (plus or zeros):
        return _NOTHING
    numbers = _up_to(run, place, 17 if zeros else 15)
    digits = dialled(numbers).removeprefix("00")
    if before.endswith("plus ") and not digits.startswith(_CALLED_FROM_HERE):
        return _NOTHING
    if digits.startswith("33"):
        wanted = (2 if zeros else 0) + (12 if digits[2:3] == "0" else 11)
        numbers = _window(run, place, wanted) or numbers
    if not 9 <= len(dialled(numbers).removeprefix("00")) <= 15 or digits.startswith("0"):
        return _NOTHING
    back = len(before) - len(before.rstrip(" ").rstrip("+")) if "+" in before[-2:] else 0
    return _finding(reading, numbers, Kind.PHONE, Tier.AUTO, "phone.international", back)


def _national(reading: Reading, run: list[Number], place: int) -> _Result:
    """Ten digits from 0, eleven in Britain; fewer or more where the words say so."""
    first = run[place].first
    glued = reading.gap(first - 1) == "" and reading.form(first - 1).isalpha()
    if not run[place].digits.startswith("0") or glued:
        return _NOTHING
    ten, eleven = _window(run, place, 10), _window(run, place, 11)
    spoken = any(number.spoken for number in run[place : place + 6])
    rest = _up_to(run, place, 12)
    if spoken and len(rest) == len(run) - place and len(dialled(rest)) >= 10:
        return _finding(reading, rest, Kind.PHONE, Tier.AUTO, "phone.spoken")
    if ten and dialled(ten)[1] != "0" and (spoken or _shape(ten) in _PHONE_SHAPES):
        return _finding(reading, ten, Kind.PHONE, Tier.AUTO, "phone.national")
    if eleven and dialled(eleven)[1] in "1237" and _shape(eleven) in _BRITISH_SHAPES:
        return _finding(reading, eleven, Kind.PHONE, Tier.AUTO, "phone.national")
    said = spoken and len(dialled(rest)) >= 8 and run[place].value == 0
    announced = context(reading, reading.starts[run[place].first]) == "PHONE"
    if said or (announced and len(dialled(rest)) >= 6):
        return _finding(reading, rest, Kind.PHONE, Tier.SUSPECT, "phone.partial")
    return _NOTHING


def _spoken_nir(reading: Reading, run: list[Number], place: int) -> _Result:
    """A social security number said aloud; with digits only, `registers` reads it."""
    if run[place].digits[:1] not in set("1234") or not any(
        n.spoken for n in run[place : place + 15]
    ):
        return _NOTHING
    meant = context(reading, reading.starts[run[place].first]) == "NIR"
    for length in (15, 13):
        numbers = _window(run, place, length)
        if numbers and (meant or _month_is_possible(dialled(numbers)[3:5])):
            tier = Tier.AUTO if meant or length == 15 else Tier.SUSPECT
            return _finding(reading, numbers, Kind.NIR, tier, "nir.spoken")
    if meant and len(dialled(_up_to(run, place, 15))) >= 5:
        return _finding(reading, _up_to(run, place, 15), Kind.NIR, Tier.SUSPECT, "nir.partial")
    return _NOTHING


def _month_is_possible(digits: str) -> bool:
    """Month of birth as INSEE codes it: 01 to 12, 20, 30 to 42, 50 and above."""
    month = int(digits)
    return 1 <= month <= 12 or month == 20 or 30 <= month <= 42 or month >= 50


def _american(reading: Reading, run: list[Number], place: int) -> _Result:
    """« (212) 555-0123 », or 555-0123."""
    numbers = _window(run, place, 10)
    start = reading.starts[run[place].first]
    if _shape(numbers) == (3, 3, 4) and run[place].digits[0] in "23456789":
        marks = reading.text[start - 1 : start] + "".join(reading.gap(n.last) for n in numbers[:-1])
        if set("-.()") & set(marks) or context(reading, start) == "PHONE":
            return _finding(reading, numbers, Kind.PHONE, Tier.AUTO, "phone.american")
    local = _window(run, place, 7)
    if _shape(local) == (3, 4) and run[place].digits == "555":
        return _finding(reading, local, Kind.PHONE, Tier.SUSPECT, "phone.american")
    return _NOTHING


def _bare(reading: Reading, run: list[Number], place: int) -> _Result:
    """Seven digits or more in one piece: hardly anything but a number of somebody's."""
    number = run[place]
    if number.spoken or not 7 <= len(number.digits) <= 20 or number.digits.endswith("0000"):
        return _NOTHING
    start, end = reading.starts[number.first], reading.ends[number.first]
    if reading.gap(number.first - 1) == "" and reading.form(number.first - 1) in _PUBLIC:
        return _NOTHING
    if _DATE_IN_ONE.fullmatch(number.digits):
        return _NOTHING
    around = reading.text[max(0, start - 1) : start] + reading.text[end : end + 1]
    if _QUANTITY.match(reading.after(end)) or set(around) & set("/=_#%,"):
        return _NOTHING
    meant = context(reading, start)
    if meant == "MONEY":
        return _NOTHING
    kind = Kind(meant) if meant else Kind.IPP
    sure = (meant and kind is not Kind.NIR) or _CALLED_NUMBER.search(reading.before(start, 40))
    tier = Tier.AUTO if sure else Tier.SUSPECT
    finding, taken = _finding(reading, [number], kind, tier, "digits.bare")
    letter = (_LETTER_AFTER if meant else _LETTER_AT_END).match(reading.text, end)
    if finding is not None and letter is not None:
        finding = replace(finding, span=Span(start, letter.end()))
    return finding, taken


def _at_length(reading: Reading, run: list[Number], place: int) -> _Result:
    """The rest of a run of many numbers that are said or grouped, and that count nothing."""
    rest = run[place : place + _MOST_GROUPS]
    digits = len(dialled(rest))
    public = reading.form(run[0].first - 1) in _PUBLIC
    if public or len(rest) < _LEAST_GROUPS or _is_counting(reading, rest):
        return _NOTHING
    meant = context(reading, reading.starts[rest[0].first], 80)
    if meant == "MONEY":
        return _NOTHING
    announced = meant and digits >= _ANNOUNCED_DIGITS
    if not announced and not (digits >= _LONG and len(rest) >= _MANY_GROUPS):
        return _NOTHING
    if any("\n" in reading.gap(number.last) for number in rest[:-1]):
        return _NOTHING
    kind = Kind(meant) if meant else Kind.IPP
    tier = Tier.AUTO if announced else Tier.SUSPECT
    return _finding(reading, rest, kind, tier, "digits.at_length")


_LEAST_GROUPS = 3
_MOST_GROUPS = 24
_ANNOUNCED_DIGITS = 7
_MANY_GROUPS = 4
_LONG = 9


def _is_counting(reading: Reading, numbers: list[Number]) -> bool:
    """Whether one counts, or tells years or doses: « trois, quatre, cinq », « 2019, 2020 »."""
    values = [number.value for number in numbers]
    grouped = any(len(n.digits) > 2 for n in numbers) and all(
        not number.spoken and reading.gap(number.last) == " " for number in numbers[:-1]
    )
    ordered = not grouped and values in (sorted(values), sorted(values, reverse=True))
    years = all(1900 <= value <= 2100 for value in values)
    date = len(values) == 3 and max(min(values[:2]), 1) <= 12 and max(values[:2]) <= 31
    return ordered or years or date


_CODE = re.compile(r"(?<![\w/.-])([A-Z]{1,4})-?\d{5,12}[A-Z]{0,2}(?![\w-])")


_GROUPED = re.compile(
    r"(?<![\w/.-])[A-Z]{1,4}\d?(?:[ -]?\d{2,6}){1,5}(?:[ -]?[A-Z]{1,2})?(?![\w'-])(?![.,]\d)"
)
_SAID_SO = re.compile(
    r"(?:\b(?:numero|marque|ecrit|grave|inscrit|imprime|note|tampon|serie|lot|written|says|number)\b|n°|\bno\.)[^\n]{0,24}$"
)
_LEAST_GROUPED = 5
_AFTER_SIGN = re.compile(
    r"(?i:n°|nº|\bnum[eé]ro|\bnumber) ?:? ?((?=[A-Z0-9/.-]*\d)(?=[A-Z0-9/.]*[A-Z/.-])[A-Z0-9]+"
    r"(?:[-/.]?[A-Z0-9]+)+)(?![\w-])"
)
"""« n° 1180-A66-29 »: figures with letters or dashes after the word or sign for "number"."""
_LEAST_AFTER_SIGN = 4
_GROUPS_AFTER_SIGN = re.compile(r"(?:n°|nº) ?:? ?(\d{2,6}(?: \d{2,6}){1,5}(?: [A-Z](?!\w))?)(?!\w)")
_LEAST_OF_GROUPS = 6


def codes(reading: Reading) -> Iterator[Finding]:
    """« NGP478123H », « NGV 604 418 H »: letters and many figures."""
    for match in reading.among_figures(_GROUPED):
        digits = sum(map(str.isdecimal, match.group()))
        meant = context(reading, match.start(), 80)
        said = _SAID_SO.search(reading.before(match.start(), 40))
        public = match.group().split()[0].rstrip("-0123456789").lower() in _PUBLIC
        if digits >= _LEAST_GROUPED and (meant or said) and meant != "MONEY" and not public:
            kind = Kind(meant) if meant else Kind.DEVICE
            yield Finding(kind, Tier.AUTO, Span(*match.span()), "digits.grouped")
    signed = "°" in reading.text or not reading.index.keys().isdisjoint({"numero", "number"})
    for match in reading.among_figures(_AFTER_SIGN) if signed else ():
        if sum(map(str.isdecimal, match.group(1))) >= _LEAST_AFTER_SIGN:
            meant = context(reading, match.start(), 80)
            kind = Kind(meant) if meant and meant != "MONEY" else Kind.IPP
            yield Finding(kind, Tier.AUTO, Span(*match.span(1)), "digits.signed")
    for match in reading.among_figures(_GROUPS_AFTER_SIGN) if signed else ():
        if sum(map(str.isdecimal, match.group(1))) >= _LEAST_OF_GROUPS:
            meant = context(reading, match.start(), 80)
            if meant != "MONEY":
                kind = Kind(meant) if meant else Kind.IPP
                yield Finding(kind, Tier.SUSPECT, Span(*match.span(1)), "digits.signed")
    for match in reading.among_figures(_CODE):
        if match.group(1).lower() in _PUBLIC:
            continue
        meant = context(reading, match.start(), 80)
        kind = Kind(meant) if meant and meant != "MONEY" else Kind.DEVICE
        tier = Tier.AUTO if meant else Tier.SUSPECT
        yield Finding(kind, tier, Span(*match.span()), "digits.code")


_ANNOUNCED = {
    "ipp": Kind.IPP, "nda": Kind.IPP, "iep": Kind.IPP, "nip": Kind.IPP, "dossier": Kind.IPP,
    "sejour": Kind.IPP, "matricule": Kind.IPP, "passage": Kind.IPP, "venue": Kind.IPP,
    "mrn": Kind.IPP, "nhs": Kind.IPP, "hospital": Kind.IPP, "record": Kind.IPP,
    "patient": Kind.IPP, "identifiant": Kind.IPP, "hospitalisation": Kind.IPP,
    "passeport": Kind.IPP, "passport": Kind.IPP, "cni": Kind.IPP, "identite": Kind.IPP,
    "rpps": Kind.PROID, "adeli": Kind.PROID, "finess": Kind.PROID, "gmc": Kind.PROID,
    "nmc": Kind.PROID, "ordre": Kind.PROID,
    "serie": Kind.DEVICE, "serial": Kind.DEVICE, "sn": Kind.DEVICE, "lot": Kind.DEVICE,
    "batch": Kind.DEVICE, "pompe": Kind.DEVICE, "catheter": Kind.DEVICE, "pump": Kind.DEVICE,
    "ref": Kind.DEVICE, "stimulateur": Kind.DEVICE,
    "neurostimulateur": Kind.DEVICE, "boitier": Kind.DEVICE, "pacemaker": Kind.DEVICE,
    "appareil": Kind.DEVICE, "adherent": Kind.IPP, "adherente": Kind.IPP, "allocataire": Kind.IPP,
    "mutuelle": Kind.IPP, "contrat": Kind.IPP, "client": Kind.IPP, "cliente": Kind.IPP,
    "abonne": Kind.IPP, "abonnee": Kind.IPP, "carte": Kind.IPP, "permis": Kind.IPP,
    "digicode": Kind.IPP, "badge": Kind.IPP, "bracelet": Kind.IPP, "nir": Kind.NIR,
    "secu": Kind.NIR,
    "insurance": Kind.NIR,
    "poste": Kind.PHONE, "bip": Kind.PHONE, "dect": Kind.PHONE, "bleep": Kind.PHONE,
    "pager": Kind.PHONE, "extension": Kind.PHONE, "ext": Kind.PHONE,
}  # fmt: skip
_LONE = frozenset(
    {
        "ipp",
        "nda",
        "iep",
        "nip",
        "mrn",
        "rpps",
        "adeli",
        "finess",
        "sn",
        "gmc",
        "digicode",
        "badge",
        "matricule",
    }
)
"""Words that announce a number without the word "number"."""
_NUMBER_SIGNS = frozenset(
    {"numero", "numeros", "num", "n", "no", "nr", "number", "reference", "ref"}
)
_BRIDGE = _NUMBER_SIGNS | words_of(
    "c est s etait le la les l de du des d au a mon ma mes son sa ses votre ton ta patient",
    "patiente pompe catheter medical medicale sociale is was are the my his her of it pump euh",
    "bien sous voila hop professionnel dossier serie intrathecal intrathecale implantable lot ref",
    "bancaire vitale sociale secu adherent alors donc attendez attends oui identite conduire ipp",
    "nda rpps adeli finess so well hang on hold pacemaker stimulateur boitier implante bleep",
    "ascenda mdph caf cpam carsat msa rsa apa pch obseques mutuelle synchromed",
)
_EXTENSIONS = frozenset({"poste", "bip", "dect", "bleep", "pager", "extension", "ext"})
_DEVICE_WORDS = words_of(
    "lot sn batch serie serial pompe pump catheter ref modele model stimulateur neurostimulateur",
    "boitier pacemaker appareil",
)
_WHOSE = ROLES | words_of("algologue astreinte garde secretariat service bloc pharmacie")
_LONGEST_BRIDGE = 7
_LEAST_SPOKEN = 4
_SPOKEN = re.compile(r"[a-z]+")
_ID = re.compile(r"[A-Za-z0-9]{1,20}(?:[-/._][A-Za-z0-9]{1,20}){0,4}|\d{1,9}(?: \d{1,9}){1,7}")
_DIGIT_GROUPS = re.compile(r"\d{1,9}(?:[ .]\d{1,9}){1,7}")
_LETTER_AFTER = re.compile(r" [A-Z](?![\w'’.])")
_LETTER_AT_END = re.compile(r" [A-Z](?=[,.;\n]|$)")
_LETTERS_AND_DIGITS = re.compile(r"[A-Za-z]{1,4}(?: \d{1,9}){1,12}(?!\w)")
_NUMBERS = (_LETTERS_AND_DIGITS, _DIGIT_GROUPS, _ID)
_SURELY_A_NUMBER = 6
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT = re.compile(
    r"(?i)\d{1,4}(?:mg|ml|g|kg|cm|mm|h|j|m|l|ans|jours|mois|er|re|e|eme|ieme|min|cc|ui|f|%)"
)


def announced(reading: Reading) -> Iterator[Finding]:
    """Numbers after the word that says what they are: record, register, device, extension."""
    for place in reading.at(_ANNOUNCED.keys()):
        word = reading.form(place)
        target, numbered = _bridge(reading, place)
        if target < 0 or not (numbered or word in _LONE | _EXTENSIONS or target == place + 1):
            continue
        span = _identifier(reading, target)
        numbered = numbered or word in _EXTENSIONS
        if span is not None and _is_announced(word, span.of(reading.text), numbered=numbered):
            kind = _ANNOUNCED[word]
            digits = sum(map(str.isdecimal, span.of(reading.text)))
            shown = span.of(reading.text)
            mixed = len(shown) >= _SURELY_A_NUMBER and not shown.isdecimal() and " " not in shown
            sure = numbered or word in _LONE or digits >= _SURELY_A_NUMBER or mixed
            tier = Tier.AUTO if sure else Tier.SUSPECT
            yield Finding(kind, tier, span, f"announced.{kind.lower()}")


def _bridge(reading: Reading, place: int) -> tuple[int, bool]:
    """The word after `place` that may be the number, and whether "number" was said."""
    numbered = reading.form(place - 1) in _NUMBER_SIGNS or (
        reading.form(place - 1) in {"de", "d", "l", "du"}
        and reading.form(place - 2) in _NUMBER_SIGNS
    )
    target = place + 1
    while target <= place + _LONGEST_BRIDGE and _goes_on(reading.gap(target - 1)):
        gap, form = reading.gap(target - 1), reading.form(target)
        numbered = numbered or "°" in gap or gap.strip() in {":", "=", "#"}
        whose = reading.form(place) in _EXTENSIONS and form in _WHOSE
        if not (form in _BRIDGE or whose) or _starts_identifier(reading, target):
            return target, numbered
        numbered = numbered or (form == "le" and reading.form(target - 1) == "est")
        numbered = numbered or (
            form in _NUMBER_SIGNS and (form != "n" or reading.gap(target) != "'")
        )
        target += 1
    return -1, False


def _goes_on(gap: str) -> bool:
    """Whether the sentence has not ended; « n. 45 » has not."""
    return "\n" not in gap and not set("!?;") & set(gap) and gap.strip() in _MARKS_OF_ONE_SENTENCE


_MARKS_OF_ONE_SENTENCE = frozenset({"", ".", ",", "'", ":", "=", "#", "°", "-", "°:", "° :", "("})


def _starts_identifier(reading: Reading, place: int) -> bool:
    """Whether a word such as « n » or « d » is the first letter of a code like N-48812."""
    apart = reading.gap(place) == " " and reading.capital(place) and len(reading.form(place)) == 1
    return (apart or reading.gap(place) in {"", "-"}) and reading.form(place + 1)[:1].isdecimal()


def _identifier(reading: Reading, place: int) -> Span | None:
    number = number_at(reading, place)
    if number is not None and number.spoken:
        run = run_from(reading, place)
        least = _LEAST_SPOKEN - (reading.form(place - 1) in _EXTENSIONS)
        if len(dialled(run)) < least:
            return None
        last = run[-1].last
        last += reading.gap(last) in {" ", ", "} and _is_letter(reading, last + 1)
        return reading.span(place, last)
    start = reading.starts[place]
    match = next(filter(None, (p.match(reading.text, start) for p in _NUMBERS)), None)
    if match is None:
        return None
    letter = _LETTER_AFTER.match(reading.text, match.end())
    return Span(start, letter.end() if letter else match.end())


def _is_letter(reading: Reading, place: int) -> bool:
    """Whether a letter ends the number, not a word of one letter: « … quatre sept B »."""
    form, apart = reading.form(place), reading.gap(place)[:1] != "'"
    alone = len(form) == 1 and form.isalpha() and form not in {"a", "y", "i", "o"}
    return alone and apart and reading.written(place).isascii()


def _is_announced(word: str, shown: str, *, numbered: bool) -> bool:
    digits = sum(map(str.isdecimal, shown))
    if digits == 0:
        spoken = any(form in NUMBER_WORDS for form in _SPOKEN.findall(plain(shown)))
        return spoken and (numbered or word in _LONE)
    if _YEAR.fullmatch(shown) or _UNIT.fullmatch(shown):
        return False
    if word in _EXTENSIONS:
        return shown.replace(" ", "").isdecimal() and 3 <= digits <= 6
    if word in _DEVICE_WORDS:
        return digits >= 3 and len(shown) >= 4
    return digits >= (4 if numbered or word in _LONE else 5)
