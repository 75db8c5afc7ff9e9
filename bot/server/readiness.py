"""Whether questions can be answered now, checked in the background."""

import threading

from bot.answers.answer import Coverage
from bot.parlebot import Parlebot
from bot.server.operating.log import Log, where
from corpus.text.message import message, said_by
from embeddings.disk.home import NoGenerationError
from embeddings.encoders.identity import EncoderUnavailableError

_PERIOD = 1.0  # seconds between two looks at the pointer, one small file


class Readiness:
    """Opens the index and its models in a thread, then each new generation as it appears.

    So questions find it open, and a look at `reason` costs nothing.
    """

    def __init__(self, parlebot: Parlebot, log: Log) -> None:
        self._parlebot = parlebot
        self._log = log
        self._stopped = threading.Event()
        # Why it is not ready; "" when it is.
        self.reason: str = message("the index is being opened")
        self.coverage: Coverage | None = None  # what the index holds; None while there is none

    def start(self) -> None:
        """Check regularly until `stop`."""
        threading.Thread(target=self._watch, name="readiness", daemon=True).start()

    def stop(self) -> None:
        """Stop checking."""
        self._stopped.set()

    def look(self) -> None:
        """Check now."""
        try:
            self.coverage = self._parlebot.prepare()
        except (NoGenerationError, EncoderUnavailableError) as error:
            self.reason = said_by(error)
        except Exception as error:  # otherwise the checks would stop and all would seem well
            self.reason = message("something broke here; the operator can find it")
            self._log.event("the index cannot be opened", error=where(error))
        else:
            self.reason = ""

    def _watch(self) -> None:
        while not self._stopped.is_set():
            self.look()
            self._stopped.wait(_PERIOD)
