"""The wheel holds everything: it is built, unpacked elsewhere and run, with no Node and no repository in reach."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_wheel_runs_the_demonstration_by_itself(tmp_path: Path) -> None:
    wheels, installed, empty = tmp_path / "wheels", tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = wheels.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(installed), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WISSELWERK_")}
    environment |= {
        "PATH": "/usr/bin-without-node",
        "PYTHONPATH": str(installed),
        "DJANGO_SETTINGS_MODULE": "wisselwerk.settings",
    }
    where = "import wisselwerk; print(wisselwerk.__file__)"
    found = subprocess.run(
        [sys.executable, "-P", "-c", where], env=environment, cwd=empty, check=True, capture_output=True, text=True
    )
    assert found.stdout.strip().startswith(str(installed)), "the installed package is not the one that runs"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "wisselwerk", "demo", "--no-serve"],
        env=environment,
        cwd=empty,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "lichtmasten" in done.stdout
    check = "from django.test import Client; import django; django.setup(); print(Client().get('/').status_code)"
    page = subprocess.run(
        [sys.executable, "-P", "-c", check],
        env=environment | {"WISSELWERK_DATA_DIR": "var/demo", "WISSELWERK_ALLOWED_HOSTS": "testserver"},
        cwd=empty,
        check=False,
        capture_output=True,
        text=True,
    )
    assert page.stdout.strip() == "200", page.stderr
    for part in ("static/wisselwerk/app.css", "locale/ar/LC_MESSAGES/django.mo", "web/templates/base.html"):
        assert (installed / "wisselwerk" / part).exists(), part
