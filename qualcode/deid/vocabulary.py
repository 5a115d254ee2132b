"""Small lists of French and English words, without accents and in small letters."""

from __future__ import annotations


def words_of(*lines: str) -> frozenset[str]:
    """The words of some lines, each once."""
    return frozenset(" ".join(lines).split())


FUNCTION_WORDS = words_of(
    "que a afin ah ai aie ailleurs ainsi allez allo alors apres as attendez attends au aucun",
    "aucune aujourd aura aurait aussi autour autre autres aux avaient avais avait avant avec",
    "avez aviez avoir avons ayant bah beaucoup ben bien bon bonjour bonne bonsoir bref c ca car",
    "ce ceci cela celle celles celui cependant certains ces cet cette ceux chaque chez ci",
    "combien comme comment contre d daccord dans de debut deja demain depuis derriere des",
    "desole desolee desormais deux devant dieu dis disons dit dites donc dont du durant",
    "effectivement eh elle elles en encore enfin ensuite entre es est et etaient etais etait",
    "etant etc ete etes etre eu euh eux evidemment excusez exactement faire fait fallait",
    "faudrait faut fois font franchement grace hein heu heureusement hier hop hormis hors hum",
    "ici il ils j jamais je juste jusqu justement l la le les leur leurs lors lorsque lui m ma",
    "madame mademoiselle mais mal malgre me mem meme memes merci mes messieurs mesdames mh mhm",
    "mieux mm mmh moi moins mon monsieur n ne ni nickel non nos notre nous o oh ok on ont or ou",
    "ouais oui oula par parce pardon parfois parmi pas pendant pense personne peu peut peux",
    "plus plusieurs plutot pour pourquoi pourtant pouvez pouvait premier premiere pres presque",
    "puis puisque qu quand quant quel quelle quelles quelque quelques quels qui quoi rien s sa",
    "sais sait sans sauf savez se selon ses seulement si sinon soit son sont souvent sous suis",
    "super suite sur surtout t ta tandis tant te tel telle tellement tes tiens toi ton toujours",
    "tous tout toute toutefois toutes tres trois trop tu un une va vais vas vers veut veux via",
    "voici voila voir vois voit voyez vos votre vous voulez vraiment vu y lundi mardi mercredi",
    "jeudi vendredi samedi dimanche janvier fevrier avril juin juillet aout septembre octobre",
    "novembre decembre i the he she they we you it that this is was are were be been to of in",
    "at for with but so no yes not if when then there here what who which my your his her their",
    "our him them us said says told asked came went had has have do does did could can would",
    "should might just and an by from because about after before yeah well okay right anyway",
    "ours mine yours theirs hers",
)
"""Words that never are somebody's name, even with a capital after a title."""

TALK = words_of(
    "allait appelle appele aime aimait arrive arrivait arrivee arretait augmente avait bilan",
    "boulot cherche chef chefs commence comprend comprenait connait continue content contente",
    "coup cote croit dame decide demande demandait devient devrait disait disent doit donne",
    "donnait douleur ecoute ecoutait envoie envoye espere essaie etonne examine explique",
    "expliquait faisait fatigue fatiguee fini forcement gentil gentille grand grande habite",
    "hopital inquiet insiste jeune laisse lit maintenant malade marche medecin meilleur met",
    "monte mort nouveau nouvelle ordonne parle parlait part parti partie passe passait petit",
    "petite pose poser prefere prend prenait prescrit pris propose proposait quelqu raconte",
    "rappelle recoit refuse regarde remplace repond reste revient revoit roule sent serait sera",
    "signe sort souffre suit traitant traitante generaliste anesthesiste oncologue urgentiste",
    "specialiste referent referente remplacant remplacante liberal liberale coordinatrice",
    "coordinateur bizarre grosse gros vieux vieille tombe toucher trouve trouvait vient venait",
    "voulait voyait vrai age agee seul seule assis assise chauve blond blonde charmant",
    "charmante adorable formidable sympa sympathique principal principale principaux precedent",
    "precedente service chambre domicile maison here now never always really very too also down",
    "out up back on off over all more some any like think know knows thought want wants wanted",
    "get gets got give gives gave take takes took look looked see saw sees come comes go goes",
    "keep keeps kept put puts let lets call called will may must much only even still again how",
    "why where one two three change changeait prevu arrete bouge bosse travaille travaillait",
    "conduit conduisait dort dormait mange mangeait boit crie criait pleure pleurait rit rigole",
    "chante tient tenait pousse porte portait emmene amene ramene accompagne accompagnait",
    "surveille gere aide aidait cuisine jardine mourait meurt nait naissait habitait logeait",
    "restait attend attendait pensait tape garde gardait ouvre ferme fermait signait telephone",
    "telephonait insulte enerve craque sourit accepte refusait hesite jure promet promettait",
    "avoue avouait ment mentait sortait rentre rentrait repart revenait retourne opere operait",
    "pique piquait soigne soignait ausculte palpe stresse panique deteste adore supporte",
    "comprendra viendra dira fera pourra voudra saura ira",
)
"""Words that follow « le docteur » in running talk; they count only where nothing has capitals."""

