from typing import Any

from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "wisselwerk.experts"

    def ready(self) -> None:
        from allauth.account.signals import email_changed, email_confirmed
        from django.conf import settings

        from wisselwerk import thesaurus
        from wisselwerk.experts import tasks  # noqa: F401  # registers the jobs
        from wisselwerk.experts.personal import erase_messages_of, messages_of
        from wisselwerk.trail.personal import Keeper, register

        if settings.CONFIG.thesaurus_dir:
            thesaurus.install([settings.CONFIG.thesaurus_dir])
        register(Keeper("messages", export=messages_of, erase=erase_messages_of))
        email_confirmed.connect(_on_email_confirmed, dispatch_uid="experts.activate")
        email_changed.connect(_on_email_changed, dispatch_uid="experts.follow_email")


def _on_email_confirmed(email_address: Any, **kwargs: Any) -> None:
    from wisselwerk.experts.actions import activate_expert

    activate_expert(user=email_address.user)


def _on_email_changed(user: Any, **kwargs: Any) -> None:
    from wisselwerk.experts.actions import follow_email

    follow_email(user=user)
