# An image for each service, neither with the other's tools: `docker build --target ingest .`, `--target enrich .`
# Nothing in it needs BuildKit, so that the older engines of docker-compose 1.29 build it too.
ARG PYTHON_IMAGE=python:3.13.14-slim-bookworm

# Any image with Python 3.11 or later, venv and pip will do: its paths are not relied on.
FROM ${PYTHON_IMAGE} AS base
WORKDIR /app

# What prepares the volumes of compose.yaml. An empty volume takes its owner from the image that it is mounted with first.
FROM base AS redis-users
COPY acl/users.acl acl/logins.py ./
RUN install -d -o 999 -g 1000 /data \
    /logins/ingest /logins/enrich /logins/operator /logins/subscriber /logins/keeper
USER 999:1000
ENTRYPOINT ["python3", "logins.py", "users.acl"]

FROM base AS builder
# Without pip inside: it installs from outside, and a running service has no use for it.
RUN python3 -m venv --without-pip /app/.venv
# Wheels only: no compiler here, and no code of a package runs while it is installed.
ENV PIP_NO_CACHE_DIR=1 PIP_NO_COMPILE=1 PIP_ONLY_BINARY=:all: PIP_DISABLE_PIP_VERSION_CHECK=1
# Hashed bytecode stays valid whatever a copy does to the times of files.
ENV COMPILE=".venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash"

FROM builder AS ingest-builder
COPY requirements-ingest.txt ./
RUN python3 -m pip --python .venv/bin/python install -q --require-hashes -r requirements-ingest.txt \
    && $COMPILE .venv
COPY shared shared
COPY services/__init__.py services/
COPY services/ingest services/ingest
RUN rm requirements-ingest.txt && $COMPILE shared services

FROM builder AS enrich-builder
COPY requirements-enrich.txt ./
RUN python3 -m pip --python .venv/bin/python install -q --require-hashes -r requirements-enrich.txt \
    && $COMPILE .venv
COPY shared shared
COPY services/__init__.py services/
COPY services/enrich services/enrich
RUN rm requirements-enrich.txt && $COMPILE shared services

FROM base AS service
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    DATELINE_HTTP_HOST=0.0.0.0 \
    DATELINE_HTTP_PORT=8080 \
    DATELINE_LOG_FORMAT=json
EXPOSE 8080
# The page says in words what is wrong, and Docker keeps what is printed. urllib would ask a configured proxy for it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-I", "-S", "-c", "\
import http.client, os, sys; \
page = http.client.HTTPConnection('127.0.0.1', int(os.environ['DATELINE_HTTP_PORT']), timeout=4); \
page.request('GET', '/readyz'); \
answer = page.getresponse(); \
print(answer.read().decode()); \
sys.exit(answer.status != 200)"]
# The official images come without bytecode of the standard library, which nobody could write later: what a service
# imports is compiled here, once, and a missing dependency fails the build.
# The user is a number, so that orchestrators can see that it is not root.

FROM service AS ingest
ENV DATELINE_INBOX=/inbox
COPY --from=ingest-builder /app /app
RUN PYTHONDONTWRITEBYTECODE= python -c "import services.ingest.__main__, http.client"
USER 10001:10001
ENTRYPOINT ["python", "-m", "services.ingest"]

FROM service AS enrich
COPY --from=enrich-builder /app /app
RUN PYTHONDONTWRITEBYTECODE= python -c "import services.enrich.__main__, http.client"
USER 10001:10001
ENTRYPOINT ["python", "-m", "services.enrich"]

# The `dateline` command, for who looks after the services; it serves nothing and has no health to check.
FROM builder AS cli-builder
COPY requirements.txt ./
RUN python3 -m pip --python .venv/bin/python install -q --require-hashes -r requirements.txt \
    && $COMPILE .venv
COPY shared shared
COPY services services
RUN rm requirements.txt && $COMPILE shared services

FROM base AS cli
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    DATELINE_INBOX=/inbox
COPY --from=cli-builder /app /app
RUN PYTHONDONTWRITEBYTECODE= python -c "import services.cli.__main__"
USER 10001:10001
ENTRYPOINT ["python", "-m", "services.cli"]
