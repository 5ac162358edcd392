"""What a ranking was made with: recorded with every shortlist, and held against every index on disk."""

from __future__ import annotations

from typing import Final

from wisselwerk.matching.text.analyser import ANALYSER_VERSION
from wisselwerk.matching.weights import DEFAULT, Weights
from wisselwerk.thesaurus.model import Thesaurus

# Raise it when the same input can get another score.
ALGORITHM: Final = "1"
# Raise it when the fields of the index or the form of its entries change.
SCHEMA: Final = "1"


def version(thesaurus: Thesaurus, weights: Weights = DEFAULT) -> str:
    """Algorithm, analyser, weights and thesaurus in one word: two rankings with the same one are comparable."""
    return f"{ALGORITHM}.{ANALYSER_VERSION}-w{weights.digest}-t{thesaurus.version[:12]}"


def index_version(thesaurus_version: str) -> str:
    """What an index on disk was made with."""
    return f"{SCHEMA}.{ANALYSER_VERSION}-t{thesaurus_version[:12]}"
