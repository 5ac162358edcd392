import importlib
import pkgutil

from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "wisselwerk.exchanges"

    def ready(self) -> None:
        from wisselwerk.exchanges import tasks

        for module in pkgutil.iter_modules(tasks.__path__, f"{tasks.__name__}."):
            importlib.import_module(module.name)
