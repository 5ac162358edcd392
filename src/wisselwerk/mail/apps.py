from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "wisselwerk.mail"

    def ready(self) -> None:
        from wisselwerk.mail import tasks  # noqa: F401  # registers the jobs
