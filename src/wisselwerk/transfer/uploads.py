"""What may be uploaded: kinds of file, told from their content, and their size."""

from __future__ import annotations

import zipfile
import zlib
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from wisselwerk.transfer.experts.reading import WORKBOOK_MEMBER
from wisselwerk.transfer.models import ImportKind

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = {ImportKind.EXPERTS: 20 * MEGABYTE, ImportKind.IATI: 200 * MEGABYTE}
_SNIFFED: Final = 64 * 1024
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def checked_ending(kind: str, file: UploadedFile[Any]) -> str:
    """The ending that fits the content of an uploaded file: ".xlsx", ".csv", ".xml" or ".xml.gz".

    Raises `ValidationError` for a file that is too large, empty or not of this kind. The name of the file says nothing.
    """
    largest = LARGEST[ImportKind(kind)]
    if not file.size:
        raise ValidationError({"file": _("This file is empty.")})
    if file.size > largest:
        raise ValidationError(
            {
                "file": _("This file is {size}. The most we take is {largest}.").format(
                    size=filesizeformat(file.size), largest=filesizeformat(largest)
                )
            }
        )
    file.seek(0)
    start = file.read(_SNIFFED)
    ending = _spreadsheet_ending(file, start) if kind == ImportKind.EXPERTS else _iati_ending(start)
    file.seek(0)
    return ending


def _spreadsheet_ending(file: UploadedFile[Any], start: bytes) -> str:
    if start.startswith(_ZIP):
        try:
            with zipfile.ZipFile(file) as archive:
                if WORKBOOK_MEMBER in archive.namelist():
                    return ".xlsx"
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            pass  # not a workbook; said below
    elif start.startswith(_OLD_OFFICE):
        raise ValidationError(
            {"file": _("This is an old Excel file (.xls), or it has a password. Save it as .xlsx without a password.")}
        )
    elif b"\0" not in start or start.startswith(_UTF16):
        return ".csv"
    raise ValidationError({"file": _("This is not an Excel file (.xlsx) and not a text file (.csv).")})


def _iati_ending(start: bytes) -> str:
    packed = start.startswith(_GZIP)
    if packed:
        try:
            start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, _SNIFFED)
        except zlib.error:
            start = b""
    # In UTF-16 every other byte is zero.
    if b"<iati-activities" not in start.replace(b"\0", b""):
        raise ValidationError({"file": _("This is not an IATI file with activities.")})
    return ".xml.gz" if packed else ".xml"
