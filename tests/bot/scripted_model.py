"""A chat model that is asked as any other and writes by a rule: no server, no network."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Self

from bot.entailment.entailment_model import Entailment
from bot.language_model.chat_model import ChatModel, Schema, Written
from bot.language_model.failures import Failure
from bot.language_model.settings import ChatSettings

Rule = Callable[[dict[str, Any]], Any]  # what was asked -> what is written: a text, or JSON


def nothing(data: dict[str, Any]) -> str:
    """Write nothing."""
    return ""


class ScriptedModel(ChatModel):
    """Writes by one rule for each thing that it may be asked; `asked` holds what it was."""

    def __init__(
        self,
        choice: Rule = nothing,
        help_: Rule = nothing,
        aids: Rule = nothing,
        *,
        failure: Failure | None = None,
        judge: Entailment | None = None,
        **settings: Any,
    ) -> None:
        """With `failure`, that is what ends each text."""
        self.settings = ChatSettings("scripted", "http://127.0.0.1/v1", **settings)
        self.judge = judge
        self.asked: list[dict[str, Any]] = []
        self._rules = {"replies": choice, "quotes": aids, "question": help_}
        self._failure = failure

    def for_question(self, check: Callable[[], None]) -> Self:
        """Return this model: it keeps nobody waiting."""
        return self

    def write(self, rules: str, data: Mapping[str, Any], schema: Schema) -> Written:
        """Return what the rule for these `data` writes."""
        data = json.loads(json.dumps(data))  # as a server reads them
        self.asked.append(data)
        rule = next(rule for name, rule in self._rules.items() if name in data)
        said = rule(data)
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        return Written(text, self._failure)


def sentences(data: dict[str, Any]) -> dict[int, str]:
    """Return the sentences that a model may choose, by their number."""
    return {int(n): text for reply in data["replies"] for n, text in reply["sentences"].items()}


def choosing(*words: str) -> Rule:
    """Return a rule that chooses the sentences with one of `words`, in the order of the words."""

    def rule(data: dict[str, Any]) -> dict[str, Any]:
        found = [n for word in words for n, text in sentences(data).items() if word in text]
        return {"answers": bool(found), "sentences": found}

    return rule
