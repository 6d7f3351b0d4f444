# syntax=docker/dockerfile:1

FROM node:24-slim AS front
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --silent

FROM python:3.12-slim AS build
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1

# What the image runs goes to /opt/galleria; what builds it stays in this stage.
COPY requirements.lock requirements-dev.lock ./
RUN python -m venv /opt/galleria \
    && /opt/galleria/bin/pip install --require-hashes -r requirements.lock \
    && pip install --require-hashes -r requirements-dev.lock

COPY pyproject.toml README.md ./
COPY src src
RUN pip wheel --no-deps --no-build-isolation --wheel-dir wheels . \
    && /opt/galleria/bin/pip install --no-deps wheels/*.whl

COPY scripts/build_assets.py scripts/
COPY --from=front /build/node_modules node_modules
RUN python scripts/build_assets.py && rm -r build/assets/axe

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/galleria galleria
COPY --from=build /opt/galleria /opt/galleria
COPY --from=build /build/build/assets /app/build/assets
COPY migrations /app/migrations
COPY themes /app/themes

# Themes, migrations and assets are read from one place; whatever is written goes to the other.
ENV GALLERIA_HOME=/app GALLERIA_DATA=/var/lib/galleria \
    PATH=/opt/galleria/bin:$PATH PYTHONUNBUFFERED=1
WORKDIR /var/lib/galleria
USER galleria
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
ENTRYPOINT ["galleria"]
CMD ["serve", "--host", "0.0.0.0"]
