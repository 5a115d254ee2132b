"""Terms that hold a name and mean no person whom a study could protect."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from qualcode.core.spans import Span
from qualcode.deid.eponyms import NAMED_TERMS
from qualcode.deid.famous import FAMOUS
from qualcode.deid.reading import Reading
from qualcode.deid.vocabulary import words_of

CLINIC = words_of(
    "beacopp stupp folfirinox gemox keytruda opdivo jurnista zomorph dzuveo nubain anzemet",
    "buscopan oramorph robinul fec tpf dcf vac gemcis gemcap mvac ddmvac becop alimta abraxane",
    "halaven kadcyla enhertu ibrance verzenios kisqali imbruvica revlimid velcade darzalex",
    "imnovid zelboraf tafinlar mekinist yervoy tecentriq imfinzi lynparza zejula erbitux",
    "vectibix stivarga lonsurf zaltrap cyramza xofigo lutathera zytiga xtandi erleada nubeqa",
    "jevtana tagrisso iressa tarceva xalkori alecensa giotrif votrient sutent nexavar cabometyx",
    "afinitor inlyta lenvima glivec tasigna sprycel tuohy gasser gripper piccline pleurx broviac",
    "hickman groshong dormia mallinckrodt meissner wharton malgaigne mallampati",
    "cormack cheyne stokes kussmaul mcburney homans lhermitte spurling",
    "tinel phalen adson schober wasserman leri sequard ringer heimlich",
    "kristeller veress seldinger rutkow lichtenstein shouldice nissen whipple",
    "hartmann cockcroft metavir clavien dindo strasberg",
    "lequesne womac oswestry mankoski tegner lysholm",
    "doloplus algoplus eortc esas pps qlq rudkin ramsay waterlow braden",
    "rass mmse bref moca katz lawton zarit conners hamd madrs tampa oswestry nccn",
    "cadd legacy solis micrel rythmic graseby agilia pse baxter infusor accufuser easypump gemstar",
    "fresenius mckinley bodyguard hospira cosmofusion deltec medstream perfalgan",
    "neupogen vitalaire homeperf asdia orkyn elivie nestle adapei lvl homecare",
    "scinti coelio cœlio laparo laparos coelios hysterec mammo mammos fibro endoc nephro",
    "visce neuroch onco oncos rhumato rhumatos stomato pedia neonat radiothe iono hemocs creat",
    "dermato dermatos ophtalmo ophtalmos cardio cardios gastro gastros pneumo pneumos gyneco",
    "gynecos geriatre geriatres hemato hematos infectio infectios vascu endocrino",
    "tomotherapie cyberknife novalis truebeam linac halcyon davinci orl orls urgs anat digestif",
    "intub extub perf perfs transfu transfus hospi hospis reeduc readapt palliat palli",
    "pallias",
    "consult consults conso ponction redac ordo ordos presc prescri biopsie tracheo",
    "tracheos gastrosto nutri parenterale enterale sap kta ktc vvp vvc pcia pcea",
    "midas insta tgi idel ipa ipas idec ipde dsi cmp cattp sessad esat ime fam cra gir aggir",
    "uhcd usi sspi smit samsah savs cdsi lata rcpp emg emgs cpts ght gh ghu aphm cme cdu cls",
    "clud clin clan coviris eohh eig crex rmm mig migac t2a ghs ghm ccam ngap dmp",
    "viatrajectoire",
    "pajemploi cesu snds unicancer afsos sofcot afu sfro sfno sfho snfge grcc ffcd gercor",
    "acfas oncora oncopaca oncorif oncobfc oncocentre onconormandie oncobretagne",
    "jalmalv apf afm admr emmaus fehap fnehad fnlcc sidaction arc tec umsp rss anaes abm",
    "cofrac",
    "adaptic lomeo mepilex urgotul aquacel biatain jelonet tulle tegaderm emlapatch emla versatis",
    "qutenza penles tens kalinox meopa entonox livopan hypnose hypnovel aromatouch",
    "snoezen vigimed sophro reflexo osteo osteos acupuncteur etiopathe naturo reiki emdr",
    "dnacpr nhsbsa pals cqc bupa tesco waitrose motability waterlow abbey datix emis systmone",
    "respect spikes spict pacsla esmo asco ecrin",
)
"""Medicines, protocols, scales, instruments, short forms of the ward, institutions of care."""

DAILY = words_of(
    "sandero xantia duster panda trafic doblo polo tesla modus",
    "matmut macif maif mgen maaf groupama enedis fnac darty castorama bricorama leboncoin vinted",
    "blablacar airbnb deezer spotify velcro doliprane thermos tupperware babyphone bricomarche",
    "intermarche gifi action kiabi conforama cdiscount zalando wikipedia zoom meet webex chatgpt",
    "pessah pessa kippour yom hanoukka diwali shabbat chabbat",
    "gaulle mitterrand chirac giscard sarkozy napoleon hitler staline lenine mussolini petain",
    "churchill gandhi mandela obama trump poutine bouddha mahomet moliere rabelais proust zola",
    "balzac flaubert baudelaire rimbaud verlaine voltaire stendhal maupassant sartre simenon",
    "prevert brassens brel piaf aznavour hallyday gainsbourg bourvil coluche",
    "desproges belmondo poulidor merckx hinault mozart beethoven debussy",
    "verdi vivaldi schubert picasso renoir gauguin cezanne einstein copernic",
    "galilee hippocrate galien montaigne descartes spinoza nietzsche kierkegaard platon socrate",
    "aristote seneque epicure tintin snoopy cendrillon pinocchio gavroche maigret",
    "columbo sherlock obelix idefix babar barbapapa titanic ushuaia thalassa joconde",
    "marseillaise germinal intouchables lanta nutella pernod pastis ricore",
    "winnicott freud lacan twycross ricoeur ricœur levinas canguilhem bowlby giddens bandura",
    "gewurz gewurztraminer riesling sylvaner picon munster baeckeoffe flammekueche kougelhopf",
    "bredele kouign amann mafe thieb thieboudienne thieboudiene attieke foutou bissap",
    "rougail cari accras mezze baklava banh pho borek lahmacun ayran pierogi bigos zurek bortsch",
    "chakchouka",
    "harira chorba msemen baghrir makroud zlabia bacalhau pasteis bolinho bolinhos waterzooi",
    "potjevleesch maroilles figatelli brocciu fiadone lonzu axoa garbure aligot pastis god lord",
    "heavens christ",
    "damschroder michie vermersch mucchielli glaser goffman derrida durkheim husserl heidegger",
    "merleau kant hegel freire vygotski piaget dolto bettelheim ferenczi kubler seligman",
    "folkman prochaska diclemente ajzen fishbein consolidated nvivo iramuteq alceste",
    "maxqda taguette sonix otter trint happyscribe whisper excel stata zotero redcap limesurvey",
    "sphinx guba coreq srqr cfir nomad tidier entreq jbi casp mmat",
)
"""Brands, feasts, famous people nobody could take for a patient, authors and tools of the field."""

_THINGS = (
    "saint honore", "saint jacques", "coquille saint jacques", "coquilles saint jacques",
    "saint nectaire", "saint marcellin", "saint felicien", "saint emilion", "saint estephe",
    "saint pourcain", "saint amour", "la saint jean", "la saint sylvestre",
    "la saint valentin", "la sainte catherine", "la saint martin", "la saint michel",
    "la saint nicolas", "la saint patrick", "la saint glinglin", "feu de la saint jean",
    "feux de la saint jean", "saint esprit", "le saint esprit", "sainte vierge", "la sainte vierge",
    "saint graal", "saint frusquin", "un saint bernard", "sainte nitouche",
    "croix rouge", "la croix rouge", "croissant rouge", "petits freres des pauvres",
    "secours populaire", "secours catholique", "ordre de malte", "leroy merlin", "le bon coin",
    "bon coin", "harmonie mutuelle", "malakoff humanis", "credit mutuel", "bon marche",
    "monsieur meuble", "petit bateau", "le creuset", "chartreuse verte", "belle de fontenay",
    "tarte tatin", "crepe suzette", "crepes suzette", "peche melba", "poire belle helene",
    "belle helene", "poires belle helene", "pomme reinette", "pommes reinette", "reine claude",
    "reines claude", "reines claudes", "rose tremiere", "roses tremieres",
    "rose de noel", "roses de noel", "rose d inde", "eau de rose", "reine marguerite",
    "reines marguerites", "martin pecheur", "martins pecheurs", "jean bart",
    "bernard l hermite", "bernard l ermite", "robe de bure",
    "jacques a dit", "colin maillard", "jean de la lune", "bloody mary", "cherry brandy",
    "pierre ponce", "pierre tombale", "pierre d achoppement", "pierre a pierre", "sante service",
    "vie libre", "france alzheimer", "france parkinson", "isis medical", "santa claus",
    "la poste", "carte bleue", "carte vitale", "carte grise", "carte michelin", "guide michelin",
    "pont d avignon", "le pont d avignon",
    "tour eiffel", "la tour eiffel", "tour de france", "le tour de france", "arc de triomphe",
    "bouillie bordelaise", "paris brest", "paris roubaix",
    "paris match", "paris turf", "nice matin", "ouest france", "sud ouest", "radio france",
    "france inter", "france info", "france bleu", "france culture", "france 2", "france 3",
    "france 5", "france television", "france televisions", "france travail", "france services",
    "charlie hebdo", "telerama", "notre temps", "pleine vie", "marie claire", "marie france",
    "femme actuelle", "elle magazine", "questions pour un champion", "plus belle la vie",
    "demain nous appartient", "des chiffres et des lettres", "chiffres et des lettres",
    "l amour est dans le pre", "vis ma vie", "top chef", "koh lanta",
    "accords de paris", "charte de paris", "declaration d helsinki",
    "declaration de helsinki", "serment d hippocrate", "convention de geneve",
    "croix de geneve", "protocole de kyoto", "consensus de bethesda", "systeme bethesda",
    "classification de vienne", "criteres de rome", "criteres de milan", "criteres d amsterdam",
    "score de glasgow", "echelle de glasgow", "le glasgow", "un glasgow", "son glasgow",
    "glasgow coma scale", "glasgow coma score", "glasgow blatchford",
    "echelle de norton", "score de norton", "le norton", "echelle de barthel",
    "poche de douglas", "cul de sac de douglas", "le douglas", "polygone de willis",
    "boule de bichat", "boules de bichat", "artere de bichat", "fente de bichat",
    "point de mac burney", "point de mc burney", "mac burney", "mc burney", "cone de malgaigne",
    "plexus de meissner", "ganglion de gasser", "loi kouchner", "loi evin", "loi leonetti",
    "loi claeys leonetti", "loi jarde", "loi huriet", "loi touraine", "loi bachelot", "loi veil",
    "loi buzyn", "loi neuwirth", "rapport sicard", "commission sicard", "rapport chauvin",
    "segur de la sante", "le segur", "du segur",
    "rapport chauvin fin de vie", "plan vigipirate", "plan blanc", "plan borloo", "loi rist",
    "lewis santy", "lambert eaton", "cheyne stokes", "mankoski scale",
    "sylvius", "vallee de sylvius", "scissure de sylvius",
    "trou de winslow", "anse de henle", "trompe d eustache", "trompes d eustache",
    "trompe de fallope", "trompes de fallope", "tendon d achille", "talon d achille",
    "pomme d adam", "pommes d adam", "mont de venus", "foramen de monro", "cercle de willis",
    "organe de corti", "valvule de bauhin", "ampoule de vater",
    "sphincter d oddi", "ilots de langerhans", "capsule de glisson", "canal de botal",
    "fracture de pouteau", "pouteau colles",
    "liqueur de dakin", "le dakin",
    "du dakin", "solution de dakin", "dakin",
    "baume du tigre", "baume de saint bernard",
    "huile de millepertuis", "fleurs de bach", "fleur de bach", "rescue de bach",
    "methode coue", "methode mezieres", "methode mckenzie", "methode feldenkrais",
    "methode vittoz", "technique alexander",
    "relaxation de jacobson", "hypnose ericksonienne", "milton erickson",
)  # fmt: skip
_INSTITUTIONS = words_of(
    "rue avenue boulevard place quai cours square allee impasse chemin lycee college ecole creche",
    "hopital clinique residence ehpad maternite pavillon batiment salle centre institut chu ch",
    "foyer maison cite hlm stade gymnase mediatheque groupe polyclinique unite villa groupe",
)
"""What is named after famous people; the whole is then a place."""
_GOODS = words_of(
    "moutarde nougat nougats savon savons jambon saucisse saucisses saucisson andouille",
    "andouillette piment dentelle dentelles betise betises madeleine madeleines calisson calissons",
    "praline pralines quenelle quenelles rillettes cassoulet tripes lentille lentilles noix poulet",
    "poulets",
    "brie quiche porcelaine faience coutellerie bergamote bergamotes anis dragees rillons",
    "choucroute tapisserie toile pruneaux pruneau marron macaron macarons",
)
"""What is named after the town where it was first made."""
_JOINED = frozenset({" ", "-", "'", "  ", " - "})
_BACK = 3
_LONGEST_TOWN = 6


@cache
def _phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The phrases by their longest words, which are seldom; the longest phrase first."""
    by_word: dict[str, list[tuple[str, ...]]] = {}
    for phrase in (*FAMOUS, *_THINGS, *NAMED_TERMS):
        words = tuple(phrase.split())
        by_word.setdefault(max(words, key=len), []).append(words)
    return {word: tuple(sorted(words, key=len, reverse=True)) for word, words in by_word.items()}


