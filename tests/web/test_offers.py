"""Municipal offers in the browser."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cast import Cast
from wisselwerk.experts.models import MunicipalOffer

pytestmark = pytest.mark.django_db

TEXT = "Zes collega's beheren de openbare verlichting: lichtmasten, storingen en het verlichtingsplan."


def sent(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {"organisation": cast.municipality.pk, "title": "Verlichting", "text": TEXT, "go": "save", **changes}


def ticked(response: Any) -> list[str]:
    form = response.context["form"]
    return [str(theme) for theme in form.initial["themes"]]


def test_from_text_to_a_stored_offer_with_the_themes_confirmed(signed_in: Any, cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    response = client.post("/aanbod/nieuw", sent(cast))
    assert not MunicipalOffer.objects.exists()  # the themes were not seen yet
    assert "street-lighting" in ticked(response)
    seen = ticked(response)
    response = client.post(
        "/aanbod/nieuw", sent(cast, seen=seen, themes=["street-lighting"], level_nl="C2", hours_per_year=40)
    )
    offer = MunicipalOffer.objects.get()
    assert response.url == f"/aanbod/{offer.pk}"
    assert (offer.organisation, offer.language, offer.languages, offer.hours_per_year) == (
        cast.municipality, "nl", {"nl": "C2"}, 40,
    )  # fmt: skip
    assert [theme.concept for theme in offer.themes.filter(source="confirmed")] == ["street-lighting"]


def test_themes_are_found_and_added_before_saving(signed_in: Any, cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    response = client.post("/en/aanbod/nieuw", sent(cast, go="themes"))
    assert "street-lighting" in ticked(response)
    assert not response.context["form"].errors
    response = client.post("/en/aanbod/nieuw", {"go": "add", "add_theme": "cemeteries"})
    assert len(ticked(response)) == 1
    response = client.post("/en/aanbod/nieuw", {"go": "add", "add_theme": "qwertyuiop"})
    assert list(response.context["form"].errors) == ["add_theme"]


def test_an_offer_without_a_theme_or_past_its_day_is_not_stored(signed_in: Any, cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    response = client.post("/aanbod/nieuw", sent(cast, text="Een tekst zonder enig bekend onderwerp, helemaal niets."))
    assert list(response.context["form"].errors) in (["themes"], [])
    response = client.post(
        "/aanbod/nieuw", sent(cast, valid_until="2020-01-01", seen="street-lighting", themes="street-lighting")
    )
    assert "valid_until" in response.context["form"].errors
    assert not MunicipalOffer.objects.exists()


def test_only_for_ones_own_municipality(signed_in: Any, cast: Cast) -> None:
    themes = {"seen": "street-lighting", "themes": "street-lighting"}
    response = signed_in(cast.other_coordinator).post("/aanbod/nieuw", sent(cast, **themes))
    assert "organisation" in response.context["form"].errors
    for person in (cast.charlie, cast.alice, cast.employer):
        assert signed_in(person).get("/aanbod/nieuw").status_code == 403
    offer = cast.offer()
    for person in (cast.charlie, cast.alice, cast.other_coordinator):
        client = signed_in(person)
        assert client.get(f"/aanbod/{offer.pk}/wijzigen").status_code == 403
        assert client.post(f"/aanbod/{offer.pk}/intrekken").status_code == 403
        assert client.post(f"/aanbod/{offer.pk}/staat-nog").status_code == 403


def test_changing_keeps_the_municipality(signed_in: Any, cast: Cast) -> None:
    offer = cast.offer(valid_until=timezone.localdate() + dt.timedelta(days=10))
    client = signed_in(cast.coordinator)
    page = client.get(f"/aanbod/{offer.pk}/wijzigen").content.decode()
    assert offer.text in page.replace("&#x27;", "'")
    assert 'name="organisation"' not in page
    seen = [
        concept for concept, _name in client.get(f"/aanbod/{offer.pk}/wijzigen").context["form"].fields["seen"].choices
    ]
    client.post(
        f"/aanbod/{offer.pk}/wijzigen",
        sent(
            cast,
            text=offer.text,
            title=offer.title,
            organisation=cast.other_municipality.pk,
            seen=seen,
            themes=seen[:1],
        ),
    )
    offer.refresh_from_db()
    assert (offer.organisation, offer.valid_until) == (cast.municipality, None)


def test_withdrawing_and_making_it_stand_again(signed_in: Any, cast: Cast) -> None:
    offer = cast.offer()
    client = signed_in(cast.coordinator)
    client.post(f"/aanbod/{offer.pk}/intrekken")
    assert "Make it stand again" in client.get(f"/en/aanbod/{offer.pk}").content.decode()
    assert signed_in(cast.other_coordinator).get(f"/aanbod/{offer.pk}").status_code == 404
    client = signed_in(cast.coordinator)
    client.post(f"/aanbod/{offer.pk}/staat-nog")
    offer.refresh_from_db()
    assert offer.is_active
    MunicipalOffer.objects.update(valid_until="2020-01-01")
    assert client.post(f"/aanbod/{offer.pk}/staat-nog").url == f"/aanbod/{offer.pk}/wijzigen"


def test_the_list_takes_the_same_queries_for_one_and_for_three(signed_in: Any, cast: Cast) -> None:
    counts = []
    for number in (1, 2):
        for _offer in range(number):
            cast.offer()
        client = signed_in(cast.alice)
        client.get("/aanbod")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/aanbod").status_code == 200
        counts.append(len(queries))
    assert counts == [10, 10]


def test_the_list_as_a_spreadsheet(signed_in: Any, cast: Cast) -> None:
    cast.offer(title="Verlichting")
    cast.offer(title="Afval", forms=["webinar"])
    body = signed_in(cast.alice).get("/en/aanbod/export/csv?form=webinar").content.decode("utf-8-sig")
    [header, row] = csv.reader(io.StringIO(body), delimiter=";")
    assert (row[0], row[1], len(row)) == ("Proefdam", "Afval", len(header))
    assert signed_in(cast.alice).get("/aanbod/export/pdf").status_code == 404


def test_a_filter_leaves_the_others_out(signed_in: Any, cast: Cast) -> None:
    cast.offer(title="Verlichting")
    cast.offer(title="Afvalplan", organisation=cast.other_municipality)
    page = signed_in(cast.charlie).get(f"/aanbod?organisation={cast.other_municipality.pk}").content.decode()
    assert "Afvalplan" in page
    assert "Verlichting</bdi>" not in page
