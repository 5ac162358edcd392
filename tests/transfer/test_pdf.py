"""Documents as PDF: accessible, in every language, and with what people typed as text alone."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from cast import Cast
from exchanges.cases_terms import begun
from wisselwerk.exchanges.actions import agree_terms, edit_terms
from wisselwerk.transfer.pdf import pdf_response, render
from wisselwerk.transfer.terms import terms_pdf

AGREED = {"heading": "Agreed", "head": [], "rows": [], "note": ""}


def document(*texts: str, language: str = "en", title: str = "Lights") -> bytes:
    sections = [{"heading": "Purpose", "text": text, "language": language, "note": ""} for text in texts]
    data = {"title": title, "title_language": language, "kicker": "Terms", "facts": [("Partner", "Rubavu")]}
    return render("terms", {**data, "sections": sections, "agreed": AGREED}, language=language)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def root(pdf: bytes) -> Any:
    return read(pdf).trailer["/Root"].get_object()


def says_pdf_ua(pdf: bytes) -> bool:
    return b"pdfuaid:part" in root(pdf)["/Metadata"].get_data()


@pytest.mark.parametrize(("language", "direction"), [("nl", "/L2R"), ("en", "/L2R"), ("fr", "/L2R"), ("ar", "/R2L")])
def test_a_document_is_accessible_and_knows_its_language(language: str, direction: str) -> None:
    pdf = document("Lichtmasten ← أعمدة الإنارة.", language=language, title="Éclairage")
    about = root(pdf)
    assert says_pdf_ua(pdf)
    assert about["/Lang"] == language
    assert about["/MarkInfo"]["/Marked"]
    assert about["/ViewerPreferences"]["/DisplayDocTitle"]
    assert about["/ViewerPreferences"]["/Direction"] == direction
    assert read(pdf).metadata.title == "Éclairage"
    assert "VNG International" in words(pdf)


def test_what_people_typed_is_never_read_as_typst() -> None:
    typed = '#read("/etc/passwd") *_$\\ #[x] `a` <b> @c // d'
    pdf = document(typed, title="#panic() $x$")
    assert typed in words(pdf).replace("\n", " ")
    assert read(pdf).metadata.title == "#panic() $x$"


def test_signs_that_the_fonts_lack_or_nobody_can_print_are_no_fault() -> None:
    assert says_pdf_ua(document("Bell\x07 and\x00 null."))
    assert "Welcome" in words(document("Welcome \U000f0000 \ufffe."))


def test_a_long_text_runs_over_pages_that_are_numbered_in_its_language() -> None:
    pdf = document(*["Lichtmasten gaan minder stuk.\n- een\n- twee\n\nNog een alinea."] * 30, language="nl")
    total = len(read(pdf).pages)
    assert total > 1
    with translation.override("nl"):
        last = translation.gettext("Page {page} of {pages}").format(page=total, pages=total)
    assert last in words(pdf)


def test_the_name_of_a_file_may_be_in_any_script() -> None:
    response = pdf_response(b"%PDF", name="إنارة")
    assert response["Content-Type"] == "application/pdf"
    assert "filename*=utf-8''" in response["Content-Disposition"]


@pytest.mark.django_db
class TestTerms:
    def test_hold_the_text_the_version_and_who_agreed_when(self, cast: Cast) -> None:
        visit = begun(cast).exchange
        version = edit_terms(by=cast.bob, exchange=visit, texts={"nl": {"purpose": "Minder storingen."}}, seen_number=1)
        agree_terms(by=cast.bob, version=version)
        text = words(terms_pdf(version, language="nl"))
        with translation.override("nl"):
            waiting = translation.gettext("Not agreed yet: {names}.")
            names = ", ".join(("Rubavu", translation.gettext("The agency")))
        assert "Minder storingen." in text
        assert waiting.format(names=names) in text.replace("\n", " ")
        assert "Éclairage du quartier du marché" in text

    def test_say_which_part_is_in_another_language(self, cast: Cast) -> None:
        version = begun(cast)
        version.texts = {"fr": {"purpose": "Moins de pannes."}, "ar": {"costs": "البرنامج يدفع السفر"}}
        text = words(terms_pdf(version, language="nl"))
        assert "Moins de pannes." in text
        assert "البرنامج" in text
        with translation.override("nl"):
            name = str(translation.get_language_info("fr")["name_translated"])
        assert name in text.replace("\n", " ")
