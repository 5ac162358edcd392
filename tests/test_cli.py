"""The command line as a shell script would use it: real processes, real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROFILES = [
    {
        "id": "p1",
        "headline": "Beheerder openbare verlichting",
        "text": "Verving alle lichtmasten door led.",
        "language": "nl",
    },
    {"id": "p2", "headline": "Griffier", "text": "Ondersteunt de gemeenteraad bij vergaderingen.", "language": "nl"},
]
NEEDS = [{"id": "n1", "text": "Moins de pannes de lampadaires dans nos rues", "lang": "fr"}]


def run(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WISSELWERK_")}
    environment |= {"WISSELWERK_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "wisselwerk.settings"}
    return subprocess.run(
        [sys.executable, "-m", "wisselwerk", *arguments], env=environment, capture_output=True, text=True, check=False
    )


def write(path: Path, lines: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def test_rank_prints_json_lines_whose_contributions_add_up_and_makes_no_database(tmp_path: Path) -> None:
    profiles, needs = write(tmp_path / "p.jsonl", PROFILES), write(tmp_path / "n.jsonl", NEEDS)
    done = run("rank", "--profiles", str(profiles), "--needs", str(needs), data=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(result["profile"], result["rank"]) for result in results] == [("p1", 1), ("p2", 2)]
    for result in results:
        assert sum(reason["contribution"] for reason in result["reasons"]) == pytest.approx(result["score"], abs=1e-3)
    texts = {str(profile["id"]): str(profile["text"]) for profile in PROFILES}
    for result in results:
        for reason in result["reasons"]:
            for quote in reason["evidence"]:
                assert texts[result["profile"]][quote["start"] : quote["end"]] == quote["text"]
    assert not (tmp_path / "data").exists()


def test_rank_reports_every_fault_with_file_and_line_and_exits_with_2(tmp_path: Path) -> None:
    profiles = tmp_path / "p.jsonl"
    profiles.write_text('{"id": "p1", "headline": "x", "text": ""}\nnot json\n', "utf-8")
    needs = write(tmp_path / "n.jsonl", [*NEEDS, {**NEEDS[0], "colour": "red"}])
    done = run("rank", "--profiles", str(profiles), "--needs", str(needs), data=tmp_path / "data")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "p.jsonl:1: " in done.stderr
    assert "p.jsonl:2: " in done.stderr
    assert "n.jsonl:2: " in done.stderr
    assert "colour" in done.stderr


def test_a_command_before_setup_says_what_to_do(tmp_path: Path) -> None:
    done = run("reindex", data=tmp_path)
    assert done.returncode == 1
    assert "wisselwerk setup" in done.stderr


def test_setup_makes_a_database_with_the_reference_data_and_can_be_repeated(tmp_path: Path) -> None:
    for _ in range(2):
        assert run("setup", data=tmp_path).returncode == 0
    counted = run(
        "manage",
        "shell",
        "-v0",
        "-c",
        "from wisselwerk.organisations.models import Organisation;"
        "print(Organisation.objects.municipalities().current().count())",
        data=tmp_path,
    )
    assert counted.stdout.strip() == "342", counted.stderr


def test_the_demonstration_shows_a_match_with_its_reasons(tmp_path: Path) -> None:
    done = run("demo", "--no-serve", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1. " in done.stdout
    assert "↔" in done.stdout
    assert "lichtmasten" in done.stdout
    again = run("demo", "--no-serve", data=tmp_path)
    assert again.returncode == 0, again.stderr
    assert [line for line in again.stdout.splitlines() if "experts" in line] == [
        line for line in done.stdout.splitlines() if "experts" in line
    ]


def test_themes_are_checked_and_exported(tmp_path: Path) -> None:
    assert run("thesaurus", "check", data=tmp_path).returncode == 0
    exported = run("thesaurus", "export", "--format", "turtle", data=tmp_path)
    assert "skos:Concept" in exported.stdout
