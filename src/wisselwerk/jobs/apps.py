from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "wisselwerk.jobs"
