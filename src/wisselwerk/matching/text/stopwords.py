"""Function words: they carry no subject. A label may have them in between, a score does not count them."""

from __future__ import annotations

from typing import Final

_NL = """
aan aangaande al alle alleen allemaal alles als altijd ander andere anderen ben bent bij bijna bijvoorbeeld binnen
boven buiten daar daarbij daardoor daarin daarmee daarna daarom daarvan daarvoor dan dat de der des deze die dien
dient dit doch doe doen doet door dus een één eens eerst eerste elk elke en enkele er erbij ermee ervan ervoor etc
even geen gedaan geweest gewoon geworden haar had hadden hare heb hebben hebt heeft heel hele hem hen het hier hierbij
hij hoe hoewel hun ieder iedere iemand iets ik in is ja je jij jouw jullie kan kon konden krijgen kunnen kunt laat
maar mag maken me meer meest mee men met mij mijn minder moet moeten mocht na naar naast nadat nee niet niets nieuw
nieuwe niemand nog nooit nu of om omdat omtrent ons onze onder ondanks ook op over pas per precies rond samen sinds
slechts sommige soms staan steeds te tegen ten tenzij ter terwijl tijdens toch toe toen tot tussen u uit uw vaak van
vanaf vanuit veel verder vele via vol volgens voor vooral voordat waar waarbij waardoor waarin waarmee waarom waarop
waarvan waarvoor wanneer want waren was wat we weer weinig wel welk welke werd werden wezen wie wij wil willen wilt
worden word wordt zal ze zeer zei zelf zelfs zich zij zijn zo zoals zodat zonder zou zouden zullen zult graag wensen
zoeken zoekt zoek waaronder eigen eerder daarnaast hierdoor hierin hiermee hiervan hiervoor immers inclusief jaar
jaren maand maanden
"""
_EN = """
a about above across after again against all also although always am among an and another any anyone anything are as
at away be because been before being below between beyond both but by came can cannot could did do does doing done
down during each either else etc even ever every few for from further get gets given had has have having he hence her
here hers him his how however i if in into is it its itself just least less let like made make makes many may me might
more most much must my near need needs neither never new no nor not now of off often on once one only onto or other
others our ours out over own per quite rather really same she should since so some someone something still such than
that the their theirs them then there therefore these they this those though through throughout thus to too toward
towards under until unto up upon us use used using very via want wants was we well were what when where whether which
while who whom whose why will with within without would yet you your yours looking seek seeks seeking please know year
years month months
"""
_FR = """
a à afin ai ainsi alors après as au aucun aucune aujourd auquel aussi autre autres aux avait avant avec avoir avons
ayant beaucoup bien c ça car ce ceci cela celle celles celui cependant certain certaine certaines certains ces cet
cette ceux chaque chez ci comme comment contre d dans de déjà depuis dernier derrière des dès desquelles desquels dont
donc du duquel durant elle elles en encore entre es est et étaient était étant été être eu eux faire fait faut font
hors hui il ils j je jusqu jusque l la là laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lui m ma
mais malgré me même mêmes mes mien moi moins mon n ne ni non nos notre nôtre nous on ont or ou où par parce parfois
parmi pas pendant peu peut peuvent plus plusieurs plutôt pour pourquoi presque puis puisque qu quand que quel quelle
quelles quelque quelques quels qui quoi rien s sa sans sauf se selon sera ses seulement seront si sien son sont
souhaite souhaitent souhaitons sous souvent suis sur t ta tandis tant te tel telle telles tels tes toi ton toujours
tous tout toute toutes très trop tu un une vers via voici voilà vos votre vôtre vous vu y cherche cherchent cherchons
besoin besoins voulons veut veulent aimerions voudrions devons doit doivent an ans année années mois
"""
# Written after letter normalisation (أإآ → ا, ى → ي, ة → ه), with their common prefixes.
_AR = """
في من علي الي عن مع هذا هذه ذلك تلك هولاء اولئك التي الذي الذين اللتي اللاتي هو هي هم هن انا نحن انت انتم كان كانت
كانوا يكون تكون يكونون ليس ليست لا ما لم لن لو ان انه انها انهم اننا او ثم لكن بل قد لقد كل بعض غير بين عند عندما حيث
حين منذ حتي اذا كما كيف لماذا ماذا متي اين هل كذلك ايضا جدا فقط مثل حول خلال بعد قبل تحت فوق امام وراء ضمن دون بدون
سوي نحو لدي لدينا لديها لديهم لديه له لها لهم لنا لي به بها بهم بنا فيه فيها فيهم منه منها منهم منا عليه عليها عليهم
علينا اليه اليها اليهم عنه عنها وهو وهي وهم ونحن وفي ومن وعلي والي وعن ومع وما ولا ولم ولن وان وقد وكان وكانت وهذا
وهذه والتي والذي والذين فان لان لانه لانها بان بانه بانها مما فيما عما كي لكي اي ايه احد احدي يجب يمكن نحتاج تحتاج
يحتاج نريد تريد يريد نبحث تبحث يبحث نرغب ترغب يرغب نود تود يود اجل بسبب وذلك وكذلك وايضا عبر لدى كيفيه تم يتم تتم سنه
سنوات عام اعوام شهر اشهر
"""

FUNCTION_WORDS: Final[dict[str, frozenset[str]]] = {
    "nl": frozenset(_NL.split()),
    "en": frozenset(_EN.split()),
    "fr": frozenset(_FR.split()),
    "ar": frozenset(_AR.split()),
}