TITLES = words_of(
    "m mr mme mlle mlles mmes monsieur madame mademoiselle messieurs mesdames mrs ms miss",
    "mister docteur docteure dr drs dre professeur professeure pr prof doctor professor maitre",
    "abbe mm docteurs professeurs doctors monseigneur capitaine colonel commandant adjudant",
    "lieutenant reverend imam rabbin sir lady",
)
CIVIL_TITLES = words_of(
    "m mr mme mlle monsieur madame mademoiselle mrs ms miss mister",
)
"""Titles after which « de » belongs to a name."""

KIN = words_of(
    "mari femme epoux epouse conjoint conjointe compagnon compagne fils fille filles frere",
    "freres soeur sœur soeurs sœurs pere mere oncle tante cousin cousine neveu niece papi papy",
    "mamie gendre bru parrain marraine beau-frere grand-mere tonton tata belle-soeur jumeau",
    "jumelle husband wife daughter brother sister mother father uncle aunt nephew grandson",
    "granddaughter mum mam dad nan nana grandad auntie granny tatie tantine memere pepere",
)
ROLES = words_of(
    "infirmier infirmiere medecin kine kinesitherapeute psychologue psy interne chirurgien",
    "chirurgienne anesthesiste oncologue neurochirurgien neurochirurgienne pharmacien",
    "pharmacienne secretaire cadre soignant soignante collegue voisin voisine ami amie copain",
    "copine assistante aumonier externe stagiaire brancardier ambulancier ambulanciere",
    "dieteticienne famille veuve nurse surgeon consultant colleague friend neighbour neighbor",
    "matron physio",
)

MODIFIERS = words_of(
    "le la les l un une mon ma mes ton ta son sa ses notre nos votre leur ce cette",
)
"""Words after which a common noun is a common noun."""

NAME_PARTICLES = words_of(
    "de d du des le la van von der den ben el al da dos do di del mac mc o e y af av zu und",
    "bin ibn ait abd abou bou",
)

NOBODY = words_of(
    "x y z xx xxx untel unetelle machin machine truc bidule google house knock folamour",
    "seigneur dieu jesus meteo propre president ministre maire covid alzheimer parkinson",
    "charcot hodgkin crohn internet facebook doctissimo doctolib michu iron robocop superman",
    "batman spiderman terminator goldorak asterix obelix zorro frankenstein dracula hulk popeye",
)
"""What follows a title without being a person of the study."""

PROGRAMMES = words_of(
    "itara neon recap gliorec antares pacto fem-net oncoaura",
)
"""Public names of programmes and networks in the studies that come with the program."""

