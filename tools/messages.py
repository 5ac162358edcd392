"""Bring the translation files up to date with the code, compile them, and say what is missing.

    python tools/messages.py            # extract (needs gettext), compile, report
    python tools/messages.py --check    # change nothing; exit 1 when a file is out of date or a translation is missing

The compiled files are part of the repository, so nobody who installs Wisselwerk needs gettext.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src/wisselwerk"
LANGUAGES = ("nl", "fr", "ar")  # English is the language of the code


def catalogue(lang: str, package: Path = PACKAGE) -> Path:
    return package / "locale" / lang / "LC_MESSAGES/django.po"


def extract(package: Path) -> None:
    """Run Django's extraction inside `package`; translations that are there stay, fuzzy guesses are emptied."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wisselwerk.settings")
    import django
    from django.core.management import call_command

    django.setup()
    before = Path.cwd()
    os.chdir(package)
    try:
        call_command(
            "makemessages", locale=list(LANGUAGES), no_location=True, no_obsolete=True, no_wrap=True, verbosity=0
        )
    finally:
        os.chdir(before)
    for lang in LANGUAGES:
        po = polib.pofile(str(catalogue(lang, package)), wrapwidth=0)
        for entry in po.fuzzy_entries():
            # A guess from a text that looks alike is worse than a hole that is reported.
            entry.flags.remove("fuzzy")
            entry.msgstr = ""
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
        # Dates would make every run a change.
        for header in (
            "POT-Creation-Date",
            "PO-Revision-Date",
            "Last-Translator",
            "Language-Team",
            "Report-Msgid-Bugs-To",
        ):
            po.metadata.pop(header, None)
        po.header = f"Wisselwerk in {lang}."
        po.metadata_is_fuzzy = False
        po.save()


def missing(package: Path) -> list[str]:
    """Every message without a translation, as "lang: message"."""
    return [
        f"{lang}: {entry.msgid}"
        for lang in LANGUAGES
        for entry in polib.pofile(str(catalogue(lang, package)))
        if not entry.translated()
    ]


def compile_all(package: Path) -> None:
    for lang in LANGUAGES:
        po = catalogue(lang, package)
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))


def check() -> list[str]:
    """What is wrong, without changing anything: a copy is extracted and compiled, and compared."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "wisselwerk"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "static"))
        if shutil.which("xgettext"):
            extract(copy)
        elif os.environ.get("CI"):
            return ["gettext is not installed, and CI must have it"]
        else:
            print("SKIPPED extraction of messages: gettext is not installed")
        compile_all(copy)
        faults = missing(copy)
        for lang in LANGUAGES:
            for suffix in (".po", ".mo"):
                ours, fresh = (catalogue(lang, package).with_suffix(suffix) for package in (PACKAGE, copy))
                if not ours.exists() or ours.read_bytes() != fresh.read_bytes():
                    faults.append(f"{ours.relative_to(ROOT)} is not up to date: run `make messages`")
        return faults


def main() -> int:
    if "--check" in sys.argv:
        faults = check()
    else:
        extract(PACKAGE)
        compile_all(PACKAGE)
        faults = missing(PACKAGE)
    print(*faults, sep="\n")
    print(f"{len(faults)} faults in the translations")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
