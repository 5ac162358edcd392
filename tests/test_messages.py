"""Every text on screen is there in all four languages."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

LOCALE = Path(__file__).parent.parent / "src/wisselwerk/locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


@pytest.mark.parametrize("lang", ["nl", "fr", "ar"])
def test_every_message_is_translated_and_keeps_its_placeholders(lang: str) -> None:
    messages = polib.pofile(str(LOCALE / lang / "LC_MESSAGES/django.po"))
    assert len(messages) > 1000
    for entry in messages:
        assert entry.translated(), entry.msgid
        if entry.msgid_plural:
            allowed = set(PLACEHOLDER.findall(entry.msgid_plural))
            assert all(set(PLACEHOLDER.findall(text)) <= allowed for text in entry.msgstr_plural.values()), entry.msgid
        else:
            assert sorted(PLACEHOLDER.findall(entry.msgstr)) == sorted(PLACEHOLDER.findall(entry.msgid)), entry.msgid


@pytest.mark.parametrize("lang", ["nl", "fr", "ar"])
def test_what_is_compiled_is_what_is_written(lang: str) -> None:
    folder = LOCALE / lang / "LC_MESSAGES"
    compiled = {entry.msgid: entry.msgstr for entry in polib.mofile(str(folder / "django.mo"))}
    written = {entry.msgid: entry.msgstr for entry in polib.pofile(str(folder / "django.po"))}
    assert compiled == written


def test_arabic_has_its_six_plural_forms() -> None:
    messages = polib.pofile(str(LOCALE / "ar/LC_MESSAGES/django.po"))
    assert {len(entry.msgstr_plural) for entry in messages if entry.msgid_plural} == {6}
