"""The components: what they draw, that it can be read, and that it needs nothing which the security policy refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from wisselwerk.web.templatetags import wisselwerk as tags

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "src/wisselwerk/web/templates"
STATIC = ROOT / "src/wisselwerk/static/wisselwerk"


def draw(source: str, path: str = "/", **context: Any) -> str:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return engines["django"].from_string(source).render(context, request)


class NeedForm(forms.Form):
    title = forms.CharField(label="Title", help_text="One short sentence.")
    people = forms.IntegerField(label="People", required=False, widget=forms.NumberInput(attrs={"placeholder": "2"}))
    ways = forms.MultipleChoiceField(
        label="Forms", choices=[("visit", "Visit"), ("webinar", "Webinar")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="I agree")


class TestField:
    def test_label_help_and_fault_belong_to_the_control(self) -> None:
        with override("en"):
            html = draw("{{ form.title.as_field_group }}", form=NeedForm({"title": ""}))
        assert 'for="id_title"' in html
        assert 'aria-invalid="true"' in html
        assert 'aria-describedby="id_title_helptext id_title_error"' in html
        assert 'id="id_title_helptext">One short sentence.' in html
        assert re.search(r'id="id_title_error"><p>This field is required', html)

    def test_controls_get_the_classes_of_the_design_system(self) -> None:
        assert 'class="utrecht-textbox' in draw("{{ form.title.as_field_group }}", form=NeedForm())
        assert 'class="utrecht-checkbox' in draw("{{ form.agreed.as_field_group }}", form=NeedForm())

    def test_an_optional_field_says_so_and_a_required_one_does_not(self) -> None:
        with override("en"):
            assert "(optional)" in draw("{{ form.people.as_field_group }}", form=NeedForm())
            assert "(optional)" not in draw("{{ form.title.as_field_group }}", form=NeedForm())

    def test_a_group_of_choices_is_a_fieldset_with_a_legend(self) -> None:
        html = draw("{{ form.ways.as_field_group }}", form=NeedForm({"ways": ["webinar"]}))
        assert html.index("<fieldset") < html.index("<legend") < html.index('type="checkbox"')
        assert re.search(r'value="webinar"[^>]* checked', html)
        assert html.count("<label") == 2

    def test_no_hint_stands_inside_a_box(self) -> None:
        assert "placeholder" not in draw("{{ form.people.as_field_group }}", form=NeedForm())


def test_error_summary_links_to_controls_that_exist() -> None:
    html = draw("{{ form }}", form=NeedForm({"people": "many"}))
    links = re.findall(r'<a href="#([^"]+)"', html)
    assert len(links) == 4
    assert all(f'id="{target}"' in html for target in links)
    assert 'role="alert"' in html


def test_form_without_faults_has_no_summary() -> None:
    assert "ww-error-summary" not in draw("{{ form }}", form=NeedForm())


class TestMarked:
    def test_marks_the_stretches(self) -> None:
        assert tags.marked("lamps and posts", [(10, 15), (0, 5)]) == (
            '<mark class="utrecht-mark">lamps</mark> and <mark class="utrecht-mark">posts</mark>'
        )

    def test_overlapping_stretches_become_one(self) -> None:
        html = tags.marked("street lighting", [(0, 10), (7, 15)])
        assert re.sub(r"</?mark[^>]*>", "", html) == "street lighting"

    def test_a_stretch_beyond_the_text_is_cut_off(self) -> None:
        assert tags.marked("lamp", [(2, 99)]) == 'la<mark class="utrecht-mark">mp</mark>'

    def test_other_peoples_words_cannot_become_markup(self) -> None:
        html = tags.marked("<script>alert(1)</script>", [(0, 8)])
        assert "<script" not in html


def test_names_are_isolated_and_escaped() -> None:
    assert tags.bidi("Rubavu & <b>") == "<bdi>Rubavu &amp; &lt;b&gt;</bdi>"
    assert tags.bidi(None) == ""


def test_languages_are_named_in_the_language_of_the_page() -> None:
    with override("nl"):
        assert tags.language_name("fr") == "Frans"
    with override("ar"):
        assert tags.language_name("sw") == "السواحلية"
    assert tags.language_name("xx") == "xx"


def test_steps_say_where_we_are() -> None:
    html = draw('{% steps "invitation" %}')
    assert html.count("ww-steps__step--done") == 2
    assert html.count('aria-current="step"') == 1
    assert html.count("ww-steps__step--ahead") == 5


def test_an_unknown_step_is_a_fault_of_the_page() -> None:
    with pytest.raises(ValueError, match="lunch"):
        draw('{% steps "lunch" %}')


def test_a_bar_stays_within_its_track_and_says_its_value() -> None:
    html = draw('{% bar label="Themes" value=130 text="all of it" %}')
    assert 'class="ww-bar__share" width="100"' in html
    assert "all of it" in html


class TestPagination:
    def test_links_keep_search_and_filters(self) -> None:
        html = draw("{% pagination page %}", "/?q=licht&page=2", page=Paginator(range(50), 20).page(2))
        assert 'href="?q=licht&amp;page=1" rel="prev"' in html
        assert 'href="?q=licht&amp;page=3" rel="next"' in html
        assert html.count('aria-current="page"') == 1

    def test_one_page_needs_no_pagination(self) -> None:
        assert draw("{% pagination page %}", page=Paginator(range(3), 20).page(1)).strip() == ""


def test_removing_a_filter_keeps_the_others_and_starts_at_the_first_page() -> None:
    html = draw(
        "{% active_filters labels %}",
        "/?q=licht&country=RW&country=UG&page=3",
        labels=[("country", "RW", "Rwanda")],
    )
    assert 'href="?q=licht&amp;country=UG"' in html


def test_search_box_shows_what_was_searched() -> None:
    html = draw('{% filters label="Search" %}{% endfilters %}', "/?q=%22licht%22")
    assert 'value="&quot;licht&quot;"' in html
    assert 'method="get"' in html


def test_buttons_in_chips_submit_the_form_around_them() -> None:
    html = draw(
        '{% chip_remove text="Waste" name="remove" value="waste" %}{% chip_toggle "Form" "toggle" "forms" on=False %}'
    )
    assert '<button class="ww-chip__remove" type="submit" name="remove" value="waste" aria-label="' in html
    assert 'name="toggle" value="forms" aria-pressed="false"' in html


def test_only_made_up_records_carry_the_badge() -> None:
    assert draw("{% invented thing %}", thing={"is_invented": False}).strip() == ""
    assert "ww-badge" in draw("{% invented thing %}", thing={"is_invented": True})


# The layout of messages is no page: mail programs know no style sheet, and the policy does not reach them.
PAGES = [path for path in sorted(TEMPLATES.rglob("*.html")) if path != TEMPLATES / "mail/layout.html"]


@pytest.mark.parametrize("template", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_hold_nothing_that_the_security_policy_refuses(template: Path) -> None:
    text = template.read_text("utf-8")
    assert not re.search(r"<[^>{]*\sstyle=", text)
    assert not re.search(r"<[^>{]*\son[a-z]+=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


class TestFiles:
    def test_styles_are_written_for_both_directions(self) -> None:
        physical = (
            r"(?<![\w-])((margin|padding|border)-)?(left|right)\b\s*:|text-align:\s*(left|right)|float:\s*(left|right)"
        )
        for file in (ROOT / "frontend/css").glob("*.css"):
            assert not re.search(physical, file.read_text("utf-8")), file.name

    def test_everything_the_styles_ask_for_is_there(self) -> None:
        wanted = re.findall(r"url\(\"?(\./[^\")]+)", (STATIC / "app.css").read_text("utf-8"))
        assert wanted
        assert all((STATIC / path).is_file() for path in wanted)

    def test_every_icon_in_use_is_drawn(self) -> None:
        drawn = set(re.findall(r'symbol id="([^"]+)"', (STATIC / "icons.svg").read_text("utf-8")))
        used = {
            name
            for file in TEMPLATES.rglob("*.html")
            for name in re.findall(r'{% icon "([^"]+)"', file.read_text("utf-8"))
        }
        assert used <= drawn

    def test_packages_are_not_tied_to_one_registry(self) -> None:
        packages = json.loads((ROOT / "frontend/package-lock.json").read_text("utf-8"))["packages"]
        assert not [name for name, package in packages.items() if "resolved" in package]


# Text on its ground; the first figure of WCAG 2.2, 1.4.3 (text) and 1.4.11 (edges of controls).
TEXT_PAIRS = [
    ("ink", "paper"), ("ink", "card"), ("ink", "brand-tint"), ("ink", "mark"), ("ink", "sand"), ("ink", "warm"),
    ("ink", "warning-tint"), ("ink", "error-tint"), ("ink", "success-tint"),
    ("quiet", "paper"), ("quiet", "card"), ("quiet", "sand"), ("quiet", "brand-tint"), ("quiet", "warm"),
    ("brand", "paper"), ("brand", "card"), ("brand", "brand-tint"), ("brand", "warm"), ("brand", "sand"),
    ("brand-dark", "brand-tint"), ("brand-dark", "card"),
    ("on-brand", "brand"), ("on-brand", "brand-dark"),
    ("accent-text", "warm"), ("accent-text", "card"),
    ("warning", "warning-tint"), ("warning", "card"), ("warning", "paper"),
    ("error", "error-tint"), ("error", "card"), ("error", "paper"),
    ("success", "success-tint"), ("success", "card"),
]  # fmt: skip
EDGE_PAIRS = [
    ("control-line", "card"),
    ("control-line", "paper"),
    ("accent", "paper"),
    ("accent", "card"),
    ("brand", "land"),
]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two tokens (WCAG 2.2, relative luminance)."""
    tokens = dict(re.findall(r"--ww-([\w-]+): #([0-9a-f]{6});", (ROOT / "frontend/css/tokens.css").read_text("utf-8")))

    def luminance(name: str) -> float:
        channels = [int(tokens[name][at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_can_be_seen(edge: str, ground: str) -> None:
    assert contrast(edge, ground) >= 3