COMMON_WORD_NAMES = words_of(
    "rose marguerite violette iris flore olive capucine prune cerise jasmine jacinthe hortense",
    "claire clair blanche blanc blond brun noir roux rousseau gris vert petit petite legrand",
    "grand gros long court fort faible bon bonne beau belle doux douce joli sage brave franc",
    "vaillant pierre roche rocher laroche desroches mont dumont vallee laval fontaine riviere",
    "lariviere marchand boulanger berger mercier charpentier meunier fournier chevalier cordier",
    "tailleur masson macon potier barbier boucher carpentier couturier cuisinier pasteur",
    "leclerc clerc marin marine matelot pecheur chasseur fermier bouvier vacher sabatier",
    "tisserand tonnelier olivier laurier pommier poirier noyer chene duchene bois dubois forest",
    "foret buisson pin prince duc comte leroy roy roi moine cardinal eveque lepretre pape maire",
    "marechal clement constant victor victoire prudence grace felicite desire aime aimee",
    "parfait modeste juste innocent honore fidele angelique celeste ange esperance aurore luce",
    "pascal pascale noel printemps mai avril lundi dimanche juin jean pol marc marthe france",
    "florence lorraine martin renard loup lelou lion merle pigeon poisson poulain cheval lievre",
    "cerf perrin faucon moreau morin guerin gauthier caron moulin dumoulin pont dupont porte",
    "laporte salle lasalle maison chateau castel ville villeneuve bourg dubourg place rey rue",
    "table vigne vignes vincent cent mille dixmier hardi joly mallet marteau martel maillot",
    "chapuis robert solange gentil gallois breton picard normand lebreton lombard bourgeois",
    "allemand langlois angevin may june april will mark bill rob sue pat art hope faith joy",
    "dawn baker smith taylor cook mason king young brown white black green gray grey wood woods",
    "hill stone field bell rich price page banks rivers waters winter summer carter turner",
    "walker hunter fisher miller",
)
"""Names that are words of the language; the large lexicon is the business of the language model."""

TOWNS = words_of(
    "romans bourg",
    "lyon paris marseille toulouse nantes strasbourg montpellier bordeaux lille rennes reims",
    "toulon grenoble dijon angers nimes villeurbanne amiens limoges annecy perpignan besancon",
    "metz orleans rouen mulhouse caen nancy avignon poitiers versailles pau calais cannes",
    "antibes ajaccio bourges quimper valence chambery niort lorient montauban beauvais cholet",
    "vannes epinal bayonne brest troyes chartres auxerre macon nevers moulins roanne aurillac",
    "mende rodez albi auch tarbes foix carcassonne digne privas bastia villefranche trevoux",
    "belley oyonnax nantua vienne vichy montlucon thonon annemasse bourgoin givors tarare",
    "ambert issoire riom thiers cournon colmar sarreguemines belfort vesoul chaumont laon arras",
    "lens dunkerque cambrai valenciennes evreux alencon cherbourg lisieux blois chateauroux",
    "gueret tulle cahors agen perigueux angouleme saintes rochefort geneve lausanne bruxelles",
    "luxembourg monaco london leeds manchester birmingham liverpool bristol glasgow edinburgh",
    "cardiff halifax sheffield newcastle",
)
"""Towns whose names hardly mean anything else; a capital in mid-sentence is asked for."""

TOWNS_ABROAD = words_of(
    "stockport hexham bolton bury oldham rochdale salford wigan preston blackburn blackpool",
    "burnley carlisle durham sunderland gateshead middlesbrough darlington york leeds bradford",
    "wakefield huddersfield barnsley rotherham doncaster hull grimsby lincoln nottingham derby",
    "leicester coventry wolverhampton walsall dudley telford shrewsbury stafford northampton",
    "peterborough cambridge norwich ipswich colchester chelmsford southend luton bedford",
    "watford slough reading oxford swindon gloucester cheltenham worcester hereford bath exeter",
    "plymouth torquay truro bournemouth poole southampton portsmouth brighton hastings",
    "eastbourne canterbury maidstone dover swansea newport wrexham bangor aberdeen dundee",
    "inverness perth stirling paisley belfast derry dublin cork limerick galway croydon hackney",
    "brixton camden lewisham bromley whitby alger oran constantine annaba blida setif tizi",
    "ouzou bejaia tlemcen casablanca rabat fes marrakech tanger agadir meknes oujda tetouan",
    "kenitra tunis sfax sousse bizerte gabes kairouan dakar thies kaolack bamako kayes abidjan",
    "bouake ouagadougou conakry kinshasa brazzaville yaounde douala libreville lome cotonou",
    "niamey lagos abuja kano accra nairobi antananarivo tamatave moroni lisbonne lisboa porto",
    "braga coimbra madrid barcelone valencia seville malaga bilbao rome milan turin naples",
    "florence venise genes palerme bologne verone athenes istanbul ankara izmir antalya",
    "varsovie cracovie gdansk lodz wroclaw bucarest cluj timisoara sofia belgrade zagreb",
    "budapest prague vienne berlin munich hambourg cologne francfort stuttgart zurich bale",
    "berne fribourg neuchatel sion liege namur charleroi mons gand anvers bruges amsterdam",
    "rotterdam moscou kiev hanoi saigon pekin shanghai tokyo bombay delhi madras pondichery",
    "colombo karachi lahore dacca beyrouth damas bagdad teheran jerusalem montreal london",
    "londres edimbourg boston chicago miami",
)
"""Towns outside France."""

