"""Writing terms of reference together: each change is a new version, to which everybody is asked to agree anew."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wisselwerk.accounts.models import User
from wisselwerk.accounts.rules import require
from wisselwerk.exchanges import audience
from wisselwerk.exchanges.actions.moving import fall_back
from wisselwerk.exchanges.actions.terms import require_writable, tokens_to_agree
from wisselwerk.exchanges.conflicts import Conflict, locked
from wisselwerk.exchanges.models import Exchange, TermsVersion
from wisselwerk.exchanges.terms import SECTIONS, Texts, tidy
from wisselwerk.trail.actions import log_action


@transaction.atomic
def edit_terms(*, by: User | None, exchange: Exchange, texts: Texts, seen_number: int, note: str = "") -> TermsVersion:
    """Store `texts` (those that are not named stay) as a new version; without any change there is none.

    `seen_number` is the version that was changed; `note` says in a few words what. A ready exchange goes back to
    preparation until everybody agreed again. Returns the newest version. Raises `PermissionDenied`, `Conflict` when
    there is a newer version than was seen, or `ValidationError` when nothing would be left, a section or language
    does not exist, or the exchange is over.
    """
    require(by, "exchanges.edit_terms", exchange)
    exchange = locked(exchange)
    require_writable(exchange)
    newest = exchange.terms.order_by("-number").first()
    if newest is None:
        raise ValidationError(_("There are no terms of reference yet. Begin with the template."))
    if newest.number != seen_number:
        raise Conflict(
            _("Somebody else changed the text in the meantime. What you typed is still here, but not saved yet."),
            code="conflict",
        )
    merged = _merged(newest.texts, texts)
    if merged == newest.texts:
        return newest
    version = TermsVersion.objects.create(
        exchange=exchange, number=newest.number + 1, texts=merged, made_by=by, note=note.strip()
    )
    log_action("exchanges.edit_terms", exchange, by=by, details={"version": version.number})
    fall_back(exchange, actor=by)
    tokens = tokens_to_agree(exchange)
    for one in audience.everybody(exchange):
        audience.tell(
            [one],
            "terms_changed",
            about=exchange,
            but=by,
            can_wait=True,
            context={
                "exchange": exchange.pk,
                "title": exchange.title,
                "note": version.note,
                "number": version.number,
                "before": newest.number,
                "token": tokens.get(one.email, ""),
            },
        )
    return version


def _merged(old: Texts, given: Texts) -> dict[str, dict[str, str]]:
    keys, languages = {one.key for one in SECTIONS}, {code for code, _name in settings.LANGUAGES}
    if not (set(given) <= languages and all(set(by_key) <= keys for by_key in given.values())):
        raise ValidationError(_("There is no such section."))
    merged: dict[str, dict[str, str]] = {}
    for language in dict.fromkeys([*old, *given]):
        texts = {**old.get(language, {}), **{key: tidy(text) for key, text in given.get(language, {}).items()}}
        merged[language] = {key: text for key, text in texts.items() if text}
    if not any(merged.values()):
        raise ValidationError(_("Nothing would be left. Write at least one section."))
    return {language: texts for language, texts in merged.items() if texts or language in old}
