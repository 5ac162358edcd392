import importlib
import pkgutil

from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "wisselwerk.exchanges"

    def ready(self) -> None:
        from wisselwerk.exchanges import tasks
        from wisselwerk.exchanges.actions.erasing import erase_person
        from wisselwerk.exchanges.queries.personal import everything_about
        from wisselwerk.trail.personal import Keeper, register

        for module in pkgutil.iter_modules(tasks.__path__, f"{tasks.__name__}."):
            importlib.import_module(module.name)
        register(Keeper("exchanges", export=everything_about, erase=erase_person))
