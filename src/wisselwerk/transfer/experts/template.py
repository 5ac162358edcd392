"""The spreadsheet to download: headings, an example, what goes where, and lists to choose from."""

from __future__ import annotations

import io
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from wisselwerk.experts.enums import ExpertKind, Form, Visibility
from wisselwerk.languages import CEFR_LEVELS, LANGUAGES
from wisselwerk.organisations.models import Organisation
from wisselwerk.thesaurus import load
from wisselwerk.transfer.experts.columns import BY_ID, COLUMNS, EXPLANATIONS, Column
from wisselwerk.transfer.experts.rows import EXAMPLE_KEYS

# The names in parts are understood, but one column for the name is simpler.
_LEFT_OUT: Final = {"first_name", "infix", "last_name"}
_IN_TEMPLATE: Final = tuple(column for column in COLUMNS if column.id not in _LEFT_OUT)
_LAST_ROW: Final = 1000
_WIDTHS: Final = {
    "text": 60,
    "headline": 34,
    "themes": 34,
    "languages": 24,
    "forms": 34,
    "availability": 26,
    "email": 28,
}
_HEAD: Final = PatternFill("solid", fgColor="0A5C55")
_EXAMPLE: Final = PatternFill("solid", fgColor="FFE7B8")


def expert_template(lang: str | None = None) -> bytes:
    """The template as .xlsx: Dutch for `lang` (default: the language in use) "nl", English for every other.

    The headings are those that the import recognises; the row with the example is skipped by it.
    """
    chosen = "nl" if (lang or translation.get_language() or "nl").startswith("nl") else "en"
    with translation.override(chosen):
        book = Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)  # a new workbook has one
        sheet.title = _("Experts")
        _fill_experts(sheet, chosen)
        _fill_explanation(book.create_sheet(_("Explanation")), chosen)
        _fill_themes(book.create_sheet(_("Themes")), chosen)
        lists = book.create_sheet(_("Lists"))
        _add_lists(sheet, lists, chosen)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill_experts(sheet: Worksheet, lang: str) -> None:
    example = _example(lang)
    for position, column in enumerate(_IN_TEMPLATE, start=1):
        _head(sheet, position, column.heading(lang) + (" *" if column.required else ""))
        sheet.column_dimensions[get_column_letter(position)].width = _WIDTHS.get(column.id, 18)
        cell = sheet.cell(2, position, example[column.id])
        cell.fill, cell.alignment = _EXAMPLE, Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _example(lang: str) -> dict[str, str]:
    """The example row; its key says that it is one, and makes the import skip it."""
    thesaurus = load()
    return {
        "key": EXAMPLE_KEYS[lang],
        "name": _("Kim Example"),
        "email": "kim@example.org",
        "kind": str(ExpertKind.OFFICIAL.label),
        "organisation": "Utrecht",
        "other_employer": "",
        "headline": _("Manager of street lighting"),
        "text": _(
            "Replaced all street lights by dimmable LED in four years, wrote the lighting plan and led the tender."
        ),
        "language": lang,
        "themes": "; ".join(thesaurus[concept].name(lang) for concept in ("street-lighting",)),
        "languages": _("Dutch C2; English C1; French B1"),
        "forms": "; ".join(str(Form(value).label) for value in (Form.VISIT, Form.COACHING_REMOTE)),
        "availability": "2027-01-11 - 2027-03-26; 2027-09-01 - 2027-10-15",
        "visibility": str(Visibility.AGENCY.label),
        "consented_on": "2026-09-01",
    }


