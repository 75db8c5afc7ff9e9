"""The program's English messages, each a template kept separate from its arguments.

The packages below `bot` say everything in English. Code that knows the reader's language looks the
template up in a catalogue and fills it again.
"""

from collections.abc import Callable, Mapping


class Message(str):
    """An English text that remembers its template and the value of each placeholder."""

    template: str
    arguments: Mapping[str, str]  # one may be a Message again

    def __new__(cls, template: str, arguments: Mapping[str, str]) -> "Message":
        """Fill the placeholders of `template`. The values are data, never read as templates."""
        made = super().__new__(cls, template.format(**arguments))
        made.template, made.arguments = template, arguments
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, str]]:  # type: ignore[override]
        """Return the arguments that recreate the message, for `copy` and `pickle`."""
        return self.template, self.arguments

    def map(self, change: Callable[[str], str]) -> "Message":
        """Return the message with `change` applied to every text in its placeholders."""
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
    """An error that people can act on; its text is a message."""

    def __init__(self, said: str, /, **arguments: object) -> None:
        """Say a Message, or the template `said` with `arguments` in its places."""
        super().__init__(said if isinstance(said, Message) else message(said, **arguments))


def said_by(value: object) -> str:
    """Return the text of an error or any other value; a Message stays a Message."""
    if isinstance(value, BaseException) and value.args and isinstance(value.args[0], Message):
        return value.args[0]
    return value if isinstance(value, Message) else str(value)
