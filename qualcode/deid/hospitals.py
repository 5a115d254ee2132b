"""Well-known French hospitals and cancer centres that are called by a name alone."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.deid.reading import Reading
from qualcode.deid.vocabulary import words_of

_NAMES = frozenset(
    tuple(name.split("-"))
    for name in words_of(
        "pitie-salpetriere salpetriere lariboisiere bichat beaujon cochin tenon necker avicenne "
        "jean-verdier henri-mondor paul-brousse ambroise-pare raymond-poincare hotel-dieu "
        "val-de-grace gustave-roussy institut-curie institut-bergonie institut-paoli-calmettes "
        "paoli-calmettes oscar-lambret leon-berard jean-perrin claudius-regaud rene-gauducheau "
        "paul-papin antoine-lacassagne georges-francois-leclerc francois-baclesse henri-becquerel "
        "eugene-marquis paul-strauss jean-godinot alexis-vautrin val-d-aurelle croix-rousse "
        "lyon-sud edouard-herriot desgenettes la-timone timone pellegrin haut-leveque purpan "
        "rangueil oncopole pontchaillou bretonneau hautepierre cimiez caremeau lapeyronie "
        "gui-de-chauliac saint-eloi hospices-civils hopitaux-universitaires hopitaux-civils "
        "assistance-publique lenval gatien-de-clocheville guillaume-et-rene-laennec laennec "
        "charles-nicolle roger-salengro jeanne-de-flandre claude-huriez huriez estaing "
        "gabriel-montpied louis-pradel saint-joseph-saint-luc lyon-nord la-pitie la-salpe "
        "la-salpet "
        "pompidou georges-pompidou hegp bicetre kremlin-bicetre trousseau robert-debre wertheimer "
        "pierre-wertheimer femme-mere-enfant hfme la-conception laveran fernand-widal "
        "cognacq-jay jean-mermoz natecia medipole montsouris marie-lannelongue rene-huguenin "
        "pierre-zobda-quitman robert-picque clermont-tonnerre saint-eloi "
        "la-grave le-bocage bocage hopital-nord "
        "la-miletrie clocheville belle-isle brabois "
        "arnault-tzanck sainte-musse font-pre la-beauchee la-cavale-blanche "
        "cavale-blanche "
        "royal-free royal-london royal-victoria st-jude st-christopher "
        "barts addenbrooke the-christie the-marsden royal-marsden great-ormond-street "
        "leeds-general royal-infirmary st-thomas john-radcliffe papworth clatterbridge"
    )
)
_FIRST = frozenset(name[0] for name in _NAMES)
_LONGEST = max(map(len, _NAMES))
_BETWEEN = frozenset({" ", "-", "'", " - "})


def found(reading: Reading) -> Iterator[Finding]:
    """Hospitals by their names, with the town that may follow."""
    for place in reading.at(_FIRST):
        last = _last_of(reading, place)
        if last < 0:
            continue
        small = not (reading.capital(place) or reading.capital(last))
        if small and not reading.in_small_letters(place):
            continue
        last = _with_town(reading, last)
        yield Finding(Kind.FACILITY, Tier.AUTO, reading.span(place, last), "facility.known")


def _last_of(reading: Reading, place: int) -> int:
    words: tuple[str, ...] = ()
    last = -1
    for current in range(place, place + _LONGEST):
        if current > place and reading.gap(current - 1) not in _BETWEEN:
            break
        words = (*words, reading.form(current))
        if words in _NAMES:
            last = current
    return last


def _with_town(reading: Reading, last: int) -> int:
    """« Hospices Civils de Lyon »."""
    if reading.gap(last) == "'" and reading.form(last + 1) == "s":
        last += 1
    linked = reading.form(last + 1) in {"de", "d"} and reading.gap(last) == " "
    return last + 2 if linked and reading.capital(last + 2) else last
