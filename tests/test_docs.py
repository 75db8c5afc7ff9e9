import importlib.util
import re
from pathlib import Path

from bot.answer import Answer, AnswerStatus

_ROOT = Path(__file__).parents[1]


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    spec = importlib.util.spec_from_file_location("generate", _ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert generate.page() == (_ROOT / "docs" / "commands.md").read_text("utf-8")


def test_every_file_that_the_readme_and_docs_link_to_is_there() -> None:
    pages = [_ROOT / "README.md", *(_ROOT / "docs").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_field_of_an_answer_is_documented() -> None:
    text = (_ROOT / "docs" / "machine-interface.md").read_text("utf-8")
    fields = Answer("q", "q", "fr", AnswerStatus.ANSWERED, "a").to_dict()
    assert [name for name in fields if f"`{name}`" not in text] == []


def test_every_make_target_of_the_readme_exists() -> None:
    targets = re.findall(r"^make (\w+)", (_ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    makefile = (_ROOT / "Makefile").read_text("utf-8")
    assert targets
    assert [t for t in targets if not re.search(rf"^{t}:", makefile, re.MULTILINE)] == []
