"""The register of municipalities is read with its history, and a bad file is refused with the reason."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from wisselwerk.organisations.tooi import PROVINCES, RegisteredMunicipality, RegisterError, read_register

ONTOLOGY = "https://identifier.overheid.nl/tooi/def/ont/"
PROV = "http://www.w3.org/ns/prov#"
MUNICIPALITIES = "https://identifier.overheid.nl/tooi/id/gemeente/"

Node = dict[str, Any]


def values(*texts: str) -> list[dict[str, str]]:
    return [{"@value": text} for text in texts]


def references(*codes: str) -> list[dict[str, str]]:
    return [{"@id": f"{MUNICIPALITIES}gm{code}"} for code in codes]


def municipality(code: str, name: str, province: str = "pv25", **dates: str) -> Node:
    """A municipality; `dates` by the name of the property: begindatum, einddatum."""
    return {
        "@id": f"{MUNICIPALITIES}gm{code}",
        "@type": [ONTOLOGY + "Gemeente"],
        ONTOLOGY + "gemeentecode": values(code),
        ONTOLOGY + "officieleNaamExclSoort": values(name),
        ONTOLOGY + "ligtInProvincie": [{"@id": f"https://identifier.overheid.nl/tooi/id/provincie/{province}"}],
        **{ONTOLOGY + property_: values(day) for property_, day in dates.items()},
    }


def event(name: str, kind: str, **parties: tuple[str, ...]) -> Node:
    """A reorganisation; `parties` by their part in it: invalidated, generated, used."""
    return {
        "@id": f"{MUNICIPALITIES}wzg_{name}",
        "@type": [ONTOLOGY + kind],
        **{PROV + part: references(*codes) for part, codes in parties.items()},
    }


def merger_and_split() -> list[Node]:
    """Two villages become one new town; a third municipality is divided between that town and a city that stays."""
    return [
        {"@id": "https://identifier.overheid.nl/tooi/set/rwc_gemeenten_compleet/9", "@type": ["x:Ontology"]},
        municipality("0030", "Nieuwstad", begindatum="2021-01-01"),
        municipality("0010", "Oostdorp", einddatum="2020-12-31"),
        municipality("0011", "Westdorp", einddatum="2020-12-31"),
        municipality("0020", "Middenland", province="pv26", einddatum="2020-12-31"),
        municipality("0040", "'s-Rivierstad", province="pv26"),
        event("1", "Samenvoeging", invalidated=("0010", "0011"), generated=("0030",)),
        event("2", "Uitbreiding", invalidated=("0020",), used=("0040",)),
        event("3", "Uitbreiding", invalidated=("0020",), used=("0030",)),
    ]


def write(folder: Path, nodes: object) -> Path:
    path = folder / "register.json"
    path.write_text(json.dumps(nodes), encoding="utf-8")
    return path


def read(folder: Path, nodes: object) -> dict[str, RegisteredMunicipality]:
    return {found.cbs_code: found for found in read_register(write(folder, nodes))}


def test_a_municipality_is_read_with_code_name_province_and_dates(tmp_path: Path) -> None:
    assert read(tmp_path, merger_and_split())["GM0030"] == RegisteredMunicipality(
        cbs_code="GM0030",
        tooi_id="https://identifier.overheid.nl/tooi/id/gemeente/gm0030",
        name="Nieuwstad",
        province="Gelderland",
        started_on=date(2021, 1, 1),
        ended_on=None,
        successors=(),
    )


def test_municipalities_come_in_the_order_of_their_codes_and_nothing_else_comes(tmp_path: Path) -> None:
    found = read_register(write(tmp_path, merger_and_split()))
    assert [one.cbs_code for one in found] == ["GM0010", "GM0011", "GM0020", "GM0030", "GM0040"]


def test_after_a_merger_each_predecessor_points_to_the_new_municipality(tmp_path: Path) -> None:
    found = read(tmp_path, merger_and_split())
    assert found["GM0010"].successors == found["GM0011"].successors == ("GM0030",)
    assert found["GM0010"].ended_on == date(2020, 12, 31)


def test_a_municipality_divided_in_several_events_points_to_all_who_took_a_part(tmp_path: Path) -> None:
    assert read(tmp_path, merger_and_split())["GM0020"].successors == ("GM0030", "GM0040")


def test_a_municipality_divided_in_one_event_points_to_all_who_took_a_part(tmp_path: Path) -> None:
    nodes = [
        municipality("0001", "Oud", einddatum="2020-12-31"),
        municipality("0003", "Nieuw", begindatum="2021-01-01"),
        municipality("0002", "Buur"),
        event("1", "Herschikking", invalidated=("0001",), generated=("0003",), used=("0002",)),
    ]
    assert read(tmp_path, nodes)["GM0001"].successors == ("GM0002", "GM0003")


def test_who_is_enlarged_or_gives_up_a_part_goes_on_without_end_or_successor(tmp_path: Path) -> None:
    nodes = [*merger_and_split(), municipality("0050", "Afgesplitst", begindatum="2022-01-01")]
    nodes.append(event("4", "Afsplitsing", used=("0040",), generated=("0050",)))
    city = read(tmp_path, nodes)["GM0040"]
    assert city.ended_on is None
    assert city.successors == ()


def test_a_successor_that_ended_in_turn_is_still_the_successor(tmp_path: Path) -> None:
    nodes = [
        municipality("0001", "Eerst", einddatum="2010-12-31"),
        municipality("0002", "Toen", begindatum="2011-01-01", einddatum="2018-12-31"),
        municipality("0003", "Nu", begindatum="2019-01-01"),
        event("1", "Herschikking", invalidated=("0001",), generated=("0002",)),
        event("2", "Herschikking", invalidated=("0002",), generated=("0003",)),
    ]
    found = read(tmp_path, nodes)
    assert found["GM0001"].successors == ("GM0002",)
    assert found["GM0002"].successors == ("GM0003",)


def test_events_about_something_else_than_municipalities_are_passed_over(tmp_path: Path) -> None:
    state_change = event("5", "Toestandswijziging", used=("0040",), generated=("0040",))
    state_change[PROV + "invalidated"] = [{"@id": "https://identifier.overheid.nl/tooi/id/gemeente/toestand_1"}]
    found = read(tmp_path, [*merger_and_split(), state_change])
    assert found["GM0040"].successors == ()


def test_without_a_last_day_the_moment_of_ceasing_gives_the_day_before_it(tmp_path: Path) -> None:
    node = municipality("0001", "Weg")
    node[PROV + "generatedAtTime"] = values("2001-03-15T00:00:00")
    node[PROV + "invalidatedAtTime"] = values("2021-01-01T00:00:00")
    found = read(tmp_path, [node])["GM0001"]
    assert found.started_on == date(2001, 3, 15)
    assert found.ended_on == date(2020, 12, 31)
    assert found.successors == ()


@pytest.mark.parametrize(
    ("in_register", "ours"),
    [
        ("Bergen (NH)", "Bergen (NH.)"),
        ("Bergen (L)", "Bergen (L.)"),
        ("Bergen (L.)", "Bergen (L.)"),
        ("Súdwest-Fryslân", "Súdwest-Fryslân"),
        ("'s-Gravenhage", "'s-Gravenhage"),
    ],
)
def test_names_are_kept_but_for_the_full_stop_after_a_province(tmp_path: Path, in_register: str, ours: str) -> None:
    assert read(tmp_path, [municipality("0001", in_register)])["GM0001"].name == ours


def test_all_twelve_provinces_are_known_by_their_codes(tmp_path: Path) -> None:
    nodes = [municipality(f"00{code[2:]}", "Dorp", province=code) for code in PROVINCES]
    assert [one.province for one in read(tmp_path, nodes).values()] == list(PROVINCES.values())
    assert len(set(PROVINCES.values())) == 12


def without(node: Node, property_: str) -> Node:
    return {key: value for key, value in node.items() if key != ONTOLOGY + property_}


def doubled(node: Node, property_: str, text: str) -> Node:
    key = ONTOLOGY + property_
    return {**node, key: [*node[key], *values(text)]}


VILLAGE = municipality("0001", "Dorp")

BAD_REGISTERS: dict[str, tuple[object, str]] = {
    "not a list": ({"@graph": [VILLAGE]}, r"whole file: is not expanded JSON-LD"),
    "no municipalities": ([], r"whole file: holds no municipalities"),
    "no id": ([VILLAGE, {"@type": []}], r"node 2: has no @id"),
    "not a node": (["gm0001"], r"node 1: has no @id"),
    "same node twice": ([VILLAGE, VILLAGE], r"gm0001: stands in the file twice"),
    "no code": ([without(VILLAGE, "gemeentecode")], r"gm0001: has no gemeentecode"),
    "no name": ([without(VILLAGE, "officieleNaamExclSoort")], r"gm0001: has no officieleNaamExclSoort"),
    "no province": ([without(VILLAGE, "ligtInProvincie")], r"gm0001: has no ligtInProvincie"),
    "code too short": ([municipality("14", "Dorp")], r"gm14: gemeentecode is '14', which is not four digits"),
    "code twice": (
        [VILLAGE, {**VILLAGE, "@id": f"{MUNICIPALITIES}gm0002"}],
        r"gm0002: has code GM0001, but so has .*gm0001",
    ),
    "unknown province": ([municipality("0001", "Dorp", province="pv99")], r"gm0001: lies in province pv99"),
    "bad date": (
        [municipality("0001", "Dorp", einddatum="31-12-2020")],
        r"gm0001: einddatum is '31-12-2020', which is not a date",
    ),
    "two names": (
        [doubled(VILLAGE, "officieleNaamExclSoort", "Gehucht")],
        r"gm0001: officieleNaamExclSoort should have one value, but has Dorp, Gehucht",
    ),
    "compacted": (
        [{**VILLAGE, ONTOLOGY + "gemeentecode": "0001"}],
        r"gm0001: gemeentecode should hold @value and a text \(expanded JSON-LD\), not '0001'",
    ),
    "unknown successor": (
        [
            municipality("0001", "Dorp", einddatum="2020-12-31"),
            event("1", "Samenvoeging", invalidated=("0001",), generated=("0002",)),
        ],
        r"wzg_1: names .*gm0002 as successor, which the register doesn't hold",
    ),
    "succeeded without end": (
        [VILLAGE, municipality("0002", "Stad"), event("1", "Uitbreiding", invalidated=("0001",), used=("0002",))],
        r"gm0001: is succeeded by GM0002, but has no einddatum",
    ),
    "ended before it started": (
        [municipality("0001", "Dorp", begindatum="2021-01-01", einddatum="2020-12-31")],
        r"gm0001: ended on 2020-12-31, before it started on 2021-01-01",
    ),
}


@pytest.mark.parametrize(("nodes", "reason"), BAD_REGISTERS.values(), ids=BAD_REGISTERS.keys())
def test_a_bad_register_is_refused_with_file_place_and_reason(tmp_path: Path, nodes: object, reason: str) -> None:
    path = write(tmp_path, nodes)
    with pytest.raises(RegisterError, match=f"^{re.escape(str(path))}, .*{reason}") as refused:
        read_register(path)
    assert refused.value.path == path
    assert refused.value.where in str(refused.value)
    assert isinstance(refused.value, ValueError)


def test_a_file_that_is_not_json_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "register.json"
    path.write_text('[\n{"@id": ]', encoding="utf-8")
    with pytest.raises(RegisterError, match=r"register\.json, line 2: is not JSON"):
        read_register(path)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.json"
    path.write_bytes('["Fryslân"]'.encode("latin-1"))
    with pytest.raises(RegisterError, match=r"byte 7: is not UTF-8 text"):
        read_register(str(path))


def test_a_missing_file_is_reported_as_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_register(tmp_path / "absent.json")


@pytest.fixture(scope="module")
def shipped() -> dict[str, dict[str, str]]:
    """The municipalities that come with Wisselwerk, by their code."""
    text = files("wisselwerk.organisations").joinpath("data", "municipalities.csv").read_text(encoding="utf-8")
    return {row["cbs_code"]: row for row in csv.DictReader(text.splitlines())}


def test_the_342_municipalities_of_today_come_with_their_population(shipped: dict[str, dict[str, str]]) -> None:
    today = [row for row in shipped.values() if not row["ended_on"]]
    assert len(today) == 342
    assert all(int(row["population"]) > 0 and row["population_year"] == "2022" for row in today)
    assert not any(row["successors"] for row in today)
    assert len({row["name"] for row in today}) == 342


def test_every_ended_municipality_leads_to_municipalities_of_today(shipped: dict[str, dict[str, str]]) -> None:
    ended = [row for row in shipped.values() if row["ended_on"]]
    assert len(ended) == 263
    for row in ended:
        successors = [shipped[code] for code in row["successors"].split()]
        assert successors, row
        # Who ended in turn did so later: following successors never leads in a circle.
        last_day = date.fromisoformat(row["ended_on"])
        assert all(not one["ended_on"] or date.fromisoformat(one["ended_on"]) > last_day for one in successors), row


def test_shipped_municipalities_have_codes_identifiers_and_provinces_that_agree(
    shipped: dict[str, dict[str, str]],
) -> None:
    for code, row in shipped.items():
        assert re.fullmatch(r"GM[0-9]{4}", code)
        assert row["tooi_id"] == f"{MUNICIPALITIES}{code.lower()}"
        assert row["province"] in PROVINCES.values()
    assert shipped["GM0518"]["name"] == "'s-Gravenhage"
    assert {shipped["GM0893"]["name"], shipped["GM0373"]["name"]} == {"Bergen (L.)", "Bergen (NH.)"}
    assert shipped["GM0788"]["successors"] == "GM0757 GM0824 GM0855 GM0865"
