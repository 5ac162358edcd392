"""Files that people add to a need or an exchange: which kinds, how large, and under which name they are kept.

They are stored outside the static files and handed out by views that check who asks, as downloads and never to be
shown by the browser.
"""

from __future__ import annotations

import secrets
import unicodedata
import zipfile
from pathlib import PurePosixPath
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

LARGEST: Final = 10 * 1024 * 1024
MOST: Final = 10  # files of one need
# Ending → how the content begins. Office files are ZIP archives that hold a member of this name.
_BEGINNINGS: Final = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
}
_MEMBERS: Final = {
    ".docx": "word/document.xml",
    ".xlsx": "xl/workbook.xml",
    ".pptx": "ppt/presentation.xml",
    ".odt": "content.xml",
    ".ods": "content.xml",
    ".odp": "content.xml",
}
ENDINGS: Final = (*_BEGINNINGS, *_MEMBERS, ".txt")
ACCEPT: Final = ",".join(ENDINGS)  # for the attribute of the file control


def check_file(file: UploadedFile[Any]) -> None:
    """Let a file pass whose content is what its name says. Raises `ValidationError` with what to do."""
    name = shown_name(file.name or "")
    if not file.size:
        raise ValidationError(_("“{name}” is empty.").format(name=name))
    if file.size > LARGEST:
        raise ValidationError(
            _("“{name}” is {size}. The most we take is {largest}.").format(
                name=name, size=filesizeformat(file.size), largest=filesizeformat(LARGEST)
            )
        )
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ENDINGS:
        raise ValidationError(
            _("“{name}” is of a kind that we do not take. Use one of these: {endings}.").format(
                name=name, endings=" ".join(ENDINGS)
            )
        )
    if not _is_what_it_says(file, ending):
        raise ValidationError(
            _("“{name}” can't be read as a {ending} file. Save it again and try once more.").format(
                name=name, ending=ending
            )
        )


def shown_name(name: str) -> str:
    """The name of an uploaded file as we keep and show it: without folders, and without signs that nobody sees."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(sign for sign in last if unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
    return plain.strip()[-200:] or _("file")


def take_in(file: UploadedFile[Any]) -> str:
    """Check a file and give it a name of our own on the disk; returns the name by which people know it.

    Raises as `check_file` does.
    """
    check_file(file)
    name = shown_name(file.name or "")
    file.name = f"{secrets.token_hex(16)}{PurePosixPath(name).suffix.lower()}"
    return name


def download(file: FieldFile, name: str) -> FileResponse:
    """A stored file as a download under the name that people gave it."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _is_what_it_says(file: UploadedFile[Any], ending: str) -> bool:
    file.seek(0)
    start = file.read(4096)
    file.seek(0)
    if ending in _BEGINNINGS:
        return bool(start.startswith(_BEGINNINGS[ending]))
    if ending in _MEMBERS:
        try:
            with zipfile.ZipFile(file) as archive:
                return _MEMBERS[ending] in archive.namelist()
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            return False
        finally:
            file.seek(0)
    return b"\0" not in start
