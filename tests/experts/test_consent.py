"""The wording of the consents belongs to its version."""

from __future__ import annotations

import hashlib

from django.utils import translation

from wisselwerk.experts.consent import EXPLANATIONS, TEXT_VERSION
from wisselwerk.experts.enums import Purpose


def test_a_new_wording_gets_a_new_version() -> None:
    """When this fails: raise TEXT_VERSION if the meaning changed, and put the new pair here."""
    with translation.override(None):
        wording = "\n".join(f"{purpose.label}: {EXPLANATIONS[purpose]}" for purpose in Purpose)
    digest = hashlib.sha256(wording.encode()).hexdigest()[:12]
    assert (TEXT_VERSION, digest) == ("2026-11", "e0906512ee0c")


def test_every_purpose_is_explained() -> None:
    assert set(EXPLANATIONS) == set(Purpose)
