"""Every write to needs and shortlists."""

from wisselwerk.needs.actions.asking import (
    NeedData,
    close_need,
    reopen_need,
    save_draft,
    set_theme,
    submit_draft,
    submit_need,
    update_need,
)
from wisselwerk.needs.actions.choosing import choose, withdraw_choice
from wisselwerk.needs.actions.clarifying import ask_clarification, attach_file, clarify, remove_attachment
from wisselwerk.needs.actions.erasing import erase_person
from wisselwerk.needs.actions.shortlisting import (
    SHORTLIST_LENGTH,
    export_shortlist,
    make_shortlist,
    open_shortlist,
    record_shortlist,
    show_people,
)

__all__ = [
    "SHORTLIST_LENGTH",
    "NeedData",
    "ask_clarification",
    "attach_file",
    "choose",
    "clarify",
    "close_need",
    "erase_person",
    "export_shortlist",
    "make_shortlist",
    "open_shortlist",
    "record_shortlist",
    "remove_attachment",
    "reopen_need",
    "save_draft",
    "set_theme",
    "show_people",
    "submit_draft",
    "submit_need",
    "update_need",
    "withdraw_choice",
]
