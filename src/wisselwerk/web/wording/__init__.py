"""What matching found, in words: reasons, gaps and must-haves as sentences in the language of the page.

Matching hands over data only. Every kind of it has words here; tests/web/test_wording.py fails when one is missing.
"""

from wisselwerk.web.wording.conditions import condition_name, form_name
from wisselwerk.web.wording.gaps import GAPS, gap_sentences
from wisselwerk.web.wording.reasons import PART_NAMES, REASONS, Bar, Pair, bars, is_shown, pairs, reason_sentence, why

__all__ = [
    "GAPS",
    "PART_NAMES",
    "REASONS",
    "Bar",
    "Pair",
    "bars",
    "condition_name",
    "form_name",
    "gap_sentences",
    "is_shown",
    "pairs",
    "reason_sentence",
    "why",
]
