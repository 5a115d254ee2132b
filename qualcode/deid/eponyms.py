"""Eponyms, authors and words of the ward: names and clippings that point at nobody."""

from __future__ import annotations

import re

from qualcode.deid.vocabulary import words_of

EPONYMS_AND_AUTHORS = words_of(
    "abiven adie alcoolisation aldrete algodystrophie algoneuro ambu amitriptiline",
    "amitryptiline angelman arendt argyll ars arthro arthros asalee asperger atcd bairn bankart",
    "bartholin basbaum basedow baszanger bechterew behcet benner bier biett binswanger bippait",
    "bippe bippent bipper bippes bismillah blakemore blumberg bouhassira bourneville brudzinski",
    "bruera bruton budd canguillhem capgras capsulite caroli carsat cassell castleman caudale",
    "cervico cetd cetds cgos charnley chiari chimioembolisation chimios churg chvostek cimento",
    "colles coordo coordos cordotomie cotard couvelaire cowden cr crh crop crossway",
    "cryoablation curietherapie darier dejerine diogene directives dispensateur dlu dmu dnr",
    "dorfman dorsalgie dpi dravet drepano drepanos drez dreziotomie dti duchenne duloxetine",
    "dxcare easily effexor eiias epidurale epidurales erector esp evendol fabry farabeuf fdg",
    "fellas felty fibromyalgie finkelstein flacc fordyce fph fpt fraumeni freiberg",
    "freidson friedreich gabapentine galeazzi ganser garfinkel gastaut gelineau glanzmann",
    "goodpasture gougerot grawitz guanethidine guedel habermas haglund halsted",
    "hamdoulilah hamdoulillah hamdulilah hamdullah hellocare hennezel henoch hesbeen hippel",
    "hirschsprung hochschild illich immunos inchalla infiltrations inshallah ird",
    "jankelevitch jeghers kanner kardegic kawasaki kearns kernig kienbock klatskin kleinman",
    "koplik krames kyphoplastie lachman lads langerhans lassie lata latarjet leininger",
    "letournel lewy leydig lhermitte lisfranc livi lobo luhmann lumbago lympho lymphos",
    "machallah macnab maiia maisonneuve malecot mashallah mastec mauss mcmurray meigs",
    "melzack mercadante mikulicz minkowski modic monteggia munchhausen myelo myelos neurolyse",
    "niemann noonan omnidoc orbis osgood osoft pacini pallia palliadom palliatif palliatifs",
    "palliatives pap pecs pediadol penrose peplau perthes petscan peutz pezzer pfirrmann",
    "polyarthrite portenoy pouteau prader pregaba presta prestas prestataire previscan prostato",
    "protontherapie psoas ptsd purkinje qare quervain queyrat quincke radiochir radiochirurgie",
    "radiofrequence ranvier rasmussen rawls rayons rdv recklinghausen rendu rensis reseaux",
    "resopal rmn rofim rosai roussy rovsing ruffini ruszniewski salamagne scan scanners",
    "scheuermann schlatter schonlein schwann schwartzenberg sciatoc sclero sdrc sedapall semaph",
    "seroplex sertoli sezary sillage sluder smit snep sottas sparadrap spilf splanchnicectomie",
    "splanchnique spondy spondylo sprotte starfoullah steinert stellaire stereotaxie sturge",
    "sudeck takayasu tap tdm tep thermoablation thermocoag thermocoagulation thoraco thoracos",
    "tietze trajectoire tspt ttt tumoro venlafaxine verneuil verspieren vertebroplastie visio",
    "visios wallahi wallenberg wee wegener whitacre wiskott yankauer yocum zenker",
)
"""Eponyms, authors of the field and further words of the ward."""

