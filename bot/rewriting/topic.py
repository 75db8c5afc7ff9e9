"""A bare topic ("loups", "NHS waiting lists"), turned into the question it stands for.

People who are used to search engines type a topic. The encoder, the kinds of question and the
relevance model were all trained on questions: they say little about a bare topic, and did not take
"carte d'identité" for a matter of policy.
"""

import re

from bot.question.check import CheckedQuestion
from bot.rewriting.cues import is_fragment
from corpus.text.fold import fold_in_place
from embeddings.lexical.bm25 import analyse

_MOST_TERMS = 4  # that say something: longer ones are told, not named
# What names no topic: someone who speaks of themselves or to us, politely or not, compares, lists
# or orders.
_SPEAKS = re.compile(
    r"[,;:!?()]|\b(?:je|j'\w+|moi|me|m'\w+|mon|ma|mes|nous|notre|nos|vous|votre|vos|tu|toi|"
    r"i|i'm|my|me|mine|we|our|you|your|please|ok|okay|hello|hi|bye|thanks?|thank|salut|bonjour|"
    r"merci|better|worse|best|worst|meilleure?s?|pires?|or|ou)\b"
    r"|^(?:explain|describe|show|give|tell|write|translate|summari[sz]e|ignore|forget|pretend|"
    r"repeat|expliqu(?:e|ez)|decri(?:s|vez)|montr(?:e|ez)|donn(?:e|ez)|dis|dites|ecri(?:s|vez)|"
    r"tradui(?:s|sez)|resum(?:e|ez)|ignor(?:e|ez)|oubli(?:e|ez)|repet(?:e|ez)|fai(?:s|tes))\b"
)
_QUESTION = {
    "fr": "Que fait le gouvernement au sujet de : {topic} ?",
    "en": "What is the government doing about {topic}?",
}


def as_question(question: CheckedQuestion) -> CheckedQuestion:
    """Return a question about the topic if `question` is a bare topic, else `question`."""
    text, language = question.text, question.language
    topic = text.rstrip(" ?.!…\u00a0\u202f")
    if not is_fragment(topic, language) or _SPEAKS.search(fold_in_place(topic)):
        return question
    named = [term for term in analyse(topic, language) if not term.isdigit()]
    if not 0 < len(named) <= _MOST_TERMS:
        return question
    return CheckedQuestion(_QUESTION[language].format(topic=topic), language)
