"""Starts Django on the database that the environment names, empty but for the cast."""

from __future__ import annotations

import json
from typing import Any

import django
from django.core.management import call_command


def begin() -> Any:
    """Set up the database anew and return the cast."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    from cast import Cast
    from wisselwerk.organisations.actions import load_countries

    load_countries()
    return Cast()


def everything_stored() -> str:
    """All rows of all our tables as text, but for the countries: nobody writes those."""
    from django.apps import apps

    ours = [model for model in apps.get_models() if model.__module__.startswith("wisselwerk.")]
    return json.dumps(
        {
            model._meta.label: list(model._base_manager.order_by("pk").values())
            for model in ours
            if model._meta.label != "organisations.Country"
        },
        default=str,
    )
