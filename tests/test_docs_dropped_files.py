import re
from pathlib import Path

from corpus.ingestion.ingest import ingest
from corpus.store.store import Store
from tests import ROOT

_PAGE = ROOT / "docs" / "dropped-files.md"


def test_every_example_of_dropped_files_is_read_as_the_page_says(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    examples = re.findall(r"```\w+ file=(\S+)\n(.*?)```", _PAGE.read_text("utf-8"), re.DOTALL)
    for name, text in examples:
        (folder / name).write_text(text, "utf-8")
    assert {Path(name).suffix for name, _ in examples} == {".txt", ".md", ".csv", ".json", ".html"}
    with Store(tmp_path / "corpus.sqlite") as store:
        report = ingest(store, [folder], lambda done, total: None)
        counts = {file.name: store.count_of(file) for file in folder.iterdir()}
        titles = {record.title for record in store.records()}
        waiting = [record.number for record in store.records() if not record.status.has_reply]
    assert (report.skipped, report.remarks) == ([], [])
    assert counts == {
        "fil.txt": 1, "deux.md": 2, "fils.csv": 3, "courrier.csv": 1, "page.html": 1,
        "courrier.mapping.json": 0,
    }  # fmt: skip
    assert titles >= {"Fil des cerfs-volants", "Queue", "Fil"}
    assert waiting == ["79"]
