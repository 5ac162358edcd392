"""Every page with a list or parts asks the database as often with 200 exchanges as with one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import Cast
from many import make_many
from wisselwerk.exchanges.enums import ExchangeStatus
from wisselwerk.exchanges.models import Exchange

pytestmark = pytest.mark.django_db

FEW, MANY = 7, 200  # seven: one exchange of each state
# What a page of one exchange needs: the exchange in which it has something to show.
PARTS = {
    "web:exchange": ExchangeStatus.PREPARING,
    "web:exchange-people": ExchangeStatus.FORMING,
    "web:exchange-proposal": ExchangeStatus.PREPARING,
    "web:exchange-consents": ExchangeStatus.FORMING,
    "web:exchange-sessions": ExchangeStatus.PREPARING,
    "web:exchange-terms": ExchangeStatus.PREPARING,
    "web:exchange-preparation": ExchangeStatus.PREPARING,
    "web:exchange-costs": ExchangeStatus.ENDED,
    "web:exchange-remarks": ExchangeStatus.PREPARING,
    "web:exchange-outcomes": ExchangeStatus.ENDED,
}
LISTS = {
    "web:today": ("alice", "bob", "coordinator", "employer", "country_team", "partner", "administrator"),
    "web:exchanges": ("alice", "bob", "coordinator", "employer", "country_team", "partner"),
    "web:invitations": ("bob", "coordinator"),
    "web:consents": ("employer", "coordinator"),
    "web:advance-consents": ("employer",),
    "web:trips": ("",),
    "web:lessons": ("",),
    "web:lessons-moderate": ("alice",),
    "web:travel-advice": ("alice",),
    "web:calendar": ("bob",),
    "web:messages": ("administrator",),
    "web:jobs": ("administrator",),
}


def asked(client: Client, cast: Cast, who: str, address: str) -> int:
    """How many queries a page takes for somebody; their session is made before."""
    client.logout()
    if who:
        client.force_login(getattr(cast, who))
    client.get(address)  # the first time fills what is kept for the process
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, f"{address} answers {who or 'a visitor'} {response.status_code}"
    return len(queries)


@pytest.fixture
def compare(client: Client, cast: Cast) -> Callable[..., None]:
    """Count with a few exchanges, then with many, and say where the number grew."""

    def run(pages: list[tuple[str, str, Callable[[], str]]]) -> None:
        make_many(cast, FEW)
        few = {(name, who): asked(client, cast, who, address()) for name, who, address in pages}
        make_many(cast, MANY - FEW)
        many = {(name, who): asked(client, cast, who, address()) for name, who, address in pages}
        grown = {key: (few[key], many[key]) for key in few if many[key] > few[key]}
        for (name, who), number in sorted(many.items()):
            print(f"{number:4} queries  {name:26} {who or 'visitor'}")
        assert not grown

    return run


def test_lists_take_as_many_queries_with_many_exchanges_as_with_few(compare: Callable[..., None]) -> None:
    compare([(name, who, lambda name=name: reverse(name)) for name, people in LISTS.items() for who in people])


def test_parts_of_an_exchange_take_as_many_queries_whatever_else_there_is(compare: Callable[..., None]) -> None:
    def address(name: str, status: str) -> str:
        return reverse(name, args=[Exchange.objects.filter(status=status).earliest("pk").pk])

    compare([(name, "alice", lambda name=name, status=status: address(name, status)) for name, status in PARTS.items()])