NAMED_TERMS = (
    "nevralgie d arnold", "un arnold", "son arnold", "l arnold", "maladie de wilson",
    "kyste de baker", "nevrome de morton", "un morton", "maladie de berger",
    "maladie de gilbert", "maladie de gaucher", "maladie de weber", "maladie de still",
    "maladie de paget", "maladie de pompe", "maladie de whipple", "syndrome de lynch",
    "syndrome de turner", "syndrome de down", "paralysie de bell", "syndrome de gardner",
    "syndrome de west", "syndrome de barre", "signe de thomas", "le redon", "un redon",
    "les redons", "du redon", "des redons", "drain de redon", "melzack et wall",
    "melzack and wall", "wall et melzack", "gate control", "ehlers danlos", "stevens johnson",
    "jackson pratt", "churg strauss", "miller fisher", "li fraumeni", "von hippel lindau",
    "ramsay hunt", "charles bonnet", "eaton lambert", "osgood schlatter", "mallory weiss",
    "budd chiari", "arnold chiari", "kleine levin", "lennox gastaut", "niemann pick",
    "tay sachs", "prader willi", "rendu osler", "henoch schonlein", "gougerot sjogren",
    "wolff parkinson white", "brown sequard", "legg perthes calve", "pouteau colles",
    "de quervain", "de funes", "funes", "anselm strauss", "claude levi strauss",
    "levi strauss", "marcel mauss", "norbert elias", "emile durkheim", "bruno latour",
    "talcott parsons", "philippe aries", "hannah arendt", "hans jonas", "hans georg gadamer",
    "arthur kleinman", "arthur frank", "eliot freidson", "erving goffman", "harold garfinkel",
    "alfred schutz", "patricia benner", "callista roy", "hildegard peplau", "walter hesbeen",
    "marie francoise colliere", "emmanuel hirsch", "leon schwartzenberg", "maurice abiven",
    "rene schaerer", "patrick verspieren", "michele salamagne", "patrick vinay",
    "jean leonetti", "bernard kouchner", "roselyne bachelot", "agnes buzyn", "olivier veran",
    "marisol touraine", "xavier bertrand", "faculty of pain medicine",
    "royal college of physicians", "royal college", "walking boots", "a walking boots",
    "boots pharmacy", "at boots", "from boots", "to boots", "rose bushes", "rose bush",
    "rose garden", "mont blanc", "le mont blanc", "ordre des medecins", "sainte rita",
    "saint antoine de padoue", "la bonne mere", "bonne mere", "eau de lourdes",
    "pelerinage de lourdes", "miracle de lourdes",
)  # fmt: skip
"""Eponyms of several words, or of words that people bear as names, and authors in full."""
EPONYM = re.compile(
    r"\b(?:maladies?|syndromes?|echelles?|scores?|signes?|indices?|index|tests?|lois?|plan|stades?|"
    r"classification|criteres?|sarcomes?|lymphomes?|tumeurs?|manoeuvre|manœuvre|position|sonde|"
    r"kappa|alpha|methode|theorie|modele|catheter|reservoir|chambre|site|aiguille|incision|"
    r"points?|redon|drain|valve|poches?|pompe|protocole|grille|college|concept|approche|"
    r"paralysie|canal|"
    r"nevralgie|cancer|bloc|ratio|nevrome|kyste|artere|veine|nerf|hernie|fracture|formule|clairance|"
    r"triade|reflexe|phenomene|epreuve|anemie|thyroidite|ligament|muscle|notion|ouvrage|livre|"
    r"bouquin|article|film|serie|chanson|roman|emission|feuilleton|travaux|idee|"
    r"typologie|distinction|triangle|intervention|technique|etude|essai|programme|reseau|"
    r"logiciel|projet|prix|disease|syndrome|scale|"
    r"score|test|model|law|method)(?: (?:de|d|du|des|la|le|l|of)\b)*[ ']+"
    r"(?:[\w-]+ (?:de|et|and) |[\w]+-)?$"
)
"""Words before a name that stands for a thing."""
INSTRUMENT = re.compile(
    r"(?: [a-z]{1,20}){0,2} (?:inventory|scale|score|questionnaire|index|criteria|test|syndrome|"
    r"disease)\b|, (?:le|ce|la|cette|the) "
    r"(?:film|serie|livre|roman|chanson|emission|movie|song|book)\b"
)
"""What makes a thing of the capitals before it: "Brief Pain Inventory"."""
