"""The stack of a LangChain tutorial, asked one question: what a cold start of it costs.

    python -m benchmarks.plain_stack MODEL STORE QUESTION

MODEL is a sentence-transformers folder, STORE a folder that FAISS.save_local wrote. Nothing of
parlebot is loaded. benchmarks/cost.py makes both folders and calls this.
"""

import sys

from langchain_community.embeddings import HuggingFaceEmbeddings
from langchain_community.vectorstores import FAISS

CHUNKS = 4  # LangChain's default


def open_embeddings(model: str) -> HuggingFaceEmbeddings:
    """Return the model in the folder `model`, for questions: E5 wants to be told what they are."""
    return HuggingFaceEmbeddings(
        model_name=model,
        model_kwargs={"device": "cpu"},
        encode_kwargs={"prompt": "query: ", "normalize_embeddings": True},
    )


def open_store(folder: str, embeddings: HuggingFaceEmbeddings) -> FAISS:
    """Return the store in `folder`; its texts are a pickle, which this benchmark wrote itself."""
    return FAISS.load_local(folder, embeddings, allow_dangerous_deserialization=True)


def main() -> None:
    model, folder, question = sys.argv[1:]
    store = open_store(folder, open_embeddings(model))
    for chunk in store.similarity_search(question, k=CHUNKS):
        print(chunk.page_content)


if __name__ == "__main__":
    main()
