import gzip
import os
import zipfile
from pathlib import Path

import pytest

from corpus.ingestion.containers import Document, list_files, open_documents
from corpus.records.reading import UnreadableError

COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def documents(path: Path) -> list[Document]:
    found = list(open_documents(path))
    return [document for document in found if isinstance(document, Document)]


def errors(path: Path) -> list[str]:
    return [str(item) for item in open_documents(path) if isinstance(item, UnreadableError)]


def make_zip(
    path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED
) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_folder_gives_its_files_in_order_and_leaves_the_hidden_ones_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", ".hidden.txt", ".git/d.txt", "a/.e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert list_files(tmp_path) == [tmp_path / "a/c.txt", tmp_path / "b.txt"]
    assert list_files(tmp_path / ".hidden.txt") == [tmp_path / ".hidden.txt"]


def test_a_loop_of_links_ends_and_links_to_files_are_followed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/file.txt").write_text("x")
    (tmp_path / "a/loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "itself").symlink_to(tmp_path / "itself")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a/file.txt")
    assert list_files(tmp_path) == [tmp_path / "a/file.txt", tmp_path / "link.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_regular_file_in_a_folder_is_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert list_files(tmp_path) == []


def test_nothing_at_a_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list_files(tmp_path / "nowhere")


def test_a_file_gives_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff bytes")
    assert documents(tmp_path / "a") == [Document("", b"\xff bytes")]


def test_gzip_is_known_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(gzip.compress(b"one") + gzip.compress(b" two"))
    assert documents(tmp_path / "a.json") == [Document("", b"one two")]
    (tmp_path / "b.gz").write_bytes(b"plain")
    assert documents(tmp_path / "b.gz") == [Document("", b"plain")]


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_zip_gives_its_members_with_their_names(tmp_path: Path, compression: int) -> None:
    members = {"json/a.json": b"1", "json/é/b.json": b"2", ".DS_Store": b"3", "__M/._a.json": b"4"}
    path = make_zip(tmp_path / "a.dat", members, compression)
    with zipfile.ZipFile(path, "a") as archive:
        archive.mkdir("empty")
    assert documents(path) == [Document("json/a.json", b"1"), Document("json/é/b.json", b"2")]


HOSTILE_NAMES = ("../../outside.txt", "/etc/outside.txt", "C:\\outside.txt", "a/../../outside.txt")


def test_hostile_names_of_members_write_nothing_anywhere(tmp_path: Path) -> None:
    folder = tmp_path / "deep/er"
    folder.mkdir(parents=True)
    path = make_zip(folder / "a.zip", dict.fromkeys(HOSTILE_NAMES, b"x"))
    assert [document.member for document in documents(path)] == list(HOSTILE_NAMES)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [path]
    assert not Path("/etc/outside.txt").exists()


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_one_damaged_member_is_named_and_the_others_are_given(
    tmp_path: Path, compression: int
) -> None:
    noise = {f"{name}.bin": os.urandom(300) for name in "abc"}
    path = make_zip(tmp_path / "a.zip", noise, compression)
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("b.bin")
    raw = bytearray(path.read_bytes())
    middle = info.header_offset + 30 + len("b.bin") + info.compress_size // 2
    raw[middle : middle + 8] = bytes(byte ^ 0xFF for byte in raw[middle : middle + 8])
    path.write_bytes(raw)
    assert [document.member for document in documents(path)] == ["a.bin", "c.bin"]
    (error,) = errors(path)
    assert error.startswith("'b.bin': it is damaged")


def test_an_encrypted_member_is_named_and_the_others_are_given(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a": b"1", "b": b"2"})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # the flag of the first entry in the directory
    path.write_bytes(raw)
    assert documents(path) == [Document("b", b"2")]
    assert errors(path) == ["'a': it is encrypted"]


@pytest.mark.parametrize("kept", [5, 40, 100, -1])
def test_a_cut_zip_is_an_error_in_a_sentence(tmp_path: Path, kept: int) -> None:
    path = make_zip(tmp_path / "a.zip", {"a": os.urandom(100)})
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(UnreadableError, match="the zip is damaged or cut short"):
        documents(path)


def test_a_member_name_that_is_no_utf_8_is_an_error_in_a_sentence(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"é.txt": b"x"})
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xff\xfe"))
    with pytest.raises(UnreadableError, match="the zip is damaged"):
        documents(path)


def test_a_member_without_a_name_is_read(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"zz": b"x"})
    path.write_bytes(path.read_bytes().replace(b"zz", b"\0z"))  # a name ends at its first zero
    assert documents(path) == [Document("", b"x")]


def test_a_damaged_or_cut_gzip_is_an_error_in_a_sentence(tmp_path: Path) -> None:
    whole = gzip.compress(os.urandom(300))
    for number, broken in enumerate((whole[:-20], whole[:60] + b"\0" * 9 + whole[69:], whole[:5])):
        path = tmp_path / f"{number}.gz"
        path.write_bytes(broken)
        with pytest.raises(UnreadableError, match="the gzip file is damaged or cut short"):
            documents(path)


def test_an_empty_or_absent_file_is_an_error_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with pytest.raises(UnreadableError, match="the file is empty"):
        documents(tmp_path / "empty")
    with pytest.raises(UnreadableError, match="it cannot be opened"):
        documents(tmp_path / "nowhere")


def test_a_decompression_bomb_is_refused(tmp_path: Path) -> None:
    zeros = bytes(48 << 20)
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(zeros, compresslevel=6))
    assert bomb.stat().st_size < 100_000
    with pytest.raises(UnreadableError, match="decompression bomb"):
        documents(bomb)


def test_a_bomb_in_a_zip_is_named_and_the_others_are_given(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a": b"1", "bomb": bytes(48 << 20), "b": b"2"})
    assert path.stat().st_size < 100_000
    assert [document.member for document in documents(path)] == ["a", "b"]
    (error,) = errors(path)
    assert "'bomb'" in error
    assert "decompression bomb" in error


def test_a_large_text_that_packs_well_is_no_bomb(tmp_path: Path) -> None:
    line = b'{"question": {"uid": "QANR5L98QE%d"}}, '
    text = b"".join(line % number for number in range(450_000))
    assert len(text) > 1 << 24
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(text, compresslevel=1))
    read = [document.stream().read() for document in open_documents(path)]  # type: ignore[union-attr]
    assert read == [text]


@pytest.mark.parametrize("more", [0, 1, 1 << 20, (1 << 20) + 1, 5 << 20])
def test_a_large_member_comes_as_a_stream_and_a_small_one_whole(tmp_path: Path, more: int) -> None:
    content = os.urandom(1 << 20) * 16 + b"x" * more
    path = make_zip(tmp_path / "a.zip", {"large": content, "small": b"1"}, zipfile.ZIP_STORED)
    large, small = (bytes(d.stream().read()) for d in open_documents(path))  # type: ignore[union-attr]
    assert (large == content, small) == (True, b"1")
    assert [d.content == content for d in open_documents(path)] == [True, False]  # type: ignore[union-attr]


def test_what_is_too_large_to_be_held_whole_is_refused_when_it_is_asked_for_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.ingestion.containers.MAX_WHOLE_BYTES", 18 << 20)
    (tmp_path / "a").write_bytes(b"x" * (20 << 20))
    for document in open_documents(tmp_path / "a"):
        assert isinstance(document, Document)
        with pytest.raises(UnreadableError, match="larger than 18 MiB"):
            _ = document.content