SURELY_FIRST_NAMES = words_of(
    "adele aicha aida alexandra alexandrine alexie alexine alim alise alizee allia alvin alya",
    "alysse amadou amina ana anais anas angelique anisa aubin augustin augustine aurelie",
    "aveline balthazar baptiste barbara benedicte benito benjamin benjamine benoit benoite",
    "bernard bernardin bernardine beryl boubou brandon camelia carmen caroline casimir cecilie",
    "celestin cesar chaina charles charlotte cherif chris clarisse claude clementine colin",
    "colette collette dahlia daphne denia denis diane dina donna dora doris douglas eglantine",
    "elida elise emir eric ester ethane eugenie eustache fanchon fanny fatma ferial florence",
    "florentin florentine francisque fridolin fritz gemma gerome gilles gracie guillaume",
    "guillemette hans hela helio henry hermine hilaire honora honorat hortensia houssine",
    "isabelle italo ivette iwan jack jacqueline jacques jaina jan jean jeanne jeannette jenny",
    "joseph jules julien julienne julot kelvin kriss lamine laure laya leonard lexie lia liane",
    "linette lino lise lisette lolita lorette lori loris lorraine lorry louai louis louise ludo",
    "luis lysa lyse macha madeleine madison mahdi maia marc marcel marcellin margarita mari",
    "maria marie marina mario martin mathieu matis matisse max maxime maxwell melchior melia",
    "melis melisse melusine merlin micheline moise mouna moussa murat nadir naira nasser",
    "nassera nazir nicodeme nicole noria norma octavia octavie olivier ondine oscar ovide",
    "pascal pascale pascaline patrice patrick paulette paulin peter philippe philippine",
    "pierrette pierrot radia raina rama ramon ramona rani regis reinette rene renee richard",
    "richarde rida robert robin romain rosa rosalie rosette rosie sabin sabine salome salomon",
    "sana saturnin saturnine seraphin seraphine serge sibylle sixte spencer sylvain sylvestre",
    "sylvine tara thais thomas timon tom tomas tommy valentin valentine valeriane vanda",
    "veronique victor victoria victorien virginie williams zain zoe andre antoine arnaud",
    "chantal christelle christian christine christophe corinne damien daniel danielle david",
    "didier dominique edouard emilie emmanuel fabien fabienne fabrice francois francoise",
    "frederic gaelle gerard helene herve hugo ines jerome julie kevin laurence laurent lea",
    "lucas lucie manon marion marlene michel michele monique muriel nadine nathalie nicolas",
    "odette pauline raymond roger samuel sandra sandrine sarah sebastien simone sonia sophie",
    "stephane stephanie suzanne sylvie theo thierry vanessa vincent xavier yves yvette yvonne",
    "amandine germaine oceane romane clemence auguste chrystelle garance vivien emmy muguette",
    "olympe ylan tao emie marcelin kessy lionnel cheyenne delia eleanor gille fairouz toma nawell",
    "carene sevrine chainez bechir yassmine widad jassem musa shona doria cheikh rami chahid moira",
    "laina assa tylio batiste baya solen manuelle erine paulina indira carline amine",
    "martial germain lyra althea ivanna nicoletta silene abderrazak jaimy marjolene cattleya",
    "aviva warrick marilia armeline serina bouchera rany nicol salvatrice evens laissa gracia",
    "inge sabra amaryllis quoc derrick alvine horst bader candie olivette anais crepin gisele",
    "luc lea leo zoe noe ida ugo tom axel abel lena lola lily emma jules hugo",
    "catherine aline adam tony jimmy eddy flora yasmina amir john nathael klara ruddy colleen",
    "kawthar inna cheick phoebe chaimae abed abdelali maryame djillali guilherme franca",
    "hulya perla prosper hector maxim mike jeremy kevin lena mathilde nour sacha yann yannick",
    "eliane ghislaine josiane huguette",
    "bernadette arlette odile solene maelle marguerite hyacinthe narcisse shirley audrey beverley",
)
"""First names that dictionaries list as words too, or that are beyond doubt."""

