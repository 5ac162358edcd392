"""Whatever is said in the words of the standard is read back as it was meant."""

from __future__ import annotations

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from iati.files import as_xml, read, write
from wisselwerk import iati
from wisselwerk.thesaurus import codes

# Letters of all four languages and the signs that XML escapes.
WORD = st.text("abcçéè œ'&<>\"]ةأبتلا-09٣.", min_size=1, max_size=12).map(lambda text: "".join(text.split()) or "x")
PHRASE = st.lists(WORD, min_size=1, max_size=4).map(lambda words: "w" + " ".join(words))
LANGUAGE = st.sampled_from(["", "nl", "en", "fr", "ar", "pt-br"])
TEXTS = st.dictionaries(LANGUAGE, PHRASE, max_size=3)
SOME_TEXTS = st.dictionaries(LANGUAGE, PHRASE, min_size=1, max_size=3)
DAY = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))
PERCENTAGE = st.decimals(0, 100, places=2)
REF = st.from_regex(r"[A-Z]{2}-[A-Z]{3}-[0-9]{1,8}", fullmatch=True)
CURRENCY = st.sampled_from(["EUR", "USD", "XOF"])

organisations = st.builds(iati.Organisation, REF, TEXTS, st.sampled_from(["", "10", "11", "15", "22", "40", "80"]))

participations = st.builds(iati.Participation, organisations, st.sampled_from("1234"))
countries = st.builds(iati.Country, st.sampled_from(["RW", "NL", "XK", "PS"]), st.none() | PERCENTAGE)
regions = st.builds(
    iati.Region, st.sampled_from(["298", "998"]), st.sampled_from(["1", "99"]), st.none() | PERCENTAGE, TEXTS
)
sectors = st.builds(
    iati.Sector,
    st.sampled_from(["15112", "14050", "A-1"]),
    st.sampled_from(["1", "2", "98", "99"]),
    st.none() | PERCENTAGE,
    TEXTS,
)


def once(items: st.SearchStrategy, key=lambda item: item):
    return st.lists(items, max_size=3, unique_by=key).map(tuple)


@st.composite
def budgets(draw):
    start = draw(DAY)
    return iati.Budget(
        start=start,
        end=start + dt.timedelta(days=draw(st.integers(0, 365))),
        amount=draw(st.decimals(Decimal(-(10**9)), Decimal(10**12), places=2)),
        currency=draw(CURRENCY),
        type=draw(st.sampled_from("12")),
        status=draw(st.sampled_from("12")),
        value_date=draw(st.none() | DAY),
    )


activities = st.builds(
    iati.Activity,
    identifier=REF,
    titles=SOME_TEXTS,
    descriptions=st.lists(st.builds(iati.Description, st.sampled_from("1234"), SOME_TEXTS), max_size=3).map(tuple),
    reporting_organisation=organisations,
    participations=st.lists(participations, max_size=3).map(tuple),
    status=st.sampled_from("123456"),
    dates=st.dictionaries(st.sampled_from("1234"), DAY),
    countries=once(countries, lambda item: item.code),
    regions=once(regions, lambda item: (item.vocabulary, item.code)),
    sectors=once(sectors, lambda item: (item.vocabulary, item.code)),
    sdgs=once(st.builds(iati.Sdg, st.sampled_from(sorted(codes.sdg())))),
    budgets=st.lists(budgets(), max_size=3).map(tuple),
    related=once(st.builds(iati.Related, REF, st.sampled_from("12345"))),
    default_language=LANGUAGE,
    default_currency=st.just("") | CURRENCY,
    hierarchy=st.integers(1, 5),
)


@given(st.lists(activities, max_size=3))
def test_what_was_written_is_read(given_activities: list[iati.Activity]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "f.xml", *map(as_xml, given_activities))

        activities_read, problems = read(path)

    assert activities_read == given_activities
    # Random shares rarely make a hundred and random periods may run backwards; nothing else is wrong.
    assert {problem.template for problem in problems} <= {iati.problems.NOT_HUNDRED, iati.problems.REVERSED_PERIOD}
