"""The themes that come with Wisselwerk keep their own rules and cover what a municipality does."""

from __future__ import annotations

import pytest

from wisselwerk.languages import LANGUAGES
from wisselwerk.thesaurus import Thesaurus, load
from wisselwerk.thesaurus.checks import LEAST_ALTERNATIVES
from wisselwerk.thesaurus.codes import dac
from wisselwerk.thesaurus.loading import read_all
from wisselwerk.thesaurus.normal import label_key

DOMAINS = {
    "waste", "water", "environment", "energy-climate", "public-space", "spatial-planning", "land", "housing-building",
    "mobility", "economy", "democracy", "civil-affairs", "finance", "organisation", "digital", "social", "health",
    "education", "culture-sport", "safety",
}  # fmt: skip


@pytest.fixture(scope="module")
def thesaurus() -> Thesaurus:
    return load()


def concepts_named(thesaurus: Thesaurus, label: str, lang: str) -> set[str]:
    """The themes that have `label` in `lang`, letter variants aside."""
    key = label_key(label, lang)
    return {concept for known, concept in thesaurus.labels(lang) if label_key(known, lang) == key}


def test_the_data_has_no_faults() -> None:
    assert [str(problem) for problem in read_all().problems] == []


def test_no_two_themes_share_a_label(thesaurus: Thesaurus) -> None:
    assert [str(collision) for collision in thesaurus.collisions] == []


def test_there_are_at_least_300_themes_in_20_domains(thesaurus: Thesaurus) -> None:
    assert len(thesaurus) >= 300
    assert {top.id for top in thesaurus.tops()} == DOMAINS


def test_every_theme_has_enough_labels_in_four_languages(thesaurus: Thesaurus) -> None:
    for concept in thesaurus:
        assert tuple(concept.labels) == LANGUAGES, concept.id
        for lang, least in LEAST_ALTERNATIVES.items():
            assert len(concept.labels[lang].alternative) >= least, (concept.id, lang)


def test_every_theme_has_its_codes(thesaurus: Thesaurus) -> None:
    assert [c.id for c in thesaurus if not (c.sdg and c.dac and c.iv3)] == []


def test_no_theme_has_a_code_that_is_withdrawn(thesaurus: Thesaurus) -> None:
    purposes = dac()
    assert [(c.id, code) for c in thesaurus for code in c.dac if purposes[code].withdrawn or len(code) != 5] == []


def test_the_hierarchy_can_be_walked_from_every_theme(thesaurus: Thesaurus) -> None:
    for concept in thesaurus:
        line = (concept.id, *thesaurus.ancestors(concept.id))
        assert line[-1] == concept.domain
        assert len(line) <= 4, f"{concept.id} lies too deep to find"
    assert sum(len(below) for below in thesaurus.narrower.values()) == len(thesaurus) - len(DOMAINS)


def test_no_theme_has_so_many_below_it_that_a_list_becomes_unreadable(thesaurus: Thesaurus) -> None:
    assert {concept: len(below) for concept, below in thesaurus.narrower.items() if len(below) > 20} == {}


def test_related_holds_both_ways_and_never_along_the_hierarchy(thesaurus: Thesaurus) -> None:
    for concept in thesaurus:
        for other in concept.related:
            assert concept.id in thesaurus[other].related
            assert other not in thesaurus.ancestors(concept.id), f"{concept.id} lies below {other} already"


def test_each_domain_is_linked_to_another(thesaurus: Thesaurus) -> None:
    linked = {c.domain for c in thesaurus if any(thesaurus[other].domain != c.domain for other in c.related)}
    assert linked == DOMAINS


PRACTITIONERS_SAY = {
    "nl": """grex, VTH, rioolheffing, griffier, Omgevingswet, Wmo, begraafplaats, weekmarkt, verkiezingen, archief,
        dijken, jeugdzorg, parkeren, rekenkamer, integriteit, lichtmast, toerisme""",
    "en": """street lighting, septage, town clerk, civil registry, cemetery, flood defence, elections, youth care,
        parking, tourism, disability inclusion, local economic development, sanitation, waterfront""",
    "fr": """bornage, régie des eaux, secrétaire général, état civil, cimetière, lampadaires, permis de construire,
        boues de vidange""",
    "ar": "رخصة بناء, جباية, مخطط تنظيمي, صرف صحي, حاويات, مقبرة",
}


@pytest.mark.parametrize(
    ("lang", "label"), [(lang, label.strip()) for lang, said in PRACTITIONERS_SAY.items() for label in said.split(",")]
)
def test_the_words_of_practitioners_lead_to_one_theme(thesaurus: Thesaurus, lang: str, label: str) -> None:
    assert len(concepts_named(thesaurus, label, lang)) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("nl", "huisvuil ophalen"), ("fr", "collecte des déchets")),
        (("nl", "lichtmast"), ("fr", "lampadaires")),
        (("nl", "begraafplaats"), ("ar", "مقبرة")),
        (("en", "building permit"), ("ar", "رخصة بناء")),
        (("nl", "burgerlijke stand"), ("fr", "état civil")),
        (("nl", "gemeentesecretaris"), ("en", "town clerk")),
        (("en", "town clerk"), ("fr", "secrétaire général")),
        (("nl", "beerput"), ("en", "septage")),
        (("fr", "bornage"), ("nl", "grensbepaling")),
        (("nl", "mensen met een beperking"), ("ar", "ذوي الإعاقة")),
    ],
)
def test_words_in_two_languages_meet_in_one_theme(
    thesaurus: Thesaurus, first: tuple[str, str], second: tuple[str, str]
) -> None:
    found = concepts_named(thesaurus, first[1], first[0])
    assert found
    assert found == concepts_named(thesaurus, second[1], second[0])
