"""A database that is really there, for processes that are really killed and connections that really meet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

TESTS = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def run_script(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Callable[[str], Any]]:
    """`run_script("robustness.kills")` runs a script on a fresh database of the kind under test; returns its JSON."""
    data = tmp_path_factory.mktemp("data")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WISSELWERK_")}
    environment |= {
        "WISSELWERK_DATA_DIR": str(data),
        "WISSELWERK_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "robustness.settings",
        "PYTHONPATH": str(TESTS),
    }
    on_postgres = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    name = f"wisselwerk_robust_{worker_id}"
    if on_postgres:
        url = os.environ["WISSELWERK_DATABASE_URL"]
        _recreate(url, name)
        environment["WISSELWERK_DATABASE_URL"] = f"{url.rpartition('/')[0]}/{name}"

    def run(module: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", module], env=environment, cwd=TESTS, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout.splitlines()[-1])

    yield run
    if on_postgres:
        _drop(url, name)


def _recreate(url: str, name: str) -> None:
    _drop(url, name)
    _execute(url, f'CREATE DATABASE "{name}"')


def _drop(url: str, name: str) -> None:
    _execute(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]  # the names are ours
