# Two images: `server` answers questions and has no torch, `builder` fetches and indexes and has it.
# `docker build .` makes the server, `docker build --target builder .` the other; compose.yaml both.

FROM python:3.13-slim AS server-packages
WORKDIR /src
RUN python -m venv /opt/parlebot
COPY constraints.txt ./
# torch, sentence-transformers and what only they need: the server embeds a question with the bundled
# encoder's own engine. setuptools stays until parlebot itself has been built with it.
ARG ONLY_FOR_TORCH="cloudpickle|joblib|mpmath|narwhals|networkx|regex|safetensors|scikit-learn|scipy|sentence-transformers|sympy|threadpoolctl|torch|transformers"
RUN sed -E "/^($ONLY_FOR_TORCH)==/,/[^\\]$/d" constraints.txt > server.txt \
    && /opt/parlebot/bin/pip install --no-cache-dir --require-hashes --no-deps -r server.txt
COPY pyproject.toml README.md LICENSE ./
COPY corpus corpus
COPY embeddings embeddings
COPY bot bot
RUN /opt/parlebot/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /opt/parlebot/bin/pip uninstall --yes setuptools pip

FROM python:3.13-slim AS builder-packages
WORKDIR /src
RUN python -m venv /opt/parlebot
COPY constraints.txt constraints-torch-cpu.txt ./
# Where pip is to look for torch's CPU wheel; without it, torch comes with CUDA's libraries (3 GB).
ARG PIP_EXTRA_INDEX_URL
RUN /opt/parlebot/bin/pip install --no-cache-dir --require-hashes --no-deps \
        -r constraints-torch-cpu.txt || true
RUN /opt/parlebot/bin/pip install --no-cache-dir --require-hashes --no-deps -r constraints.txt
COPY pyproject.toml README.md LICENSE ./
COPY corpus corpus
COPY embeddings embeddings
COPY bot bot
RUN /opt/parlebot/bin/pip install --no-cache-dir --no-build-isolation . \
    && /opt/parlebot/bin/pip uninstall --yes pip

FROM python:3.13-slim AS base
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin parlebot \
    && install -d -o parlebot -g parlebot -m 750 /var/lib/parlebot
# Nothing is written outside /var/lib/parlebot and /tmp, so the rest may be mounted read-only.
ENV PATH=/opt/parlebot/bin:$PATH PARLEBOT_HOME=/var/lib/parlebot PYTHONDONTWRITEBYTECODE=1
VOLUME /var/lib/parlebot
USER 10001
ENTRYPOINT ["parlebot"]

FROM base AS builder
COPY --from=builder-packages /opt/parlebot /opt/parlebot
CMD ["update"]

FROM base AS server
COPY --from=server-packages /opt/parlebot /opt/parlebot
ENV PARLEBOT_HOST=0.0.0.0
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/health', timeout=4)"]
CMD ["chat"]
