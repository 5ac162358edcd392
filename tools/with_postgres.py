"""Run a command against PostgreSQL, if there is one.

    python tools/with_postgres.py COMMAND…

The server is the one that WISSELWERK_TEST_POSTGRES names (postgres://…), or the one on this machine. Without one, a
line says so and the command does not run; in CI that is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg

LOCAL = ("postgres:///postgres", "postgres://postgres@127.0.0.1:5432/postgres")


def find_postgres() -> str | None:
    """The first address that answers, or None."""
    named = os.environ.get("WISSELWERK_TEST_POSTGRES")
    for url in [named] if named else LOCAL:
        try:
            psycopg.connect(url.replace("postgres://", "postgresql://", 1), connect_timeout=3).close()
        except psycopg.OperationalError:
            continue
        return url
    return None


def main() -> int:
    url = find_postgres()
    if url is None:
        print("SKIPPED on PostgreSQL: no server found; name one in WISSELWERK_TEST_POSTGRES", flush=True)
        return 1 if os.environ.get("CI") else 0
    print("On PostgreSQL:", *sys.argv[1:], flush=True)
    return subprocess.run(sys.argv[1:], env={**os.environ, "WISSELWERK_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
