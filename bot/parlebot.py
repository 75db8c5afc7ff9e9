"""The one way in: a home of official replies, opened to be asked, searched and added to."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bot.answers.answer import Answer
from bot.languages.messages import say
from bot.pipeline.pipeline import Pipeline
from bot.question.bad_input import BadInputError
from bot.question.check import MAX_CHARACTERS, RejectedError, check_question, within_tokens
from embeddings.disk.home import Home, default_home
from embeddings.search.filters import NO_FILTERS, Filters
from embeddings.search.index import Hit

if TYPE_CHECKING:
    from bot.jobs.index import IndexReport, JobProgress
    from bot.jobs.show import RecordView
    from bot.language_model.settings import ChatSettings
    from embeddings.search.retriever import ReplyRetriever


class Parlebot:
    """A home, opened. Safe for several threads; close it, or use it in a `with` block.

    A new index is picked up by the next call. Every method that reads the index raises
    NoGenerationError while there is none, and those that search by meaning raise
    EncoderUnavailableError where the encoder that made it cannot be opened (`bot.errors`).
    """

    def __init__(self, home: Home, pipeline: Pipeline) -> None:
        """Answer through `pipeline`, which reads the index of `home`. See `open`."""
        self.home = home
        self.pipeline = pipeline  # what the page and the machine interface ask through

    @classmethod
    def open(
        cls,
        home: str | Path | None = None,
        *,
        chat: "ChatSettings | None" = None,
        reranker: str = "",
        max_characters: int = MAX_CHARACTERS,
    ) -> Self:
        """Open the folder `home`, by default the one that the commands use ($PARLEBOT_HOME).

        With `chat`, that model writes the answers, as far as the replies support its words;
        without it, they are quoted. `reranker` is the name or path of a CrossEncoder that orders
        the best replies; `max_characters` the length of the longest question. The index is opened
        by the first call that needs it. Raises ChatModelUnavailableError.
        """
        opened = default_home(home)
        model = None
        if chat:
            from bot.language_model.chat_model import ChatModel

            model = ChatModel(chat)
        pipeline = Pipeline(opened, chat=model, reranker=reranker, max_characters=max_characters)
        return cls(opened, pipeline)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        filters: Filters = NO_FILTERS,
        without: frozenset[str] = frozenset(),
        language: str = "fr",
        today: date | None = None,
    ) -> Answer:
        """Return the answer to `question`; one that cannot be searched is a rejected answer.

        `history` are the earlier questions of the conversation, oldest first. The search is
        limited to `filters` and to what the question's words say, except for the kinds of filter
        in `without`. `language` ("fr" or "en") holds where the words do not tell. Raises
        EncoderMismatchError too, when the index was made by another version of its encoder.
        """
        return self.pipeline.ask(question, filters, history, language, today, without)

    def search(
        self,
        question: str,
        *,
        count: int = 10,
        filters: Filters = NO_FILTERS,
        language: str = "fr",
    ) -> list[Hit]:
        """Return up to `count` replies that fit `question`, best first, each with its score.

        Raises BadInputError for a question that cannot be searched, and EncoderMismatchError.
        """
        try:
            checked = check_question(question, language, self.pipeline.max_characters)
        except RejectedError as error:
            why = say(error.reason, error.language, limit=self.pipeline.max_characters)
            raise BadInputError("{why}", why=why) from error
        index, encoder = self.pipeline.parts()
        text = within_tokens(checked, encoder).text
        return index.search(text, checked.language, encoder, filters, count).hits

    def show(self, uid: str) -> "RecordView":
        """Return the record `uid` and what the store knows of it. Raises BadInputError without."""
        from bot.jobs.show import RecordView

        return RecordView.of(self.home, self.pipeline.index(), uid)

    def index(
        self,
        paths: Iterable[str | Path] = (),
        *,
        sample: bool = False,
        encoder: str = "",
        progress: "JobProgress" = lambda what, done, total: None,
        told: Callable[[str], None] = lambda message: None,
    ) -> "IndexReport":
        """Read files and folders, or the fictional `sample`, and bring the index up to date.

        `encoder` is the name or path of another sentence-transformers model than the index has.
        `progress` is told what is being done, how much of it is done, and of how much; `told` what
        a long build has to say meanwhile. Raises FileNotFoundError, BadInputError, BusyError,
        DiskFullError, StoreError or EncoderUnavailableError; the index then stays as it is.
        """
        from bot.jobs.index import index_paths

        read = [Path(path) for path in paths]
        return index_paths(
            self.home, read, encoder=encoder, sample=sample, progress=progress, told=told
        )

    def retriever(self, *, filters: Filters = NO_FILTERS, count: int = 4) -> "ReplyRetriever":
        """Return a LangChain retriever of the `count` best replies, on the index as it is now."""
        from embeddings.search.retriever import ReplyRetriever

        index, encoder = self.pipeline.parts()
        return ReplyRetriever(index=index, encoder=encoder, filters=filters, k=count)

    def close(self) -> None:
        """Let go of the index's files."""
        self.pipeline.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()