NAMED_AS_WORDS = words_of(
    "rose marguerite violette iris capucine cerise hortense claire blanche pierre olivier",
    "clement constance victoire prudence grace felicite desire desiree aime aimee parfait",
    "modeste innocent fidele angelique celeste ange esperance aurore luce noel france",
    "flore florence bienvenu bienvenue fortune lance jade ambre opale perle",
    "prune olive myrtille jasmine jacinthe reine prince aube alba lila lilas melodie harmonie",
    "merveille divine dieu honore constant maxime serge remi remy ali ben lie mai lin bob guy",
    "gary mark will bill rob sue pat art hope faith joy dawn may june april rich frank grant",
    "jack harry penny ruby amber hazel ivy lily daisy poppy heather holly summer autumn",
    "christian dean drew chase carol gene miles ray roy stew trinite celestin placide sidonie",
    "solange marjolaine anemone apolline brune fleur gloire ines neige eden loup lionne",
    "roseline venus marine manuel octave lois anis melodie come said milan",
    "vivien urbain colombe gracieuse sauveur vital paquerette adonis junior calypso islam helios",
    "clairette candide jasmin fortunee floreal emeraude colas toscane zephyr lys carmel archange",
    "louve saphir prunelle cannelle vanille dune rubis cristal lune automne opaline mirabelle",
    "pervenche magnolia colombine gentiane miracle fleurette reinette tresor aimable constante",
    "neo maya mina aria line gloria mira nana salome mel alize slim raja rima sema hava kali",
    "any don dan van",
    "carole sylvestre marcelle rock bosco pacifique beni mana tala nova sky summer brandy ginger",
    "scarlett sienna savannah chance destiny trinity melody harmony crystal pearl olive myrtle",
    "fern iris rosemary clementine basil glen dale brook cliff rusty sandy misty stormy sonny",
    "victor wade ward reed heath forest clay earl duke norm pat patsy bunny bonnie dolly molly",
    "sally nancy jenny winnie minnie nelly teddy freddy archie alfie percy monty monte lance",
)
"""First names that are everyday words: only a capital or the words around them tell."""

SAID_WITH_ACCENT = frozenset(
    {"marié", "mariné", "déni", "dénis", "maries", "lisé", "marinés", "lié", "liés", "liée"}
)
"""Words that are first names only without their accents."""

NICKNAMES = words_of(
    "jo dede jojo nono momo lulu mimi titi kiki gigi fifi riri loulou zaza nini juju gege cricri",
    "bebert nanard fred steph seb tof titou manu flo isa nath domi caro alex sam ludo greg nico",
    "matt math philou jeannot pierrot charlot julot dudu didi dodo lolo nanou minou jp jc jm jf",
    "jl jb mc pj tony mick kenny davy jimmy johnny billy bobby timmy betty katy maggie peggy",
    "jeje sissi vivi mumu cece val virg guigui alexou clem cathy cath mag magui geo tintin bibi",
    "mimile zezette toto tito pepito lolotte nono zouzou fanfan coco cloclo jacquot pat pascalou",
    "bev deb debs viv pam tess trev kev stu len ken ted ned syd alf bert barb babs jill jan",
    "lou nell",
    "peg ro shaz tel tina trish wilf ron don vic reg cyril archie mags lizzie annie dot bea lil",
    "liz beth kate meg jen jess becky vicky nat phil steve dave mike pete andy nige baz gaz daz",
)
"""Short forms of first names."""
