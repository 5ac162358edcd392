"""The life of an exchange: invitation, employer's consent, terms, preparation, sessions, evaluation, lessons."""
