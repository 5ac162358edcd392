from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "wisselwerk.needs"

    def ready(self) -> None:
        from wisselwerk.needs.actions import erase_person
        from wisselwerk.needs.queries import choices_about
        from wisselwerk.trail.personal import Keeper, register

        register(Keeper("choices", export=choices_about, erase=erase_person))
