"""What people in an exchange say to one another, and the files they share."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cast import Cast
from exchanges.cases_conversation import document, plan
from exchanges.cases_partners import with_bob
from wisselwerk.exchanges.actions import add_document, remove_document, write_remark
from wisselwerk.exchanges.models import Document
from wisselwerk.exchanges.queries.conversation import voices_of
from wisselwerk.files import LARGEST, check_file
from wisselwerk.mail.models import Message

pytestmark = pytest.mark.django_db


def stored(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def zipped(member: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(member, "<x/>")
    return content.getvalue()


class TestRemarks:
    def test_the_others_get_the_words_by_mail_and_the_author_does_not(self, cast: Cast) -> None:
        exchange = with_bob(cast)
        write_remark(by=cast.partner, exchange=exchange, text=" Bienvenue ! ")

        assert exchange.remarks.get().text == "Bienvenue !"
        assert {one.to for one in Message.objects.all()} == {
            one.email for one in (cast.alice, cast.bob, cast.country_team)
        }
        message = Message.objects.get(to=cast.bob.email)
        assert (message.context["author"], message.context["text"]) == ("Partner", "Bienvenue !")

    def test_somebody_who_is_not_named_stays_so_in_the_mail_and_on_the_page(self, cast: Cast) -> None:
        exchange = with_bob(cast, shown=["employer"])
        write_remark(by=cast.bob, exchange=exchange, text="Tot ziens.")

        assert {one.context["author"] for one in Message.objects.all()} == {"A civil servant"}
        to_partner = voices_of(exchange, [cast.bob], reader=cast.partner)[cast.bob.pk]
        assert (to_partner.name, to_partner.role) == ("A civil servant", "Proefdam")
        assert voices_of(exchange, [cast.bob], reader=cast.alice)[cast.bob.pk].name == "Bob"

    def test_each_goes_by_what_they_are(self, cast: Cast) -> None:
        authors = [cast.alice, cast.partner, cast.country_team, cast.charlie]
        voices = voices_of(cast.exchange(), authors, reader=cast.alice)
        roles = [voices[one.pk].role for one in authors]
        assert roles == ["Programme officer", "Rubavu", "Country team", ""]

    def test_an_empty_message_is_refused(self, cast: Cast) -> None:
        with pytest.raises(ValidationError):
            write_remark(by=cast.alice, exchange=cast.exchange(), text=" \n ")

    def test_a_municipality_that_spares_somebody_has_no_part_in_it(self, cast: Cast) -> None:
        exchange = with_bob(cast)
        for who in (cast.coordinator, cast.employer, cast.other_partner):
            with pytest.raises(PermissionDenied):
                write_remark(by=who, exchange=exchange, text="Hallo")


class TestDocuments:
    def test_a_file_is_kept_under_a_name_of_our_own_and_removed_for_good(
        self, cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        found = add_document(by=cast.bob, exchange=with_bob(cast), file=plan("../Plan d'éclairage.PDF"))
        assert (found.name, found.size, found.added_by) == ("Plan d'éclairage.PDF", 13, cast.bob)
        (path,) = stored(settings)
        assert path.suffix == ".pdf"
        assert "Plan" not in path.name
        assert {one.template for one in Message.objects.all()} == {"document"}

        with pytest.raises(PermissionDenied):
            remove_document(by=cast.partner, document=found)
        with django_capture_on_commit_callbacks(execute=True):
            remove_document(by=cast.alice, document=found)
        assert stored(settings) == []
        assert not Document.objects.exists()

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.pdf", b"%PDF-1.7"),
            ("a.JPG", b"\xff\xd8\xff\xe0"),
            ("a.png", b"\x89PNG\r\n\x1a\n"),
            ("a.docx", zipped("word/document.xml")),
            ("a.xlsx", zipped("xl/workbook.xml")),
            ("a.pptx", zipped("ppt/presentation.xml")),
            ("a.odt", zipped("content.xml")),
            ("a.txt", "نص".encode()),
        ],
    )
    def test_kinds_that_are_taken(self, name: str, content: bytes) -> None:
        check_file(plan(name, content))

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.pdf", b"<html>"),
            ("a.png", b"%PDF-1.7"),
            ("a.docx", zipped("xl/workbook.xml")),
            ("a.docx", b"PK\x03\x04 no archive"),
            ("a.txt", b"MZ\x90\0"),
            ("a.html", b"<html>"),
            ("a.svg", b"<svg/>"),
            ("a.exe", b"MZ"),
            ("pdf", b"%PDF-1.7"),
            ("a.pdf", b""),
            ("a.txt", b"a" * (LARGEST + 1)),
        ],
    )
    def test_what_is_not_what_its_name_says_or_of_another_kind_is_refused(
        self, cast: Cast, settings: Any, name: str, content: bytes
    ) -> None:
        with pytest.raises(ValidationError):
            add_document(by=cast.alice, exchange=cast.exchange(), file=plan(name, content))
        assert stored(settings) == []
        assert not Message.objects.exists()

    def test_the_same_name_twice_are_two_files(self, cast: Cast, settings: Any) -> None:
        first = document(cast)
        add_document(by=cast.alice, exchange=first.exchange, file=plan())
        assert len(stored(settings)) == 2
