"""`wisselwerk rank`: what goes in, what comes out, and what is said about faulty lines."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path
from typing import Any

import ir_measures
import pytest

from wisselwerk.matching.files import Format, rank_files

PROFILES: list[dict[str, Any]] = [
    {
        "id": "p1",
        "headline": "Beheerder openbare verlichting",
        "text": "Verving alle lichtmasten door led.",
        "language": "nl",
        "languages": [{"code": "fr", "level": "B2"}, "en"],
        "availability": [{"from": "2027-01-01", "to": "2027-02-01"}],
    },
    {"id": "p2", "headline": "Planner", "text": "Afvalinzameling in dertig wijken.", "languages": {"nl": None}},
    {"id": "p3", "headline": "Griffier", "text": "Ondersteunt de gemeenteraad."},
]
NEEDS: list[dict[str, Any]] = [
    {"id": "n1", "lang": "fr", "text": "Moins de pannes de lampadaires.", "must": {"languages": ["fr"]}},
    {"id": "n2", "text": "Who can help us collect our garbage?", "period": {"from": "2027-01-10", "to": "2027-01-20"}},
]


def rank(tmp_path: Path, profiles: Any, needs: Any, *, top: int = 20, format: Format = "jsonl") -> tuple[int, str, str]:
    paths = []
    for name, content in (("P.jsonl", profiles), ("N.jsonl", needs)):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in content), "utf-8")
        paths.append(path)
    out, err = io.StringIO(), io.StringIO()
    status = rank_files(*paths, top=top, format=format, out=out, err=err)
    return status, out.getvalue(), err.getvalue()


def test_each_result_is_a_line_with_reasons_that_add_up_and_quote_the_text(tmp_path: Path) -> None:
    status, out, err = rank(tmp_path, PROFILES, NEEDS)
    lines = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [(line["need"], line["rank"]) for line in lines] == [("n1", 1), ("n2", 1), ("n2", 2), ("n2", 3)]
    assert (lines[0]["profile"], lines[1]["profile"]) == ("p1", "p2")
    texts = {row["id"]: row["text"] for row in PROFILES}
    questions = {row["id"]: row["text"] for row in NEEDS}
    for line in lines:
        assert set(line) == {"need", "profile", "rank", "score", "reasons", "gaps"}
        assert sum(reason["contribution"] for reason in line["reasons"]) == pytest.approx(line["score"], abs=1e-6)
        for reason in line["reasons"]:
            for quote in reason["evidence"]:
                assert texts[line["profile"]][quote["start"] : quote["end"]] == quote["text"]
            assert reason["need_phrase"] is None or reason["need_phrase"] in questions[line["need"]]


def test_all_profiles_are_ranked_when_more_are_asked_for(tmp_path: Path) -> None:
    _, out, _ = rank(tmp_path, PROFILES, [{"id": "n", "text": "kadaster"}], top=100)
    assert sorted(json.loads(line)["profile"] for line in out.splitlines()) == ["p1", "p2", "p3"]


def test_a_trec_run_is_read_as_it_was_ranked(tmp_path: Path) -> None:
    twins = [{**PROFILES[2], "id": name} for name in ("b", "a", "c")]
    status, out, _ = rank(tmp_path, [*PROFILES, *twins], NEEDS, format="trec")
    assert status == 0
    rows = [line.split() for line in out.splitlines()]
    assert all(len(row) == 6 and row[1] == "Q0" for row in rows)
    for need in ("n1", "n2"):
        own = [row for row in rows if row[0] == need]
        assert [int(row[3]) for row in own] == list(range(1, len(own) + 1))
        values = [float(row[4]) for row in own]
        assert all(one > other for one, other in itertools.pairwise(values))
    wanted = [ir_measures.Qrel("n1", "p1", 3), ir_measures.Qrel("n2", "p2", 3)]
    run = ir_measures.read_trec_run(out)
    assert ir_measures.pytrec_eval.calc_aggregate([ir_measures.RR], wanted, run)[ir_measures.RR] == 1.0


def test_a_table_is_for_people(tmp_path: Path) -> None:
    status, out, _ = rank(tmp_path, PROFILES, NEEDS, format="table")
    assert status == 0
    assert "lampadaires ↔ lichtmasten" in out
    assert "Beheerder openbare verlichting" in out


def test_a_byte_order_mark_windows_line_ends_and_empty_lines_are_fine(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + b"\r\n\r\n".join(json.dumps(row).encode() for row in PROFILES) + b"\r\n   \r\n"
    status, out, err = rank(tmp_path, content, NEEDS)
    assert (status, err) == (0, "")
    assert out


GOOD = {"id": "x", "headline": "Adviseur", "text": "Tekst."}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[]", "not a JSON object"),
        (b'"x"', "not a JSON object"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"id": "x", "headline": "h", "text": "\\ud800"}', "not valid Unicode"),
        (b'{"id": "x", "id": "y", "headline": "h", "text": "t"}', "id: given twice"),
        (b'{"id": "x", "headline": "h", "text": "t", "load": NaN}', "not JSON: NaN"),
        (b"[" * 100_000, "not JSON"),
        ({**GOOD, "photo": "x.jpg"}, "photo: unknown field"),
        ({"id": "x", "text": "t"}, "headline: is missing"),
        ({**GOOD, "text": "  "}, "text: is empty"),
        ({**GOOD, "id": 5}, "id: is not a string"),
        ({**GOOD, "language": "de"}, "language: 'de' is not one of nl, en, fr, ar"),
        ({**GOOD, "languages": ["xx"]}, "languages: 'xx' is not a language code"),
        ({**GOOD, "languages": [{"code": "fr", "level": "B3"}]}, "languages: level: 'B3' is not one of"),
        ({**GOOD, "languages": ["fr", "fr"]}, "languages: names a language twice"),
        ({**GOOD, "languages": "fr"}, "languages: is not a list or an object"),
        ({**GOOD, "themes": ["no-such-theme"]}, "themes: item 1: 'no-such-theme' is not a theme"),
        ({**GOOD, "forms": "visit"}, "forms: is not a list"),
        ({**GOOD, "availability": [{"from": "2027-02-01", "to": "2027-01-01"}]}, "cannot end"),
        ({**GOOD, "availability": [{"from": "soon", "to": "2027-01-01"}]}, "from: 'soon' is not a date"),
        ({**GOOD, "availability": [{"from": "2027-01-01"}]}, "to: is missing"),
        ({**GOOD, "kind": "robot"}, "kind: 'robot' is not one of person, offer"),
        ({**GOOD, "load": 2}, "load: is not between 0 and 1"),
        ({**GOOD, "hours_left": True}, "hours_left: is not a number"),
        ({**GOOD, "visible": "yes"}, "visible: is not true or false"),
        ({**GOOD, "record": [{"theme": "waste"}]}, "record: item 1: theme: unknown field"),
    ],
)
def test_a_faulty_line_is_reported_with_file_line_and_reason(tmp_path: Path, line: Any, reason: str) -> None:
    raw = line if isinstance(line, bytes) else json.dumps(line).encode()
    status, out, err = rank(tmp_path, json.dumps(GOOD | {"id": "good"}).encode() + b"\n" + raw + b"\n", NEEDS)
    assert (status, out) == (2, "")
    (fault,) = err.splitlines()
    assert fault.startswith(f"{tmp_path / 'P.jsonl'}:2: ")
    assert reason in fault


def test_every_faulty_line_of_both_files_is_reported(tmp_path: Path) -> None:
    profiles = [GOOD, {**GOOD, "text": ""}, {**GOOD, "extra": 1}, GOOD]
    needs = [{"id": "n", "text": "t", "must": {"language": "fr"}}, {"id": "n", "text": ""}]
    status, out, err = rank(tmp_path, profiles, needs)
    assert (status, out) == (2, "")
    assert [line.removeprefix(f"{tmp_path}/").split(": ", 1)[0] for line in err.splitlines()] == [
        "P.jsonl:2",
        "P.jsonl:3",
        "P.jsonl:4",
        "N.jsonl:1",
        "N.jsonl:2",
    ]
    assert "'x' is also on line 1" in err
    assert "must: language: unknown field" in err


def test_all_faults_of_one_line_are_on_one_line(tmp_path: Path) -> None:
    _, _, err = rank(tmp_path, [{"id": "", "headline": "h", "text": 1, "more": 2}], NEEDS)
    (fault,) = err.splitlines()
    assert fault.endswith("more: unknown field; id: is empty; text: is not a string")


def test_a_trec_run_takes_no_ids_with_white_space(tmp_path: Path) -> None:
    profiles = [{**GOOD, "id": "two words"}]
    assert rank(tmp_path, profiles, NEEDS)[0] == 0
    status, _, err = rank(tmp_path, profiles, NEEDS, format="trec")
    assert status == 2
    assert "id: has white space" in err


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    err = io.StringIO()
    missing = tmp_path / "missing.jsonl"
    assert rank_files(missing, missing, out=io.StringIO(), err=err) == 2
    assert str(missing) in err.getvalue()
