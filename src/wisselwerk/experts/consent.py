"""What a person is asked to agree to, purpose by purpose, and the version of that wording."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wisselwerk.experts.enums import Purpose

# Kept with every consent. Raise it when the meaning of a text below changes; a test holds the two together.
TEXT_VERSION: Final = "2026-11"

EXPLANATIONS: Final[dict[Purpose, str | Promise]] = {
    Purpose.MATCHING: _(
        "The agency, and the coordinator of your own municipality, can find your profile and see it on lists of people "
        "who fit a question. Without this nobody finds you."
    ),
    Purpose.PROPOSE: _(
        "When the agency wants to propose you, the partner municipality that asks sees your name and your profile."
    ),
    Purpose.MAILING: _("You get an e-mail when there is a call that fits your profile."),
    Purpose.PUBLICITY: _("Your name may be in public stories and reports about exchanges that you took part in."),
}
