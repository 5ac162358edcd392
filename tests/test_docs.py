"""What can be set or run is documented: a new option or command without a line in the reference fails here."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from wisselwerk.cli import main
from wisselwerk.config import Config

ROOT = Path(__file__).parent.parent


def test_every_option_is_in_the_reference() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/reference/configuration.md").read_text("utf-8"), re.M)
    assert documented == [field.name for field in fields(Config)]


def test_every_command_is_in_the_reference() -> None:
    text = (ROOT / "docs/reference/cli.md").read_text("utf-8").replace("\\|", "|")
    for name, command in main.commands.items():
        assert f"wisselwerk {name}" in text, f"{name} is not documented"
        if isinstance(command, click.Group):
            for inner in command.commands:
                assert re.search(rf"wisselwerk {name} [^`]*\b{inner}\b", text), f"{name} {inner} is not documented"


@pytest.mark.parametrize("document", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md")), ids=str)
def test_links_between_pages_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), f"{document.name} links to {target}, which is not there"
