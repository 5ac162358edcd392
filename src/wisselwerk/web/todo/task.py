"""One line of the to-do list, and what its words are made with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from wisselwerk.web.navigation import existing_url

SHOWN: Final = 5  # tasks of one kind; the rest is behind a link


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits: what it is, why, and the one next step. `tone`: "new", "late" or ""."""

    title: str
    text: str
    action: str
    href: str
    tone: str = ""
    lang: str = ""  # of the title, when someone else wrote it


def link(url_name: str, *args: object, otherwise: str = "web:today") -> str:
    """The page of a task; the list that holds it when that page does not exist."""
    return existing_url(url_name, *args) or existing_url(otherwise) or reverse("web:today")
