"""The demonstration data: whole, marked as invented, in four languages, and loaded twice without doubling."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from wisselwerk.accounts.models import User
from wisselwerk.experts.models import Expert, MunicipalOffer
from wisselwerk.needs.models import Need
from wisselwerk.needs.queries import rank
from wisselwerk.organisations.actions import load_reference_data
from wisselwerk.organisations.models import Organisation
from wisselwerk.programmes.models import Programme, Project
from wisselwerk.thesaurus import load as load_thesaurus
from wisselwerk.trail.models import ActionEntry
from wisselwerk.transfer.demo.accounts import ACCOUNTS
from wisselwerk.transfer.demo.load import load_demo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration() -> None:
    load_reference_data()
    load_demo(progress=print)


def counts() -> dict[str, int]:
    return {
        model.__name__: model.objects.count()
        for model in (Programme, Project, Organisation, Expert, MunicipalOffer, Need, User, ActionEntry)
    }


def test_the_demonstration_is_whole_and_a_second_load_changes_nothing() -> None:
    first = counts()
    assert first["Expert"] >= 380
    assert first["User"] == len(ACCOUNTS)
    assert set(Need.objects.values_list("language", flat=True)) == {"nl", "en", "fr", "ar"}
    assert {"sdlg", "we-are-able", "masar", "ideal", "deals", "connect"} <= set(
        Programme.objects.values_list("slug", flat=True)
    )
    load_demo(progress=print)
    assert counts() == first

    # The people are made up, and marked so; no two texts are one template with other words.
    assert not Expert.objects.filter(is_invented=False).exists()
    assert not Need.objects.filter(is_invented=False).exists()
    sentences = Counter(
        sentence.strip()
        for text in Expert.objects.values_list("text", flat=True)
        for sentence in re.split(r"(?<=[.!?])\s", text)
        if len(sentence.split()) > 4
    )
    assert [sentence for sentence, count in sentences.items() if count > 1] == []
    themes = load_thesaurus()
    assert [
        (expert, theme.concept)
        for expert in Expert.objects.prefetch_related("themes")
        for theme in expert.themes.all()
        if theme.concept not in themes
    ] == []

    # Rheden and Rubavu, with the students' university.
    rheden = Project.objects.get(participations__organisation__cbs_code="GM0275")
    partners = set(rheden.participations.values_list("organisation__name", flat=True))
    assert {"Rubavu", "Rheden", "Hogeschool Van Hall Larenstein"} <= partners

    # Every need finds somebody.
    for need in Need.objects.all():
        assert rank(need, top=3).candidates, need