def phrases(reading: Reading) -> list[Span]:
    """Where famous people, goods, feasts and parts of the body stand that hold a name."""
    found: list[Span] = []
    by_word = _phrases()
    for word in reading.index.keys() & by_word.keys():
        for words in by_word[word]:
            if reading.index.keys() >= set(words):
                found += _standing(reading, words, words.index(word))
    return [*found, *_goods(reading)]


def _standing(reading: Reading, words: tuple[str, ...], rarest: int) -> Iterator[Span]:
    for place in reading.index[words[rarest]]:
        first, last = place - rarest, place - rarest + len(words) - 1
        whole = first >= 0 and tuple(reading.forms[first : last + 1]) == words
        joined = whole and all(reading.gap(n) in _JOINED for n in range(first, last))
        if joined and not _is_namesake(reading, first):
            yield reading.span(first, last)


def _goods(reading: Reading) -> Iterator[Span]:
    """« la moutarde de Dijon », « le piment d'Espelette »."""
    for place in reading.at(_GOODS):
        if reading.form(place + 1) in {"de", "du", "d"} and reading.gap(place) == " ":
            last = place + 2
            while reading.gap(last) == "-" and last < place + _LONGEST_TOWN:
                last += 1
            if last < len(reading.forms):
                yield reading.span(place, last)


def _is_namesake(reading: Reading, place: int) -> bool:
    """Whether a way or a house named after somebody stands before: « rue Victor-Hugo »."""
    if reading.gap(place - 1) not in _JOINED:
        return False
    return any(reading.form(place - n) in _INSTITUTIONS for n in range(1, _BACK + 1))
