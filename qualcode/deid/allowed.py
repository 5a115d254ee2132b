"""Words with a capital that identify nobody: eponyms, acronyms, medicines, countries, brands."""

from __future__ import annotations

import re

from qualcode.core.spans import Span
from qualcode.deid.eponyms import EPONYMS_AND_AUTHORS
from qualcode.deid.famous import KNOWN_TO_ALL
from qualcode.deid.lists import listed
from qualcode.deid.reading import Reading
from qualcode.deid.terms import CLINIC, DAILY
from qualcode.deid.vocabulary import NOBODY, PROGRAMMES, words_of

EPONYMS = words_of(
    "alzheimer parkinson charcot hodgkin crohn raynaud huntington cushing basedow biermer",
    "kahler wilms burkitt waldenstrom vaquez guillain lyell sjogren behcet marfan ehlers danlos",
    "tourette korsakoff wernicke creutzfeldt dupuytren kaposi meniere klinefelter willebrand",
    "gleason karnofsky breslow apgar barthel zubrod bartter trousseau virchow krukenberg tarlov",
    "ewing bricker edmonton",
    "lasegue babinski romberg doppler holter ommaya trendelenburg valsalva kocher hashimoto",
    "pancoast billroth likert wilcoxon krippendorff bonferroni bourdieu foucault goffman maslow",
    "balint leonetti claeys huriet jarde macmillan kaplan meier kruskal wallis mann whitney",
)
"""Names of people that stand for a disease, a scale, an instrument, a method or a law."""

ACRONYMS = words_of(
    "irm tep tdm pet scanner samu smur had ssiad ehpad usld ssr smr usp lisp emsp chu chr chru",
    "ch clcc ars has ansm inca fncc snfcp sfetd sfap sfar dim pmsi rcp ide ibode iade aes dpc",
    "hdj hds usc mco dgos dgs hcl aphp ap hp inserm cnrs cnil rgpd dpo cpp nct mr ald cmu css",
    "tiers apa mdph caf pch ccas clic dac cpts msp maia spasad hpst ehpa irdes insee oms who",
    "nhs nice gp icu itu mdt pca pcea tens ivs iv sc im po eva en ens ecog pao pcr ecg eeg emg",
    "bpco avc ait hta vih vhc sida covid sars tsh crp nfs ins ipp nda nir rpps adeli finess sms",
    "gps tgv rer ter sncf rtt cdi cdd dg drh cadre pdf usb cd dvd tv bd ok wifi sos bac dut bts",
    "iut umr ufr phd dea dess deust capacite desc du diu pu ph mcu cca fg int enq itw fr uk eu",
    "usa us ue urssaf asn astreinte vsl taxi zoom teams skype whatsapp visio excel word",
    "powerpoint google youtube facebook instagram twitter tiktok doctolib doctissimo ameli",
    "vidal netflix amazon ikea leclerc carrefour auchan lidl decathlon renault peugeot citroen",
    "dacia toyota volkswagen mercedes bmw ford fiat clio twingo kangoo scenic berlingo",
    "medtronic codman synchromed flowonix tricumed tupperware scotch kleenex sopalin frigidaire",
    "thermomix iphone ipad android samsung apple microsoft windows linkedin outlook gmail",
    "nespresso docx txt odt rtf csv xlsx srt vtt html isbn iban rib siret cpam carsat msa issn doi",
    "qualcode pmid emla airpods lego",
    "playmobil",
)
"""Acronyms of care and of daily life, and brands."""

