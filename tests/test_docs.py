import importlib.util
import re
from pathlib import Path
from types import ModuleType

from bot.answers.answer import Answer, AnswerStatus
from bot.cli.chat import chat
from embeddings.encoders.encoder import Encoder
from tests import ROOT

_PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *(ROOT / "docs").glob("*.md"),
]
_FOLDERS = "benchmarks|bot|corpus|deploy|docs|embeddings|tests"


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    assert _script("generate").page() == (ROOT / "docs" / "commands.md").read_text("utf-8")


def test_the_page_of_transcripts_is_what_the_bot_answers(
    shared: Path, tmp_path: Path, encoder: Encoder
) -> None:
    written = (ROOT / "docs" / "transcripts.md").read_text("utf-8")
    assert written.count("$ parlebot ask") == 12
    assert _script("transcripts").page(shared, tmp_path, encoder) == written, (
        "run: python -m docs.transcripts"
    )


def test_every_kind_of_notice_is_documented() -> None:
    text = (ROOT / "docs" / "machine-interface.md").read_text("utf-8")
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    kinds = set(re.findall(r'\bNotice\(\s*"(\w+)"', sources))
    kinds |= set(re.findall(r'_of\(\s*\w+, "(\w+)"', sources))
    kinds |= set(re.findall(r'scope_notice\("(\w+)"', sources))
    assert len(kinds) >= 14
    assert [kind for kind in sorted(kinds) if f"`{kind}`" not in text] == []


def test_every_file_that_the_readme_and_docs_link_to_is_there() -> None:
    for page in _PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_path_and_module_that_the_pages_name_is_there() -> None:
    names = {path.name for folder in _FOLDERS.split("|") for path in (ROOT / folder).rglob("*.py")}
    for page in _PAGES:
        text = page.read_text("utf-8")
        paths = set(re.findall(rf"(?<![\w/.-])(?:{_FOLDERS})/[\w./*-]*[\w*]", text))
        dotted = re.findall(rf"(?:import|from|-m) ((?:{_FOLDERS})\.[\w.]*\w)", text)
        paths |= {f"{name.replace('.', '/')}.py" for name in dotted}
        alone = set(re.findall(r"(?<![\w/*])\w+\.py\b", text))
        gone = {path for path in paths if not any(ROOT.glob(path))} | (alone - names)
        assert gone == set(), page.name


def test_every_field_of_an_answer_is_documented() -> None:
    text = (ROOT / "docs" / "machine-interface.md").read_text("utf-8")
    fields = Answer("q", "q", "fr", AnswerStatus.ANSWERED, "a").to_dict()
    assert [name for name in fields if f"`{name}`" not in text] == []


def test_every_make_target_of_the_readme_exists() -> None:
    targets = re.findall(r"^make (\w+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert targets
    assert [t for t in targets if not re.search(rf"^{t}:", makefile, re.MULTILINE)] == []


def test_the_operator_reads_of_every_option_of_the_server() -> None:
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    options = {name for option in chat.params for name in option.opts}
    assert [name for name in sorted(options) if not re.search(rf"`{name}\b", text)] == []
