"""Stop words by language: words that carry no subject, unaccented as in the lexical index.

Besides function words they include those used for asking ("pourquoi", "what", "please"): no
minister's reply is about them, and they would count as rare.
"""

_FRENCH = """
a ai aie aient aies ainsi ait alors as au aucun aucune auquel aura aurai auraient aurais aurait
auras aurez auriez aurions aurons auront aussi autre autres aux auxquelles auxquels avaient avais
avait avec avez aviez avions avoir avons ayant ayez ayons bonjour c ca car ce ceci cela celle
celles celui ces cet cette ceux chaque chez ci combien comme comment d dans de depuis des deja donc
dont du duquel elle elles en encore entre es est estadire et etaient etais etait etant ete etee
etees etes etiez etions etre eu eue eues eurent eus eusse eussent eusses eussiez eussions eut eux
eumes eutes fait faire faut fumes furent fus fusse fussent fusses fussiez fussions fut futes ici il
ils j je jusqu l la laquelle le lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui m
ma mais me meme memes merci mes mien mienne moi moins mon n ne ni non nos notre notres nous on ont
ou oui par parce pas pendant peu peut peuvent plus pour pourquoi puis puisqu puisque qu quand que
quel quelle quelles quels quelqu quelque quelques qui quoi quoiqu quoique s sa sans se selon sera
serai seraient serais serait seras serez seriez serions serons seront ses si sien sienne soi
soient sois soit sommes son sont sous soyez soyons suis sur svp t ta tandis te tel telle telles
tels tes toi ton tous tout toute toutes tres tu un une va vers voici voila vont vos votre votres
vous vu y
"""

_ENGLISH = """
a about after again all also am an and any are arent as at be because been before being but by can
cannot cant could couldnt did didnt do does doesnt doing dont eg etc for from had hadnt has hasnt
have havent having he hello her here hers herself him himself his how i ie if im in into is isnt it
its itself ive just me mine my myself no nor not of on onto or our ours ourselves please s she
should shouldnt so some such t than thank thanks that thats the their theirs them themselves then
there theres these they this those to too very was wasnt we were werent what whats when where
whether which while who whom whose why will with without wont would wouldnt you your yours yourself
"""

STOP_WORDS = {"fr": tuple(_FRENCH.split()), "en": tuple(_ENGLISH.split())}
