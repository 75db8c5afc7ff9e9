"""What the program says in English, kept apart from what it speaks of: a template and arguments.

The packages below `bot` say all in English. Whoever knows the reader's language finds the template
in a catalogue and fills it anew.
"""

from collections.abc import Callable, Mapping


class Message(str):
    """An English text that remembers its template and what stands in each of its places."""

    template: str
    arguments: Mapping[str, str]  # one may be a Message again

    def __new__(cls, template: str, arguments: Mapping[str, str]) -> "Message":
        """Fill the places of `template`. What fills them is data and is never read as one."""
        made = super().__new__(cls, template.format(**arguments))
        made.template, made.arguments = template, arguments
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, str]]:  # type: ignore[override]
        """Return what makes the message anew, for `copy` and `pickle`."""
        return self.template, self.arguments

    def map(self, change: Callable[[str], str]) -> "Message":
        """Return the message with `change` made to every text in its places."""
        return Message(
            self.template,
            {
                name: value.map(change) if isinstance(value, Message) else change(value)
                for name, value in self.arguments.items()
            },
        )


def message(template: str, /, **arguments: object) -> Message:
    """Return the English message `template`, with {places} that `arguments` fill by their names.

    An error among them stands for what it says. Literal braces are doubled in the template.
    """
    return Message(template, {name: said_by(value) for name, value in arguments.items()})


class MessageError(Exception):
    """An error that people can do something about: it says a message."""

    def __init__(self, said: str, /, **arguments: object) -> None:
        """Say a Message, or the template `said` with `arguments` in its places."""
        super().__init__(said if isinstance(said, Message) else message(said, **arguments))


def said_by(value: object) -> str:
    """Return what an error says, or the text of any other value; a Message stays one."""
    if isinstance(value, BaseException) and value.args and isinstance(value.args[0], Message):
        return value.args[0]
    return value if isinstance(value, Message) else str(value)
