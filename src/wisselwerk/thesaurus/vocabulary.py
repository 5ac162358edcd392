"""The names under which a theme and its codes are written in linked data, both ways."""

from __future__ import annotations

from typing import Final

DEFAULT_BASE: Final = "https://wisselwerk.example/id/theme/"
# The SDG goals and targets as the United Nations publish them: http://metadata.un.org/sdg/11.6
SDG_BASE: Final = "http://metadata.un.org/sdg/"
# DAC purposes and Iv3 task fields have no lasting URI of their publisher's, so these are plain properties of our own.
VOCABULARY: Final = "https://wisselwerk.example/ns/thesaurus#"
DAC_PROPERTY: Final = VOCABULARY + "dacPurpose"
IV3_PROPERTY: Final = VOCABULARY + "iv3TaskField"
