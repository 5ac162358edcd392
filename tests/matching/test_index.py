"""The index on disk: versions, readers and writers, erasure."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from wisselwerk.matching import Index, Must, Need, OutdatedIndex, Profile
from wisselwerk.thesaurus.model import Thesaurus

TODAY = date(2026, 11, 24)
LIGHTING = Profile("lighting", "Beheerder verlichting", "Verving alle lichtmasten.", language="nl")
WASTE = Profile("waste", "Planner", "Afvalinzameling in dertig wijken.", language="nl")
FRENCH = Profile("french", "Responsable", "Collecte des déchets à Lille.", language="fr")


def order(index: Index, text: str, lang: str = "nl") -> list[str]:
    return [candidate.profile for candidate in index.rank(Need("n", text, lang=lang), today=TODAY).candidates]


def test_a_profile_that_is_put_again_replaces_itself(thesaurus: Thesaurus) -> None:
    index = Index(thesaurus=thesaurus)
    index.put([LIGHTING, WASTE])
    index.put([replace(LIGHTING, text="Marktkramen")])
    assert index.count == 2
    assert index.search("lichtmasten").count == 0


def test_of_two_profiles_with_one_id_the_last_one_stays(thesaurus: Thesaurus) -> None:
    index = Index(thesaurus=thesaurus)
    index.put([LIGHTING, replace(LIGHTING, text="Marktkramen")])
    assert index.count == 1
    assert index.search("marktkramen").count == 1


def test_a_profile_that_is_not_visible_is_never_found(thesaurus: Thesaurus) -> None:
    index = Index(thesaurus=thesaurus)
    index.put([LIGHTING, WASTE])
    index.put([replace(LIGHTING, visible=False)])
    assert order(index, "straatverlichting") == ["waste"]


def test_another_reader_sees_what_was_written(thesaurus: Thesaurus, tmp_path: Path) -> None:
    writer, reader = Index(tmp_path, thesaurus=thesaurus), Index(tmp_path, thesaurus=thesaurus)
    assert reader.count == 0
    writer.put([LIGHTING])
    assert reader.count == 1
    writer.remove(["lighting"])
    assert reader.count == 0


def test_writers_wait_for_one_another(thesaurus: Thesaurus, tmp_path: Path) -> None:
    Index(tmp_path, thesaurus=thesaurus)
    profiles = [replace(WASTE, id=f"p{number}") for number in range(6)]
    threads = [
        threading.Thread(target=Index(tmp_path, thesaurus=thesaurus).put, args=([profile],)) for profile in profiles
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Index(tmp_path, thesaurus=thesaurus).count == 6


def test_an_index_of_another_thesaurus_says_so_and_can_be_rebuilt(thesaurus: Thesaurus, tmp_path: Path) -> None:
    old = Index(tmp_path, thesaurus=thesaurus)
    old.put([LIGHTING])
    new = Index(tmp_path, thesaurus=replace(thesaurus, version="newer"))
    assert new.outdated
    with pytest.raises(OutdatedIndex):
        new.rank(Need("n", "straatverlichting", lang="nl"))
    with pytest.raises(OutdatedIndex):
        new.put([WASTE])
    assert new.rebuild([LIGHTING, WASTE, replace(FRENCH, visible=False)]) == 2
    assert not new.outdated
    assert set(order(new, "afval")) == {"lighting", "waste"}
    assert old.outdated


def test_clearing_leaves_an_index_that_works(thesaurus: Thesaurus, tmp_path: Path) -> None:
    index = Index(tmp_path, thesaurus=thesaurus)
    index.put([LIGHTING])
    index.clear()
    assert index.count == 0
    assert order(index, "straatverlichting") == []
    index.put([WASTE])
    assert order(index, "straatverlichting") == ["waste"]


def test_erasing_leaves_no_byte_of_a_profile_on_disk(thesaurus: Thesaurus, tmp_path: Path) -> None:
    index = Index(tmp_path, thesaurus=thesaurus)
    index.put([LIGHTING, replace(WASTE, text="Onuitwisbaargeheim bij de afvalinzameling.")])
    index.erase(["waste"])
    assert order(index, "afval") == ["lighting"]
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert b"onuitwisbaar" not in path.read_bytes().lower()


def test_profiles_in_several_languages_answer_one_need(thesaurus: Thesaurus) -> None:
    index = Index(thesaurus=thesaurus)
    index.put([LIGHTING, WASTE, FRENCH])
    assert set(order(index, "garbage collection", "en")[:2]) == {"waste", "french"}


def test_a_confirmed_theme_counts_without_a_word_in_the_text(thesaurus: Thesaurus) -> None:
    index = Index(thesaurus=thesaurus)
    index.put([LIGHTING, Profile("silent", "Adviseur", "Doet van alles.", language="nl", themes=("waste-collection",))])
    assert order(index, "ramassage des ordures", "fr")[0] == "silent"


def test_items_are_part_of_the_text_that_evidence_quotes(thesaurus: Thesaurus) -> None:
    profile = replace(WASTE, text="Inleiding.", items=("Eerst marktkramen.", "Daarna de afvalinzameling."))
    index = Index(thesaurus=thesaurus)
    index.put([profile])
    ranking = index.rank(Need("n", "afvalinzameling", lang="nl"), today=TODAY)
    quotes = [quote for reason in ranking.candidates[0].reasons for quote in reason.evidence]
    assert quotes
    assert all(profile.full_text[quote.start : quote.end] == quote.text for quote in quotes)


def test_a_very_long_profile_is_no_trouble(thesaurus: Thesaurus) -> None:
    index = Index(thesaurus=thesaurus)
    index.put([replace(WASTE, text="Afvalinzameling en nog veel meer.\n" * 30_000), LIGHTING])
    assert order(index, "afvalinzameling")[0] == "waste"


@pytest.mark.parametrize(
    "text", ["\ud800 lichtmasten", "\x00\u202e lichtmasten", "😀 lichtmasten", "lichtmasten\u2028ﷺ"]
)
def test_signs_that_are_no_text_do_no_harm(thesaurus: Thesaurus, text: str) -> None:
    index = Index(thesaurus=thesaurus)
    index.put([replace(LIGHTING, headline=text, text=text, language=None)])
    candidate = index.rank(Need("n", text), today=TODAY).candidates[0]
    assert {quote.text for reason in candidate.reasons for quote in reason.evidence} == {"lichtmasten"}
    assert index.search(text).count == 1


def test_search_without_words_gives_all_that_meet_the_filters(thesaurus: Thesaurus) -> None:
    index = Index(thesaurus=thesaurus)
    index.put([LIGHTING, WASTE, FRENCH])
    result = index.search("", Must(languages={"fr": None}))
    assert [found.profile for found in result.found] == ["french"]
    assert index.search("").count == 3


def test_search_gives_its_results_page_by_page(thesaurus: Thesaurus) -> None:
    index = Index(thesaurus=thesaurus)
    index.put([replace(WASTE, id=f"p{number}") for number in range(5)])
    pages = [index.search("afval", top=2, offset=offset) for offset in (0, 2, 4)]
    assert [len(page.found) for page in pages] == [2, 2, 1]
    assert {page.count for page in pages} == {5}
    assert len({found.profile for page in pages for found in page.found}) == 5
