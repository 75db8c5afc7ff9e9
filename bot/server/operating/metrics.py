"""What the server counts, for /metrics in Prometheus' text format.

Counts and durations only: nothing that a client wrote is a label.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot.answers.answer import Coverage
from bot.server.clients.fair_queue import Turns

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one process."""

    def __init__(self, turns: Turns, coverage: Callable[[], Coverage | None]) -> None:
        """`coverage` returns what the current index contains; None if there is none."""
        # When each counter began would be a second line for every one.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "parlebot_requests", "Requests by route and status", ["route", "status"],
            registry=self._registry,
        )  # fmt: skip
        self._outcomes = Counter(
            "parlebot_outcomes", "Answers by their status", ["outcome"], registry=self._registry
        )
        self._rejected = Counter(
            "parlebot_rejected", "Requests and connections refused, by reason", ["reason"],
            registry=self._registry,
        )  # fmt: skip
        self._request_seconds = Histogram(
            "parlebot_request_seconds", "Time from head to end of an answer", ["route"],
            registry=self._registry, buckets=_SECONDS,
        )  # fmt: skip
        self._step_seconds = Histogram(
            "parlebot_step_seconds", "Time of a step of answering", ["step"],
            registry=self._registry, buckets=_SECONDS,
        )  # fmt: skip
        self._registry.register(_State(turns, coverage))
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count a request that has ended."""
        self._requests.labels(route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def rejected(self, reason: str) -> None:
        """Count a refusal."""
        self._rejected.labels(reason).inc()

    def answer(self, outcome: str, timings_ms: Mapping[str, float]) -> None:
        """Count an answer and the time of its steps."""
        self._outcomes.labels(outcome).inc()
        for step, milliseconds in timings_ms.items():
            self._step_seconds.labels(step).observe(milliseconds / 1000)

    def waited(self, seconds: float) -> None:
        """Record how long a question waited for its turn."""
        self._step_seconds.labels("queue").observe(seconds)

    def text(self) -> bytes:
        """Return all metrics in Prometheus' format."""
        return generate_latest(self._registry)


class _State(Collector):
    """The state that is looked up when the metrics are read."""

    def __init__(self, turns: Turns, coverage: Callable[[], Coverage | None]) -> None:
        self._turns = turns
        self._coverage = coverage

    def collect(self) -> Iterator[Metric]:
        """Yield the state of queue and index."""
        yield _gauge("parlebot_queue_waiting", "Questions that wait", self._turns.waiting)
        yield _gauge("parlebot_queue_running", "Questions being answered", self._turns.running)
        coverage = self._coverage()
        if coverage is None:
            return
        yield _gauge("parlebot_index_replies", "Replies in the index", coverage.replies)
        built_at = datetime.fromisoformat(coverage.built_at)
        if built_at.tzinfo is None:
            built_at = built_at.replace(tzinfo=UTC)
        age = time.time() - built_at.timestamp()
        yield _gauge("parlebot_index_age_seconds", "Time since the index was built", age)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)
