import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.generation.manifest import current_folder
from embeddings.search.filters import Filters
from embeddings.search.index import Index
from embeddings.search.retriever import ReplyRetriever


@pytest.fixture(scope="module")
def index(sample_home: Home) -> Index:
    return Index(current_folder(sample_home))


@pytest.fixture
def retriever(index: Index, encoder: Encoder) -> ReplyRetriever:
    return ReplyRetriever(index=index, encoder=encoder)


def test_a_document_is_a_passage_with_what_a_citation_needs(
    retriever: ReplyRetriever, index: Index
) -> None:
    documents = retriever.invoke("Combien coûte un repas à la cantine ?")
    assert len(documents) == 4
    assert documents[0].id == documents[0].metadata["uid"] == "QANR5L99QE103"
    for document in documents:
        record = index.texts.find(document.metadata["uid"])
        assert record is not None
        start, end = document.metadata["start"], document.metadata["end"]
        assert document.page_content
        assert document.page_content == record.reply[start:end]
        assert document.metadata["fictional"] is True
        assert document.metadata["ministry"] == record.ministry
        assert document.metadata["answered_on"] == str(record.answered_on)


def test_the_retriever_is_a_link_of_a_langchain_chain(retriever: ReplyRetriever) -> None:
    def numbers(documents: list[Document]) -> list[str]:
        return [document.metadata["number"] for document in documents]

    chain = retriever | RunnableLambda(numbers)
    assert chain.invoke("Why do pharmacies run out of medicines?")[0] == "111"


def test_filters_and_the_number_of_documents_are_kept(index: Index, encoder: Encoder) -> None:
    retriever = ReplyRetriever(
        index=index, encoder=encoder, filters=Filters(ministry="transports"), k=1
    )
    (document,) = retriever.invoke("les trains de nuit")
    assert document.metadata["ministry"] == "Ministère des transports"
    nothing = ReplyRetriever(index=index, encoder=encoder, filters=Filters(source="UK"))
    assert nothing.invoke("les trains de nuit") == []
