"""Whether questions can be answered now, checked in the background."""

import threading
from collections.abc import Callable

from bot.answers.answer import Coverage
from bot.parlebot import Parlebot
from bot.server.answering import AbandonedError
from bot.server.operating.log import Log, where
from bot.suggestions.suggestions import are_known, suggest
from corpus.text.message import message, said_by
from embeddings.disk.home import NoGenerationError
from embeddings.encoders.identity import EncoderUnavailableError

_OPENING = message("the index is being opened")
_READY = message("ready: questions can be answered")
_PERIOD = 1.0  # seconds between two looks at the pointer, one small file


class Readiness:
    """Opens the index and its models in a thread, then each new generation as it appears.

    So questions find it open, and a look at `reason` costs nothing.
    """

    def __init__(self, parlebot: Parlebot, log: Log, told: Callable[[str], None]) -> None:
        """`told` gets a line for the operator whenever it gets ready, or why it is not."""
        self._parlebot = parlebot
        self._log = log
        self._told = told
        self._stopped = threading.Event()
        self._suggested = ""  # the generation on which suggestions were checked
        # Why it is not ready; "" when it is.
        self.reason: str = _OPENING
        self.coverage: Coverage | None = None  # what the index holds; None while there is none

    def start(self) -> None:
        """Check regularly until `stop`."""
        self._told(_OPENING)
        threading.Thread(target=self._watch, name="readiness", daemon=True).start()

    def stop(self) -> None:
        """Stop checking."""
        self._stopped.set()

    def look(self) -> None:
        """Check now."""
        before = self.reason
        try:
            self.coverage = self._parlebot.prepare()
        except (NoGenerationError, EncoderUnavailableError) as error:
            self.reason = said_by(error)
        except Exception as error:  # otherwise the checks would stop and all would seem well
            self.reason = message("something broke here; the operator can find it")
            self._log.event("the index cannot be opened", error=where(error))
        else:
            self.reason = ""
        if self.reason != before:
            self._told(self.reason or _READY)

    def _watch(self) -> None:
        while not self._stopped.is_set():
            self.look()
            self._stopped.wait(_PERIOD)
            if not self.reason:
                self._suggest()

    def _suggest(self) -> None:
        """Check what the page suggests, where no job has, once for each generation."""
        generation = ""
        try:
            generation = self._parlebot.current_index().folder.name
            if generation != self._suggested and not are_known(self._parlebot):
                suggest(self._parlebot, check=self._meanwhile)
            self._suggested = generation
        except AbandonedError:
            pass
        except Exception as error:  # the page answers all the same
            self._suggested = generation
            self._log.event("what the page suggests cannot be checked", error=where(error))

    def _meanwhile(self) -> None:
        if self._stopped.is_set():
            raise AbandonedError
        self.look()
