"""The search as a LangChain retriever, for any chain that accepts one."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from embeddings.encoders.encoder import Encoder
from embeddings.search.filters import NO_FILTERS, Filters
from embeddings.search.index import Hit, Index


class ReplyRetriever(BaseRetriever):
    """Finds official replies: one LangChain document per group, with its best passage as content.

    The metadata hold what a citation needs (uid, title, ministry, dates, url) and the passage's
    character span in the reply, so that a quote of it can be verified.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: SkipValidation[Index]
    encoder: SkipValidation[Encoder]
    filters: Filters = NO_FILTERS
    k: int = 4

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        language = self.index.language_of(query, "fr")
        found = self.index.search(query, language, self.encoder, self.filters, self.k)
        return [_document(hit) for hit in found.hits]


def _document(hit: Hit) -> Document:
    record = hit.record
    start, end = hit.passages[0]
    return Document(
        id=record.uid,
        page_content=record.reply[start:end],
        metadata={
            "uid": record.uid,
            "score": hit.score,
            "start": start,
            "end": end,
            "source": record.source,
            "title": record.heading,
            "ministry": record.ministry,
            "number": record.number,
            "asked_by": record.asked_by,
            "answered_on": record.answered_on.isoformat() if record.answered_on else None,
            "url": record.url,
            "language": record.language,
            "licence": record.licence,
            "fictional": record.fictional,
        },
    )
