"""A small thesaurus of our own, so that these tests say what they rely on."""

from __future__ import annotations

import pytest

from wisselwerk.matching.recognise import Recogniser
from wisselwerk.matching.text.analyser import Analyser
from wisselwerk.thesaurus.model import Concept, Labels, Thesaurus


def concept(name: str, nl: str, en: str, fr: str, ar: str, *, broader: str | None = None) -> Concept:
    """A theme; labels of a language are separated by commas, the preferred one first."""
    labels = {}
    for lang, listed in (("nl", nl), ("en", en), ("fr", fr), ("ar", ar)):
        preferred, *others = (label.strip() for label in listed.split(","))
        labels[lang] = Labels(preferred, tuple(others))
    return Concept(name, "test", labels, broader)


CONCEPTS = (
    concept("waste", "Afval, afvalbeleid", "Waste", "Déchets", "النفايات"),
    concept(
        "waste-collection",
        "Afvalinzameling, vuilnis ophalen",
        "Waste collection, garbage collection",
        "Collecte des déchets, ramassage des ordures",
        "جمع النفايات, جمع القمامة",
        broader="waste",
    ),
    concept("landfill", "Stortplaats", "Landfill, dump site", "Décharge", "مكب النفايات", broader="waste"),
    concept(
        "lighting",
        "Openbare verlichting, straatverlichting, lichtmasten",
        "Street lighting, street lights",
        "Éclairage public, lampadaires",
        "الإنارة العامة, أعمدة الإنارة",
    ),
    concept("markets", "Markten, marktkramen", "Markets, market stalls", "Marchés, étals", "الأسواق, أكشاك السوق"),
    concept("labour-market", "Arbeidsmarkt", "Labour market", "Marché du travail", "سوق العمل"),
    concept("it", "ICT, IT", "IT", "Informatique", "تكنولوجيا المعلومات"),
)


@pytest.fixture(scope="session")
def thesaurus() -> Thesaurus:
    return Thesaurus({one.id: one for one in CONCEPTS}, "test")


@pytest.fixture(scope="session")
def analyser(thesaurus: Thesaurus) -> Analyser:
    return Analyser(thesaurus)


@pytest.fixture(scope="session")
def recogniser(thesaurus: Thesaurus) -> Recogniser:
    return Recogniser(thesaurus)
