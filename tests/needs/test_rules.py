"""Role x action x (own, other's, none): who may what with needs and shortlists."""

from __future__ import annotations

from typing import Final

import pytest
import rules
from django.contrib.auth.models import AnonymousUser

from cast import Cast

pytestmark = pytest.mark.django_db

LIST: Final = ("needs.list_needs", "needs.submit_need")
OWN: Final = ("needs.view_need", "needs.change_need")
PEOPLE: Final = ("needs.make_shortlist", "needs.view_shortlist", "needs.export_shortlist", "needs.choose")

# Who holds what: without an object, for the need of the partner government, for the need of the other government.
MATRIX: Final = {
    "alice": (LIST, (*OWN, *PEOPLE), (*OWN, *PEOPLE)),
    "partner": (LIST, OWN, ()),
    "other_partner": (LIST, (), OWN),
    "bob": ((), (), ()),
    "charlie": ((), (), ()),
    "coordinator": ((), (), ()),
    "employer": ((), (), ()),
    "country_team": ((), (), ()),
    "administrator": ((), (), ()),
    "privacy_officer": ((), (), ()),
    "nobody": ((), (), ()),
}


@pytest.mark.parametrize("who", MATRIX)
def test_matrix(cast: Cast, who: str) -> None:
    user = AnonymousUser() if who == "nobody" else getattr(cast, who)
    need, other = cast.need(), cast.need(organisation=cast.other_government)
    without_object, with_need, with_other = MATRIX[who]

    assert {permission for permission in LIST if rules.has_perm(permission, user)} == set(without_object)
    for target, allowed in ((need, with_need), (other, with_other)):
        assert {one for one in (*OWN, *PEOPLE) if rules.has_perm(one, user, target)} == set(allowed)
