"""A real site: the demonstration as `wisselwerk demo` sets it up, served by `wisselwerk serve`, and a real Chromium."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from e2e.running import Site, wait_until_it_answers


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data = tmp_path_factory.mktemp("site")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WISSELWERK_")}
    environment |= {
        "WISSELWERK_DATA_DIR": str(data),
        "WISSELWERK_DEMO": "true",
        "WISSELWERK_BASE_URL": url,
        "WISSELWERK_TASK_QUEUE": "true",
        "DJANGO_SETTINGS_MODULE": "wisselwerk.settings",
    }
    command = [sys.executable, "-m", "wisselwerk"]
    subprocess.run([*command, "demo", "--no-serve"], env=environment, check=True)
    with (data / "server.log").open("w") as log:
        server = subprocess.Popen(
            [*command, "serve", "--port", str(port)], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_until_it_answers(url, server)
            yield Site(url, data)
        finally:
            server.terminate()
            server.wait()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """A page of somebody who is not signed in."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