LANDS = words_of(
    "france europe afrique asie amerique oceanie maghreb allemagne angleterre autriche belgique",
    "bulgarie croatie danemark ecosse espagne estonie finlande grece hongrie irlande islande",
    "italie lettonie lituanie luxembourg norvege pologne portugal roumanie russie serbie",
    "slovaquie slovenie suede suisse tchequie turquie ukraine algerie maroc tunisie libye",
    "egypte senegal mali cameroun gabon congo guinee benin togo niger nigeria ghana burkina",
    "madagascar comores maurice djibouti ethiopie somalie rwanda burundi angola mozambique",
    "tchad mauritanie bresil argentine chili perou colombie mexique canada quebec haiti cuba",
    "chine japon coree vietnam laos cambodge thailande inde pakistan bangladesh afghanistan",
    "iran irak syrie liban israel palestine arabie yemen koweit qatar emirats australie armenie",
    "georgie albanie kosovo bosnie macedoine moldavie indonesie philippines malaisie singapour",
    "etats unis royaume uni germany spain italy england scotland wales ireland britain belgium",
    "switzerland poland turkey morocco algeria tunisia india china japan america australia",
    "africa asia greece sweden norway denmark finland russia auvergne rhone alpes bourgogne",
    "comte bretagne normandie occitanie aquitaine alsace picardie provence limousin poitou",
    "charentes languedoc roussillon champagne ardenne savoie isere ain loire ardeche drome",
    "cantal allier jura doubs vosges moselle vaucluse gironde dordogne landes pyrenees ariege",
    "aude herault gard lozere aveyron correze creuse vienne charente vendee sarthe mayenne",
    "finistere morbihan manche calvados orne eure oise aisne marne meuse aube yonne nievre cher",
    "indre essonne seine hauts martinique guadeloupe guyane mayotte corse cote azur cotentin",
    "beaujolais bresse dombes bugey forez chablais vercors cevennes paca aura ile bretons",
    "antilles larzac morvan beauce sologne camargue maurienne tarentaise cornouaille bigorre",
    "cerdagne balagne thierache flandres flandre puisaye limagne gascogne birmanie luberon queyras",
    "tregor bearn perigord quercy rouergue velay livradois vivarais gevaudan medoc berry perche",
    "hainaut boulonnais bessin nivernais bourbonnais roussillon nebbiu soule labourd causses",
    "kabylie rif anatolie kurdistan silesie galicie castille andalousie catalogne toscane sicile",
    "sardaigne calabre baviere saxe wallonie bengale tamil pendjab cachemire tibet siberie caucase",
    "crimee alpine atlantique mediterranee maritimes nord sud est ouest",
)
"""Countries, regions and départements: too large to point at one person."""

CALENDAR = words_of(
    "noel paques toussaint pentecote ramadan aid ascension carnaval halloween epiphanie lundi",
    "mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet",
    "aout septembre octobre novembre decembre monday tuesday wednesday thursday friday saturday",
    "sunday january february march april may june july august september october november",
    "december christmas easter",
)

PEOPLES = words_of(
    "english french dutch german italian spanish portuguese british american irish scottish",
    "welsh polish turkish arabic moroccan algerian tunisian chinese japanese indian african",
    "european asian dutchman frenchman englishman irishman mondays tuesdays wednesdays",
    "thursdays fridays saturdays sundays christian muslim jewish catholic protestant hindu",
    "buddhist sikh francais francaise anglais anglaise allemand allemande italien italienne",
    "espagnol espagnole portugais portugaise arabe turc turque russe polonais roumain chinois",
    "japonais algerien marocain tunisien senegalais africain europeen bible coran torah ave",
    "nossa senhora deus virgem santa vierge",
    "maria amen inch allah inchallah hamdoulillah wallah iron man himalaya himalayas vitale",
)
"""Peoples, languages, weekdays in the plural, prayers."""

SPEECH = words_of(
    "euh heu hum hmm mmh mhm mm mh ouais ouaip nan nope bah ben beh pff pfff pfiou rho roh oh",
    "ah eh hein hop oups aie ouille waouh wouah wow bof chut ouf beurk tac toc boum bim bam",
    "vlan tsss patati patata blabla bla gnagnagna voila quoi tchao ciao bye allo okay yes yep",
    "yeah yup nah gonna wanna gotta cos cause dunno kinda er erm um uh uhm ooh aah huh aye",
    "innit quelqu aujourd jusqu lorsqu puisqu parce chuis chais chsuis jsuis jsais ptet ptetre",
    "vla ptit ptite ptits msieur mdame etcetera etc lol mdr dodo nounou papy papi mamie mami",
    "tonton tata tatie papa maman nana mum mam dad granny grandad pepe meme memere pepere",
)
"""Hesitations, exclamations and what talk makes of words."""

