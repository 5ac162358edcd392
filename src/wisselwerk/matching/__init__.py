"""Matching: from a need in any of four languages to a ranking of profiles that explains itself. No database, no Django.

    index = Index()
    index.put([Profile("p1", "Beheerder openbare verlichting", "Verving alle lichtmasten.", language="nl")])
    ranking = index.rank(Need("n1", "moins de pannes de lampadaires", lang="fr"))

Everything that goes in or comes out is frozen data; `to_dict` and `from_dict` store it and bring it back.
"""

from wisselwerk.matching.index import Index
from wisselwerk.matching.model import Kind, Must, Need, PastExchange, Period, Profile, Role
from wisselwerk.matching.recognise import recognise
from wisselwerk.matching.results import (
    PARTS,
    Candidate,
    Condition,
    Evidence,
    Exclusion,
    Gap,
    GapKind,
    Part,
    Ranking,
    Reason,
    RecognisedTheme,
    Recognition,
)
from wisselwerk.matching.search import Found, SearchResult
from wisselwerk.matching.serial import from_dict, to_dict
from wisselwerk.matching.store import OutdatedIndex
from wisselwerk.matching.text.detect import detect_language
from wisselwerk.matching.version import version
from wisselwerk.matching.weights import DEFAULT, Weights

__all__ = [
    "DEFAULT",
    "PARTS",
    "Candidate",
    "Condition",
    "Evidence",
    "Exclusion",
    "Found",
    "Gap",
    "GapKind",
    "Index",
    "Kind",
    "Must",
    "Need",
    "OutdatedIndex",
    "Part",
    "PastExchange",
    "Period",
    "Profile",
    "Ranking",
    "Reason",
    "RecognisedTheme",
    "Recognition",
    "Role",
    "SearchResult",
    "Weights",
    "detect_language",
    "from_dict",
    "recognise",
    "to_dict",
    "version",
]
