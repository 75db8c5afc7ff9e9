"""Writes docs/commands.md from the commands' own help: `python docs/generate.py`.

tests/test_docs.py fails when the page is not what this writes.
"""

from pathlib import Path

from click.testing import CliRunner

from bot.cli.main import app

PAGE = Path(__file__).parent / "commands.md"
_COMMANDS = (
    *("ask", "index", "show", "search", "status", "sources", "export", "remove", "chat", "eval"),
    *("fetch an", "fetch senat", "fetch uk", "update", "doctor"),
    *("vectors export", "vectors import"),
)
_HEAD = """# Commands

Written by `python docs/generate.py` from the commands' own help; do not edit by hand.

| exit code | meaning |
| --- | --- |
| 0 | done; an honest "not covered" is an answer too |
| 1 | nothing could be done: bad question, unreadable documents, unknown uid, damaged store |
| 1 | for `fetch` and `update`: a source failed; what could be done for the others was done |
| 1 | for `doctor`: something was found that it has not, or not yet, put right |
| 2 | the command was called wrongly |
| 3 | there is no index in this home, or it is damaged |
| 4 | another `parlebot index`, `fetch` or `update` is at work in this home |
| 5 | the disk is full; the index that was there is unchanged and answers |
| 130 | interrupted; what was done is kept |

`PARLEBOT_HOME` names the folder of the store and the index; without it, `~/.local/share/parlebot`
(or `$XDG_DATA_HOME/parlebot`). `PARLEBOT_VECTORS` is the address of a Milvus server, where one
holds the vectors ([scale.md](scale.md)). Messages are in French where `LC_ALL`, `LC_MESSAGES` or
`LANG` starts with `fr`, else in English; an answer is always in the language of its question.
"""


def page() -> str:
    """Return the text of docs/commands.md."""
    runner = CliRunner()
    parts = [_HEAD]
    for command in _COMMANDS:
        text = runner.invoke(app, [*command.split(), "--help"], env={"COLUMNS": "88"}).output
        lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
        parts.append(f"## {command}\n\n```text\n{lines}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