CARE = words_of(
    "intrathecal intrathecale intrathecales intrathecaux peridural peridurale antalgique",
    "coanalgesique titration bolus rachi rachianesthesie algologue algologie neurostimulation",
    "neurostimulateur ziconotide ropivacaine bupivacaine levobupivacaine clonidine sufentanil",
    "remifentanil hydromorphone oxycodone tapentadol methadone ketamine naloxone prialt",
    "catapressan naropeine oxynorm oxycontin skenan actiskenan sevredol durogesic matrifen",
    "abstral effentora pecfent instanyl actiq breakyl lyrica neurontin laroxyl cymbalta",
    "rivotril valium lexomil xanax stilnox imovane doliprane efferalgan dafalgan tramadol",
    "topalgic contramal ixprim lamaline izalgi acupan profenid solumedrol zophren primperan",
    "motilium emend hypnovel haldol tercian theralene movicol forlax duphalac normacol spasfon",
    "picc portacath midline opioide opioides morphinique morphiniques chimio radio chimios",
    "radios immuno curie hormono kine kines ergo ortho psy psys infirmier palliatologue",
    "somatique pluripro interpro pluridisciplinaire telesurveillance teleconsultation",
    "teleconsult telesuivi parcours implanteur implanteurs implanteuse implantes preop postop",
    "perop cooptation staff staffs reseau oncologue oncologues oncopole metastase sciatalgie",
    "cruralgie lombosciatique allodynie neuropathique nociceptif nociplastique hyperalgesie",
    "catheter catheters spinal verbatim verbatims focus group mail mails whatsapp podcast",
    "burnout debrief debriefing morphine paracetamol ibuprofene fentanyl gabapentin pregabalin",
    "amitriptyline palliative ascenda prometra injex isomed",
    "facilitator facilitators codebook codebooks coder coders rater raters handover rollout",
    "roadmap transferability transferabilite counterfactual sustainability contraindication",
    "contraindications interventional reflexivity upskilling reproducibility toxicities",
    "folfox folfiri folfirinox folfirinoxe xelox xeliri capox flot ecf mvac bep abvd chop rchop",
    "ropi telly chir chirs pharma pharmas anesth neurochir anapath biolo interv",
    "siromedes archimedes medstream hospice carer carers locum locums district opioids opioid",
    "oramorph oncall cancero canceros reco recos oxy oxys phyto phytos adresseur adresseurs",
    "pseudonymise pseudonymisee anonymise niet intratecal intratecale intratecaux cuma",
)
"""Words of this field that the dictionaries lack."""

_WORDS = frozenset().union(
    EPONYMS,
    ACRONYMS,
    LANDS,
    CALENDAR,
    PEOPLES,
    SPEECH,
    CARE,
    CLINIC,
    DAILY,
    NOBODY,
    PROGRAMMES,
    EPONYMS_AND_AUTHORS,
    KNOWN_TO_ALL,
)


_COMPOUND = re.compile(
    r"\b(?:claude[ -]bernard(?:[ -]horner)?|port[ -]a[ -]cath|pancoast[ -]tobias|"
    r"guillain[ -]barre|charcot[ -]marie[ -]tooth|brown[ -]sequard|marie[ -]curie|"
    r"kaplan[ -]meier|mann[ -]whitney|clopper[ -]pearson)\b"
)
_IN_COMPOUNDS = words_of("bernard cath tobias barre tooth sequard curie meier whitney pearson")


def compounds(reading: Reading) -> list[Span]:
    """Where terms of several words stand that hold the name of a person: « Port-à-Cath »."""
    if reading.index.keys().isdisjoint(_IN_COMPOUNDS):
        return []
    return [Span(*match.span()) for match in _COMPOUND.finditer(reading.plain)]


def is_allowed(form: str) -> bool:
    """Whether a word in small letters without accents identifies nobody."""
    return form in _WORDS or form in listed("drugs")
