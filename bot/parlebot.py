"""The way in: a home of official replies, opened for asking, searching and indexing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bot.answers.answer import Answer, Coverage, Source
from bot.languages.messages import say
from bot.pipeline.pipeline import Pipeline, Stage
from bot.question.bad_input import BadInputError
from bot.question.check import MAX_CHARACTERS, RejectedError, check_question, within_tokens
from bot.requests.request import Request
from embeddings.disk.home import default_home
from embeddings.encoders.encoder import Encoder
from embeddings.search.filters import NO_FILTERS, Filters
from embeddings.search.index import Hit, Index

if TYPE_CHECKING:
    from bot.jobs.index import IndexReport, JobProgress
    from bot.jobs.show import RecordView
    from bot.language_model.settings import ChatSettings
    from embeddings.search.retriever import ReplyRetriever


class Parlebot:
    """An open home. Safe for several threads; close it, or use it in a `with` block.

    A new index is picked up by the next call. Every method that reads the index raises
    NoGenerationError while there is none, and those that search by meaning raise
    EncoderUnavailableError where the encoder that made it cannot be opened (`bot.errors`).
    """

    def __init__(self, pipeline: Pipeline) -> None:
        """Answer through `pipeline`. See `open`."""
        self._pipeline = pipeline
        self.home = pipeline.home

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

        With `chat`, that model helps to search and chooses which sentences are quoted, and writes
        the reading aids that it names. `reranker` is the name or path of a CrossEncoder that orders
        the best replies; `max_characters` the length of the longest question. The index is opened
        by the first call that needs it. Raises ChatModelUnavailableError, and
        EncoderUnavailableError where a model that judges reading aids cannot be opened.
        """
        model = None
        if chat:
            from bot.language_model.chat_model import ChatModel

            model = ChatModel(chat)
        opened = default_home(home)
        return cls(Pipeline(opened, chat=model, reranker=reranker, max_characters=max_characters))

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
        in `without`. `language` ("fr" or "en") holds where neither words nor records tell. Raises
        EncoderMismatchError too, when the index was made by another version of its encoder.
        """
        return self._pipeline.ask(question, filters, history, language, today, without)

    def answer(
        self,
        request: Request,
        default_language: str = "fr",
        check: Callable[[], None] = lambda: None,
    ) -> Answer:
        """Return the answer to a request that was parsed; raises as `ask` does.

        `default_language` holds where neither the request nor its words tell. `check` is called
        before each costly step: what it raises ends the work, as when nobody waits any more.
        """
        *_, (_, answer) = self.answer_steps(request, default_language, check)
        return answer

    def answer_steps(
        self,
        request: Request,
        default_language: str = "fr",
        check: Callable[[], None] = lambda: None,
    ) -> Iterator[tuple[Stage, Answer]]:
        """Yield the answer to a request as far as it is made, the last time at `Stage.DONE`.

        With a chat model, what is known before it has chosen is there at once. Otherwise as
        `answer`.
        """
        return self._pipeline.steps(request, default_language, check=check)

    def followed(
        self,
        request: Request,
        default_language: str = "fr",
        check: Callable[[], None] = lambda: None,
    ) -> list[Source]:
        """Return the replies that answer a request, each with its verified quotes.

        They are those that an answer quotes and those that it could as well have quoted. Raises
        as `answer` does, and BadInputError for a question that cannot be searched.
        """
        return self._pipeline.followed(request, default_language, check=check)

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
            checked = check_question(question, language, self.max_characters)
        except RejectedError as error:
            why = say(error.reason, error.language, limit=self.max_characters)
            raise BadInputError("{why}", why=why) from error
        index, encoder = self.parts()
        text = within_tokens(checked, encoder).text
        spoken = index.language_of(text, language)
        return index.search(text, spoken, encoder, filters, count).hits

    def show(self, uid: str) -> "RecordView":
        """Return the record `uid` with what the store knows of it. Raises BadInputError."""
        from bot.jobs.show import RecordView

        return RecordView.of(self.home, self.current_index(), uid)

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

    @property
    def max_characters(self) -> int:
        """Return the length of the longest question."""
        return self._pipeline.max_characters

    @property
    def has_chat_model(self) -> bool:
        """Return whether a chat model chooses the sentences."""
        return self._pipeline.chat is not None

    @property
    def has_aids(self) -> bool:
        """Return whether reading aids are written, for those who want them."""
        chat = self._pipeline.chat
        return chat is not None and chat.settings.has_aids

    def coverage(self) -> Coverage:
        """Return what the index holds."""
        return Coverage.of(self.current_index().manifest)

    def current_index(self) -> Index:
        """Return the index as it is now; it does not change when a new one is made."""
        return self._pipeline.index()

    def parts(self) -> tuple[Index, Encoder]:
        """Return the index as it is now and the encoder that made it."""
        return self._pipeline.parts()

    def prepare(self) -> Coverage:
        """Open all that the next question needs, and return what the index holds."""
        index, _ = self.parts()
        self._pipeline.reranker()
        return Coverage.of(index.manifest)

    def retriever(self, *, filters: Filters = NO_FILTERS, count: int = 4) -> "ReplyRetriever":
        """Return a LangChain retriever of the `count` best replies, on the index as it is now."""
        from embeddings.search.retriever import ReplyRetriever

        index, encoder = self.parts()
        return ReplyRetriever(index=index, encoder=encoder, filters=filters, k=count)

    def close(self) -> None:
        """Let go of the index's files."""
        self._pipeline.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()
