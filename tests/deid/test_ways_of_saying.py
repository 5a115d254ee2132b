"""Ways of naming that a writer who had not seen the rules came up with, in other words."""

from __future__ import annotations

import pytest

from qualcode.core.privacy.screening import Kind
from qualcode.deid.screen import StructuredScreen

SCREEN = StructuredScreen()


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Il y a Ch. Garancher, qui opère.", Kind.NAME, "Ch. Garancher"),
        (
            "au trois bis chemin de la croix blanche derrière le lavoir",
            Kind.ADDRESS,
            "trois bis chemin de la croix blanche",
        ),
        ("Livré au 38 250 Grandvallon.", Kind.POSTCODE, "38 250"),
        (
            "c'est triple w point ma vie avec elle point org",
            Kind.URL,
            "triple w point ma vie avec elle point org",
        ),
        ("Elle avait soixante et onze ans et demi.", Kind.AGE, "soixante et onze ans"),
        ("Ils envoient une gamine, 23 ans, très douce.", Kind.AGE, "23 ans"),
        ("et de rennes à la clinique j'ai dormi", Kind.PLACE, "rennes"),
        (
            "puis le centre de convalescence de saint-gildas et là",
            Kind.FACILITY,
            "centre de convalescence de saint-gildas",
        ),
        ("la nuit c'est jean-lou il dort peu", Kind.NAME, "jean-lou"),
        (
            "Nous, à la clinique des Quatre Tilleuls, non.",
            Kind.FACILITY,
            "clinique des Quatre Tilleuls",
        ),
        (
            "my address is thirty one mill close and nobody finds it",
            Kind.ADDRESS,
            "thirty one mill close",
        ),
        ("St Aldhelm's does the implant, we do the rest of it.", Kind.FACILITY, "St Aldhelm's"),
        ("Hyun-woo presented the first ten cases to us.", Kind.NAME, "Hyun-woo"),
        ("Ma femme, Lulu comme on dit chez nous, a ri.", Kind.NAME, "Lulu"),
        ("c'est le 1580875115028, et la clé, 44, je crois", Kind.NIR, "clé, 44"),
    ],
)
def test_what_was_missed_then_is_found_in_other_words(text: str, kind: Kind, words: str) -> None:
    found = [(finding.kind, finding.span.of(text)) for finding in SCREEN.findings(text)]
    assert (kind, words) in found


@pytest.mark.parametrize(
    "text",
    [
        "Un Claude Bernard-Horner, un Port-à-Cath, un syndrome de Pancoast-Tobias.",
        "On est passés de FOLFOX à FOLFIRI, le chir et la pharma étaient d'accord.",
        "la poche de Hartmann et l'aiguille de Huber, tout le monde connaît",
        "lié à la pompe quand même ; gênant",
        "ça dure deux ans et demi maintenant",
        "il y a 38 250 patients en France et 12 500 ailleurs",
    ],
)
def test_terms_of_care_and_plain_words_identify_nobody(text: str) -> None:
    assert [finding.span.of(text) for finding in SCREEN.findings(text)] == []