def _fill_explanation(sheet: Worksheet, lang: str) -> None:
    for position, (heading, width) in enumerate(
        ((_("Column"), 28), (_("Needed"), 12), (_("What goes in"), 70), (_("Values"), 70)), start=1
    ):
        _head(sheet, position, heading)
        sheet.column_dimensions[get_column_letter(position)].width = width
    for number, column in enumerate(_IN_TEMPLATE, start=2):
        needed = _("yes") if column.required else _("key or e-mail") if column.id in {"key", "email"} else ""
        for position, text in enumerate(
            (column.heading(lang), needed, str(EXPLANATIONS[column.id]), _values(column)), 1
        ):
            cell = sheet.cell(number, position, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    last = len(_IN_TEMPLATE) + 3
    sheet.cell(last, 1, _("The row with the example is not imported. You may leave it or remove it."))
    sheet.cell(last + 1, 1, _("Never put in gender, age, origin, health or a photo. We do not import them."))


def _values(column: Column) -> str:
    """The values that a column takes, or how they are written."""
    match column.id:
        case "kind":
            return "; ".join(str(label) for label in ExpertKind.labels)
        case "visibility":
            return "; ".join(str(label) for label in Visibility.labels)
        case "forms":
            return "; ".join(str(label) for label in Form.labels)
        case "language":
            return "; ".join(LANGUAGES)
        case "languages":
            return "; ".join(CEFR_LEVELS)
        case "availability":
            return "2027-01-11 - 2027-03-26"
        case "consented_on":
            return "2026-09-01"
        case _:
            return ""


def _fill_themes(sheet: Worksheet, lang: str) -> None:
    """All themes, indented by their place in the hierarchy, with the key that may be used as well."""
    thesaurus = load()
    _head(sheet, 1, _("Theme"))
    _head(sheet, 2, _("Key"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 60, 40
    row = 2

    def fill(concept_id: str, depth: int) -> None:
        nonlocal row
        sheet.cell(row, 1, thesaurus[concept_id].name(lang)).alignment = Alignment(indent=depth * 2)
        sheet.cell(row, 2, concept_id)
        row += 1
        for below in thesaurus.narrower[concept_id]:
            fill(below, depth + 1)

    for top in thesaurus.tops():
        fill(top.id, 0)
    sheet.freeze_panes = "A2"


def _add_lists(sheet: Worksheet, lists: Worksheet, lang: str) -> None:
    """Lists to choose from, on a sheet of their own: Excel takes no more than 255 signs in the rule itself."""
    municipalities = Organisation.objects.municipalities().current().filter(is_invented=False)
    options: dict[str, list[str]] = {
        "kind": [str(label) for label in ExpertKind.labels],
        "organisation": list(municipalities.values_list("name", flat=True)),
        "language": list(LANGUAGES),
        "visibility": [str(label) for label in Visibility.labels],
    }
    for position, (column_id, values) in enumerate(options.items(), start=1):
        _head(lists, position, BY_ID[column_id].heading(lang))
        letter = get_column_letter(position)
        lists.column_dimensions[letter].width = 34
        for number, value in enumerate(values, start=2):
            lists.cell(number, position, value)
        if not values:
            continue
        where = f"{quote_sheetname(lists.title)}!${letter}$2:${letter}${len(values) + 1}"
        # Other values are allowed after a warning: a CBS code, or a name as people use it.
        rule = DataValidation("list", formula1=where, allow_blank=True, errorStyle="warning", showErrorMessage=True)
        rule.errorTitle, rule.error = _("Not in the list"), _("Choose a value from the list.")
        _apply(sheet, column_id, rule)
    day = DataValidation(
        "date", operator="greaterThan", formula1="36526", allow_blank=True, errorStyle="warning", showErrorMessage=True
    )
    day.errorTitle, day.error = _("Not a day"), _("Write the day on which the person agreed.")
    _apply(sheet, "consented_on", day)


def _apply(sheet: Worksheet, column_id: str, rule: DataValidation) -> None:
    letter = get_column_letter([column.id for column in _IN_TEMPLATE].index(column_id) + 1)
    rule.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.add_data_validation(rule)


def _head(sheet: Worksheet, position: int, text: str) -> None:
    cell = sheet.cell(1, position, text)
    cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="top")
