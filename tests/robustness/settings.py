"""The settings of a real site, but for passwords that are hashed fast."""

from wisselwerk.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
