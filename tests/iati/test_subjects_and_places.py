"""Countries, regions, sectors and Sustainable Development Goals."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from iati.files import activity, read, write
from wisselwerk import iati
from wisselwerk.iati.subjects import sdg_code


@pytest.fixture
def one(tmp_path: Path):
    def read_one(body: str):
        activities, problems = read(write(tmp_path / "file.xml", activity(body=body)))
        return activities[0], [problem.message for problem in problems]

    return read_one


class TestCountries:
    def test_shares_are_read(self, one):
        body = '<recipient-country code="RW" percentage="66.67"/><recipient-country code="xk" percentage="33.33"/>'
        read_activity, problems = one(body)

        assert read_activity.countries == (iati.Country("RW", Decimal("66.67")), iati.Country("XK", Decimal("33.33")))
        assert problems == []

    def test_those_of_the_transactions_count_when_the_activity_names_none(self, one):
        transaction = '<transaction><recipient-country code="{}"/></transaction>'
        read_activity, problems = one("".join(map(transaction.format, ["BI", "UG", "BI"])))

        assert read_activity.countries == (iati.Country("BI"), iati.Country("UG"))
        assert problems == ["recipient-country stands in the transactions alone: read from there"]

    def test_those_of_the_transactions_do_not_count_beside_those_of_the_activity(self, one):
        body = '<recipient-country code="RW"/><transaction><recipient-country code="BI"/></transaction>'
        read_activity, problems = one(body)

        assert read_activity.countries == (iati.Country("RW"),)
        assert problems == []

    @pytest.mark.parametrize("code", ["998", "Rwanda", "R"])
    def test_what_can_be_no_code_of_a_country_is_reported(self, one, code):
        read_activity, problems = one(f'<recipient-country code="{code}"/>')

        assert read_activity.countries == ()
        assert problems == [f"recipient-country/@code “{code}” is not a code of the list: left out"]

    def test_a_missing_code_is_reported(self, one):
        _, problems = one("<recipient-country/>")

        assert problems == ["recipient-country/@code is missing"]

    def test_a_country_named_twice_gets_both_shares(self, one):
        body = '<recipient-country code="RW" percentage="40"/><recipient-country code="RW" percentage="60"/>'
        read_activity, problems = one(body)

        assert read_activity.countries == (iati.Country("RW", Decimal(100)),)
        assert problems == ["recipient-country RW stands there twice: the percentages were added up"]

    def test_shares_that_do_not_add_up_are_kept_and_reported(self, one):
        body = '<recipient-country code="RW" percentage="100"/><recipient-region code="298" percentage="100"/>'
        read_activity, problems = one(body)

        assert read_activity.countries[0].percentage == 100
        assert problems == ["the percentages of recipient-country + recipient-region add up to 200, not to 100"]

    @pytest.mark.parametrize(
        ("percentage", "message"),
        [
            ("half", "recipient-country/@percentage “half” is not a number: left out"),
            ("120", "recipient-country/@percentage “120” does not lie between 0 and 100: left out"),
            ("-1", "recipient-country/@percentage “-1” does not lie between 0 and 100: left out"),
        ],
    )
    def test_a_share_that_can_not_be_is_left_out_and_the_country_stays(self, one, percentage, message):
        read_activity, problems = one(f'<recipient-country code="RW" percentage="{percentage}"/>')

        assert read_activity.countries == (iati.Country("RW"),)
        assert problems == [message]


class TestRegions:
    def test_a_region_has_its_names(self, one):
        body = '<recipient-region code="298"><narrative xml:lang="fr">Afrique</narrative></recipient-region>'
        read_activity, problems = one(body)

        assert read_activity.regions == (iati.Region("298", "1", None, {"fr": "Afrique"}),)
        assert problems == []

    def test_another_vocabulary_does_not_count_for_the_hundred_percent(self, one):
        body = (
            '<recipient-country code="RW" percentage="100"/>'
            '<recipient-region vocabulary="99" code="GREAT-LAKES" percentage="100"/>'
        )
        read_activity, problems = one(body)

        assert read_activity.regions == (iati.Region("GREAT-LAKES", "99", Decimal(100)),)
        assert problems == []

    def test_those_of_the_transactions_count_when_the_activity_names_no_place(self, one):
        read_activity, _ = one('<transaction><recipient-region code="298" vocabulary="1"/></transaction>')

        assert read_activity.regions == (iati.Region("298"),)

    def test_a_region_named_twice_gets_both_shares_and_all_names(self, one):
        body = (
            '<recipient-region code="298" percentage="50"><narrative>Africa</narrative></recipient-region>'
            '<recipient-region code="298" percentage="50"><narrative xml:lang="nl">Afrika</narrative>'
            "</recipient-region>"
        )
        read_activity, problems = one(body)

        assert read_activity.regions == (iati.Region("298", "1", Decimal(100), {"en": "Africa", "nl": "Afrika"}),)
        assert problems == ["recipient-region 298 stands there twice: the percentages were added up"]


class TestSectors:
    def test_the_vocabulary_is_dac_unless_the_file_says_otherwise(self, one):
        body = '<sector code="15112"/><sector code="A-1" vocabulary="99"><narrative>Own</narrative></sector>'
        read_activity, problems = one(body)

        assert read_activity.sectors == (iati.Sector("15112"), iati.Sector("A-1", "99", None, {"en": "Own"}))
        assert problems == []

    def test_a_code_that_dac_withdrew_is_kept(self, one):
        read_activity, problems = one('<sector code="23010" vocabulary="1" percentage="100"/>')

        assert read_activity.sectors == (iati.Sector("23010", "1", Decimal(100)),)
        assert problems == []

    def test_those_of_the_transactions_count_when_the_activity_names_none(self, one):
        body = '<transaction><sector code="15112"/></transaction><transaction><sector code="15112"/></transaction>'
        read_activity, problems = one(body)

        assert read_activity.sectors == (iati.Sector("15112"),)
        assert problems == ["sector stands in the transactions alone: read from there"]

    def test_percentages_are_checked_within_each_vocabulary(self, one):
        body = (
            '<sector code="15112" percentage="100"/><sector vocabulary="7" code="6" percentage="1"/>'
            '<sector vocabulary="7" code="11" percentage="1"/>'
        )
        _, problems = one(body)

        assert problems == ["the percentages of sector, vocabulary 7, add up to 2, not to 100"]

    def test_a_sector_named_twice_gets_both_shares(self, one):
        read_activity, problems = one('<sector code="15112" percentage="30"/><sector code="15112" percentage="70"/>')

        assert read_activity.sectors == (iati.Sector("15112", "1", Decimal(100)),)
        assert problems == ["sector 15112 stands there twice: the percentages were added up"]

    def test_a_missing_code_is_reported(self, one):
        _, problems = one('<sector vocabulary="1"/>')

        assert problems == ["sector/@code is missing"]


class TestGoals:
    def test_they_are_read_from_tags_and_sectors_alike_and_once(self, one):
        body = (
            '<sector vocabulary="7" code="6"/><sector vocabulary="8" code="6.1"/>'
            '<tag vocabulary="2" code="11"/><tag vocabulary="3" code="11.A"/><tag vocabulary="2" code="6"/>'
            '<tag vocabulary="99" code="COVID-19"/>'
        )
        read_activity, problems = one(body)

        assert [sdg.code for sdg in read_activity.sdgs] == ["6", "6.1", "11", "11.a"]
        assert problems == []

    def test_an_indicator_stands_for_its_target(self, one):
        read_activity, _ = one('<sector vocabulary="9" code="6.1.1"/>')

        assert [sdg.code for sdg in read_activity.sdgs] == ["6.1"]

    def test_a_goal_that_does_not_exist_is_reported(self, one):
        read_activity, problems = one('<tag vocabulary="2" code="18"/>')

        assert read_activity.sdgs == ()
        assert problems == ["tag/@code “18” is not a code of the list: left out"]

    @pytest.mark.parametrize(
        ("given", "code"), [("06", "6"), ("6.B", "6.b"), (" 16.7 ", "16.7"), ("16.7.2", "16.7"), ("0", ""), ("x", "")]
    )
    def test_spellings(self, given, code):
        assert sdg_code(given) == code
