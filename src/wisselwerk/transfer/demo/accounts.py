"""The people one can sign in as in the demonstration: one for each role."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wisselwerk.accounts.enums import Role

PASSWORD = "wisselwerk-demo"  # noqa: S105  # printed on the sign-in page of the demonstration


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A sign-in: `organisation` is a key or name in the demonstration data; without a role it is an expert's."""

    email: str
    name: str
    who: str | Promise
    role: str | None
    organisation: str
    language: str = "nl"


ACCOUNTS = (
    DemoAccount("officer@demo.example", "Marit de Wit", _("Programme officer"), Role.OFFICER, "vng"),
    DemoAccount("expert@demo.example", "Noor Verbeek", _("Expert"), None, "Voorbeeldstad"),
    DemoAccount(
        "coordinator@demo.example", "Hanna Postma", _("Municipal coordinator"), Role.COORDINATOR, "Voorbeeldstad"
    ),
    DemoAccount("secretary@demo.example", "Rik van Dam", _("Municipal secretary"), Role.EMPLOYER, "Voorbeeldstad"),
    DemoAccount("team@demo.example", "Jean Habimana", _("Country team"), Role.COUNTRY_TEAM, "team-rw", "fr"),
    DemoAccount(
        "partner@demo.example", "Claudine Uwase", _("Partner government (French)"), Role.PARTNER, "rubavu", "fr"
    ),
    DemoAccount("partner.ar@demo.example", "ليلى حداد", _("Partner government (Arabic)"), Role.PARTNER, "saida", "ar"),
    DemoAccount("administrator@demo.example", "Bas Kuipers", _("Functional administrator"), Role.ADMINISTRATOR, "vng"),
    DemoAccount("privacy@demo.example", "Ilse Groen", _("Privacy officer"), Role.PRIVACY_OFFICER, "vng"),
)
