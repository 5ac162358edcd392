"""What is read of one activity, and what is said about what can't be read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from iati.files import REPORTER, STATUS, TITLE, activity, bare, read, write
from wisselwerk import iati
from wisselwerk.iati import Severity


@pytest.fixture
def one(tmp_path: Path):
    """`one(body)`: the activity that is read, and the messages of its problems."""

    def read_one(body: str, *, attributes: str = 'xml:lang="en"', with_faultless_rest: bool = True):
        written = (
            activity(body=body, attributes=attributes) if with_faultless_rest else bare(body, attributes=attributes)
        )
        activities, problems = read(write(tmp_path / "file.xml", written))
        return (activities[0] if activities else None), [problem.message for problem in problems]

    return read_one


def test_a_faultless_activity_has_no_problems(one):
    read_activity, problems = one("")

    assert problems == []
    assert read_activity.identifier == "XM-TEST-1-A"
    assert read_activity.titles == {"en": "Street lighting"}
    assert read_activity.status == "2"
    assert read_activity.reporting_organisation == iati.Organisation("XM-TEST-1", {"en": "Ministry of Tests"}, "10")
    assert read_activity.line == 3
    assert read_activity.hierarchy == 1


class TestTexts:
    def test_every_language_is_kept_under_its_own_tag(self, one):
        body = (
            "<description><narrative>Light</narrative><narrative xml:lang='FR'>Éclairage</narrative>"
            "<narrative xml:lang='ar'>إنارة</narrative></description>"
        )
        read_activity, problems = one(body)

        assert read_activity.descriptions == (iati.Description("1", {"en": "Light", "fr": "Éclairage", "ar": "إنارة"}),)
        assert problems == []

    def test_two_texts_in_one_language_are_both_kept(self, one):
        body = (
            "<participating-org role='1'><narrative xml:lang='FR'>Agence belge</narrative>"
            "<narrative xml:lang='FR'>Belgian agency</narrative></participating-org>"
        )
        read_activity, _ = one(body)

        assert read_activity.participations[0].organisation.names == {"fr": "Agence belge\nBelgian agency"}

    def test_a_text_without_any_language_has_an_empty_tag(self, one):
        read_activity, _ = one("<description><narrative>Lumière</narrative></description>", attributes="")

        assert read_activity.descriptions[0].texts == {"": "Lumière"}
        assert read_activity.default_language == ""

    def test_the_language_of_the_whole_file_counts_where_the_activity_names_none(self, tmp_path):
        path = write(tmp_path / "f.xml", activity(attributes=""), attributes='version="2.03" xml:lang="fr"')

        activities, _ = read(path)

        assert activities[0].titles == {"fr": "Street lighting"}

    def test_an_empty_narrative_is_no_text(self, one):
        read_activity, problems = one("<description><narrative xml:lang='FR'/></description>")

        assert read_activity.descriptions == ()
        assert problems == ["a description has no text"]

    def test_a_text_outside_a_narrative_is_read_and_reported(self, one):
        read_activity, problems = one("<description type='2'>As in version 1</description>")

        assert read_activity.descriptions == (iati.Description("2", {"en": "As in version 1"}),)
        assert problems == ["the text of <description> does not stand in <narrative>: read all the same"]

    def test_titles_lose_line_breaks_and_descriptions_keep_them(self, one):
        body = (
            "<iati-identifier>A</iati-identifier>" + REPORTER + STATUS + "<title><narrative>Street\n   lighting"
            "</narrative></title><description><narrative>\n First.\n Second. </narrative></description>"
        )
        read_activity, problems = one(body, with_faultless_rest=False)

        assert read_activity.titles == {"en": "Street lighting"}
        assert read_activity.descriptions[0].texts == {"en": "First.\n Second."}
        assert problems == []

    def test_an_activity_without_a_title_is_kept(self, one):
        body = "<iati-identifier>A</iati-identifier>" + REPORTER + STATUS
        read_activity, problems = one(body, with_faultless_rest=False)

        assert read_activity.titles == {}
        assert problems == ["the activity has no title"]

    def test_comments_and_instructions_are_no_text(self, one):
        read_activity, _ = one("<description><narrative>Good<!-- bad --><?php no?> light</narrative></description>")

        assert read_activity.descriptions[0].texts == {"en": "Good light"}


class TestIdentifier:
    def test_without_one_the_activity_is_left_out(self, tmp_path):
        body = "<iati-identifier> </iati-identifier>" + REPORTER + TITLE

        activities, problems = read(write(tmp_path / "f.xml", bare(body), activity("B")))

        assert [each.identifier for each in activities] == ["B"]
        assert [(problem.severity, problem.line) for problem in problems] == [(Severity.ERROR, 3)]
        assert problems[0].message == "the activity has no identifier"

    def test_spaces_around_it_are_taken_away_and_reported(self, one):
        body = "<iati-identifier>\n A-1 </iati-identifier>" + REPORTER + TITLE + STATUS
        read_activity, problems = one(body, with_faultless_rest=False)

        assert read_activity.identifier == "A-1"
        assert problems == ["“A-1” has spaces around or inside it"]

    def test_spaces_inside_it_stay(self, one):
        body = "<iati-identifier>A 1</iati-identifier>" + REPORTER + TITLE + STATUS
        read_activity, problems = one(body, with_faultless_rest=False)

        assert read_activity.identifier == "A 1"
        assert problems == ["“A 1” has spaces around or inside it"]

    def test_one_too_long_to_keep_leaves_the_activity_out(self, one):
        read_activity, problems = one(f"<iati-identifier>{'A' * 301}</iati-identifier>", with_faultless_rest=False)

        assert read_activity is None
        assert problems == ["the identifier is longer than 300 characters"]

    def test_of_several_the_first_counts(self, one):
        read_activity, problems = one("<iati-identifier>OTHER</iati-identifier>")

        assert read_activity.identifier == "XM-TEST-1-A"
        assert problems == ["the activity has several identifiers: the first one was used"]


class TestOrganisations:
    def test_roles_and_types_are_read(self, one):
        body = '<participating-org ref="NL-KVK-1" role="4" type="22"><narrative>Cordaid</narrative></participating-org>'
        read_activity, _ = one(body)

        organisation = iati.Organisation("NL-KVK-1", {"en": "Cordaid"}, "22")
        assert read_activity.participations == (iati.Participation(organisation, "4"),)

    @pytest.mark.parametrize("ref", ["N/A", "n/a", "0", "-", "None"])
    def test_a_placeholder_is_no_identifier(self, one, ref):
        read_activity, problems = one(
            f'<participating-org ref="{ref}" role="1"><narrative>Zoa</narrative></participating-org>'
        )

        assert read_activity.participations[0].organisation == iati.Organisation("", {"en": "Zoa"})
        assert problems == [f"“{ref}” is not an identifier of an organisation: the organisation was taken by its name"]

    def test_one_that_names_nobody_is_left_out(self, one):
        read_activity, problems = one(
            '<participating-org ref="N/A" role="4"><narrative>N/A</narrative></participating-org>'
        )

        assert read_activity.participations == ()
        assert problems == ["participating-org names nobody: left out"]

    def test_an_unknown_type_costs_the_type_alone(self, one):
        read_activity, problems = one('<participating-org ref="A" role="4" type="N/A"/>')

        assert read_activity.participations[0].organisation == iati.Organisation("A", {})
        assert problems == ["participating-org/@type “N/A” is not a code of the list: left out"]

    def test_without_a_role_it_is_left_out(self, one):
        read_activity, problems = one('<participating-org ref="A"/><participating-org ref="B" role="Funding"/>')

        assert read_activity.participations == ()
        assert problems == [
            "participating-org/@role is missing",
            "participating-org/@role “Funding” is not a code of the list: left out",
        ]


class TestDates:
    def test_all_four_are_read(self, one):
        body = "".join(f'<activity-date type="{type_}" iso-date="202{type_}-01-31"/>' for type_ in "1234")
        read_activity, problems = one(body)

        assert read_activity.dates == {type_: dt.date(2020 + int(type_), 1, 31) for type_ in "1234"}
        assert problems == []

    @pytest.mark.parametrize("value", ["2020-02-01Z", "2020-02-01+02:00", "2020-02-01T00:00:00", " 2020-02-01 "])
    def test_a_time_or_a_time_zone_does_not_matter(self, one, value):
        read_activity, problems = one(f'<activity-date type="1" iso-date="{value}"/>')

        assert read_activity.dates == {"1": dt.date(2020, 2, 1)}
        assert problems == []

    @pytest.mark.parametrize("value", ["2020", "01/02/2020", "2020-02-30", "0000-00-00", "soon"])
    def test_what_is_no_date_is_reported_with_its_line(self, tmp_path, value):
        path = write(tmp_path / "f.xml", activity(body=f'\n\n<activity-date type="1" iso-date="{value}"/>'))

        activities, problems = read(path)

        assert activities[0].dates == {}
        message = f"activity-date/@iso-date “{value}” is not a date (year-month-day): left out"
        assert [str(problem) for problem in problems] == [f"{path}:10: warning: XM-TEST-1-A: {message}"]

    def test_of_two_of_one_kind_the_first_is_kept(self, one):
        body = '<activity-date type="1" iso-date="2020-01-01"/><activity-date type="1" iso-date="2021-01-01"/>'
        read_activity, problems = one(body)

        assert read_activity.dates == {"1": dt.date(2020, 1, 1)}
        assert problems == ["activity-date/@type 1 stands there twice: the first one was kept"]

    def test_an_end_before_the_start_is_kept_and_reported(self, one):
        body = '<activity-date type="1" iso-date="2020-01-02"/><activity-date type="3" iso-date="2020-01-01"/>'
        read_activity, problems = one(body)

        assert len(read_activity.dates) == 2
        assert problems == ["activity-date ends on 2020-01-01, before it starts on 2020-01-02"]

    def test_a_missing_type_or_date_is_reported(self, one):
        _, problems = one('<activity-date iso-date="2020-01-02"/><activity-date type="1"/>')

        assert problems == ["activity-date/@type is missing", "activity-date/@iso-date is missing"]


class TestStatus:
    def test_a_missing_one_is_unknown(self, one):
        read_activity, problems = one(
            "<iati-identifier>A</iati-identifier>" + REPORTER + TITLE, with_faultless_rest=False
        )

        assert read_activity.status == ""
        assert problems == ["activity-status is missing"]

    def test_an_unknown_one_is_reported(self, one):
        body = "<iati-identifier>A</iati-identifier>" + REPORTER + TITLE + '<activity-status code="9"/>'
        read_activity, problems = one(body, with_faultless_rest=False)

        assert read_activity.status == ""
        assert problems == ["activity-status/@code “9” is not a code of the list: left out"]


class TestBudgets:
    PERIOD = '<period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/>'

    def test_a_budget_is_read(self, one):
        value = '<value currency="eur" value-date="2020-03-01"> 1200.50 </value>'
        body = f'<budget type="2" status="2">{self.PERIOD}{value}</budget>'
        read_activity, problems = one(body)

        assert read_activity.budgets == (
            iati.Budget(
                start=dt.date(2020, 1, 1),
                end=dt.date(2020, 12, 31),
                amount=Decimal("1200.50"),
                currency="EUR",
                type="2",
                status="2",
                value_date=dt.date(2020, 3, 1),
            ),
        )
        assert problems == []

    def test_the_currency_of_the_activity_is_used(self, one):
        read_activity, problems = one(
            f"<budget>{self.PERIOD}<value>-5</value></budget>", attributes='default-currency="USD"'
        )

        assert (read_activity.budgets[0].currency, read_activity.budgets[0].amount) == ("USD", Decimal(-5))
        assert problems == []

    def test_without_any_currency_it_is_left_out(self, one):
        read_activity, problems = one(f"<budget>{self.PERIOD}<value>5</value></budget>")

        assert read_activity.budgets == ()
        assert problems == ["a budget has no currency, and the activity has no default currency: left out"]

    @pytest.mark.parametrize("value", ["1.200,50", "NaN", "1e6", "", "twelve", "∞"])
    def test_what_is_no_number_costs_the_budget(self, one, value):
        read_activity, problems = one(f'<budget>{self.PERIOD}<value currency="EUR">{value}</value></budget>')

        assert read_activity.budgets == ()
        assert problems == [
            f"value “{value}” is not a number: left out",
            "a budget was left out, because a part of it is missing or can't be read",
        ]

    def test_an_amount_that_no_budget_can_have_is_refused(self, one):
        _, problems = one(f'<budget>{self.PERIOD}<value currency="EUR">{10**16}</value></budget>')

        assert problems[0] == f"value “{10**16}” is too large: left out"

    @pytest.mark.parametrize(
        "content",
        [
            '<value currency="EUR">5</value>',
            PERIOD,
            '<period-start iso-date="x"/><period-end iso-date="2020-01-01"/><value currency="EUR">5</value>',
        ],
    )
    def test_a_part_that_is_missing_costs_the_budget(self, one, content):
        read_activity, problems = one(f"<budget>{content}</budget>")

        assert read_activity.budgets == ()
        assert problems[-1] == "a budget was left out, because a part of it is missing or can't be read"

    def test_a_default_currency_that_is_none_is_reported_with_the_activity(self, tmp_path):
        _, problems = read(write(tmp_path / "f.xml", activity("A", attributes='default-currency="euro"')))

        assert [(problem.identifier, problem.message) for problem in problems] == [
            ("A", "iati-activity/@default-currency “EURO” is not a code of the list: left out")
        ]

    def test_a_currency_that_is_none_is_reported(self, one):
        _, problems = one(f'<budget>{self.PERIOD}<value currency="euro">5</value></budget>')

        assert problems[0] == "value/@currency “EURO” is not a code of the list: left out"


class TestTheRest:
    def test_related_activities_are_read_once_each(self, one):
        body = '<related-activity ref=" A " type="1"/><related-activity ref="A" type="1"/><related-activity type="2"/>'
        read_activity, problems = one(body)

        assert read_activity.related == (iati.Related("A", "1"),)
        assert read_activity.related_as("1") == ("A",)
        assert problems == ["related-activity/@ref is missing"]

    def test_an_element_that_the_standard_does_not_know_is_reported(self, one):
        _, problems = one('<recipient-contry code="RW"/><x:own xmlns:x="https://example.org">fine</x:own>')

        assert problems == ["<recipient-contry> does not belong here and was not read"]

    def test_hierarchy_is_read(self, one):
        read_activity, _ = one("", attributes='hierarchy="2"')
        other, problems = one("", attributes='hierarchy="top"')

        assert (read_activity.hierarchy, other.hierarchy) == (2, 1)
        assert problems == ["iati-activity/@hierarchy “top” is not a code of the list: left out"]

    def test_everything_else_stays_when_one_value_is_bad(self, one):
        body = (
            '<activity-date type="1" iso-date="bad"/><recipient-country code="RW"/>'
            '<sector code="15112"/><participating-org role="bad"><narrative>X</narrative></participating-org>'
        )
        read_activity, problems = one(body)

        assert [country.code for country in read_activity.countries] == ["RW"]
        assert [sector.code for sector in read_activity.sectors] == ["15112"]
        assert len(problems) == 2
