"""Every write to exchanges and what belongs to them."""

from wisselwerk.exchanges.actions.advance import (
    AdvanceData,
    draw_advance_consent,
    give_advance_consent,
    revoke_advance_consent,
)
from wisselwerk.exchanges.actions.answering import (
    accept,
    ask_about_invitation,
    decline,
    propose_dates,
    put_forward,
    reply_about_invitation,
    say_not_now,
)
from wisselwerk.exchanges.actions.approving import (
    approve_people,
    ask_approval,
    give_opinion,
    open_proposal,
)
from wisselwerk.exchanges.actions.calendar_feed import (
    renew_calendar_feed,
)
from wisselwerk.exchanges.actions.certificates import (
    renew_certificate,
    revoke_certificate,
)
from wisselwerk.exchanges.actions.consenting import (
    ConsentData,
    answer_consent,
    ask_consent,
    refuse_consent,
    revoke_consent,
)
from wisselwerk.exchanges.actions.conversation import (
    add_document,
    remove_document,
    write_remark,
)
from wisselwerk.exchanges.actions.costs import (
    CostData,
    HoursData,
    confirm_planned_hours,
    plan_hours,
    record_cost,
    record_hours,
    remove_cost,
    remove_hours,
)
from wisselwerk.exchanges.actions.editing import (
    update_exchange,
)
from wisselwerk.exchanges.actions.editing_terms import (
    edit_terms,
)
from wisselwerk.exchanges.actions.exporting import (
    export_exchanges,
)
from wisselwerk.exchanges.actions.inviting import (
    Invitee,
    invite,
    send_again,
    withdraw_invitation,
)
from wisselwerk.exchanges.actions.lessons import (
    LessonData,
    publish_lesson,
    return_lesson,
    submit_lesson,
    update_lesson,
    withdraw_lesson,
    write_lesson,
)
from wisselwerk.exchanges.actions.moving import (
    move_on,
)
from wisselwerk.exchanges.actions.outcomes import (
    give_evaluation,
    report_follow_up,
)
from wisselwerk.exchanges.actions.people import (
    withdraw_participation,
)
from wisselwerk.exchanges.actions.planning import (
    ExchangeData,
    plan_exchange,
)
from wisselwerk.exchanges.actions.quotes import (
    answer_quote,
    ask_quote,
    remove_quote,
)
from wisselwerk.exchanges.actions.safety import (
    note_travel_advice,
    sign_off,
    write_local_context,
)
from wisselwerk.exchanges.actions.scheduling import (
    SessionData,
    add_session,
    cancel_session,
    hold_session,
    reschedule,
    update_session,
)
from wisselwerk.exchanges.actions.terms import (
    agree_terms,
    start_terms,
)
from wisselwerk.exchanges.actions.ticking import (
    add_item,
    change_item,
    remove_item,
    skip_item,
    tick_item,
    untick_item,
    update_checklist,
)
from wisselwerk.exchanges.actions.trips import (
    TripData,
    update_dossier,
)

__all__ = [
    "AdvanceData",
    "ConsentData",
    "CostData",
    "ExchangeData",
    "HoursData",
    "Invitee",
    "LessonData",
    "SessionData",
    "TripData",
    "accept",
    "add_document",
    "add_item",
    "add_session",
    "agree_terms",
    "answer_consent",
    "answer_quote",
    "approve_people",
    "ask_about_invitation",
    "ask_approval",
    "ask_consent",
    "ask_quote",
    "cancel_session",
    "change_item",
    "confirm_planned_hours",
    "decline",
    "draw_advance_consent",
    "edit_terms",
    "export_exchanges",
    "give_advance_consent",
    "give_evaluation",
    "give_opinion",
    "hold_session",
    "invite",
    "move_on",
    "note_travel_advice",
    "open_proposal",
    "plan_exchange",
    "plan_hours",
    "propose_dates",
    "publish_lesson",
    "put_forward",
    "record_cost",
    "record_hours",
    "refuse_consent",
    "remove_cost",
    "remove_document",
    "remove_hours",
    "remove_item",
    "remove_quote",
    "renew_calendar_feed",
    "renew_certificate",
    "reply_about_invitation",
    "report_follow_up",
    "reschedule",
    "return_lesson",
    "revoke_advance_consent",
    "revoke_certificate",
    "revoke_consent",
    "say_not_now",
    "send_again",
    "sign_off",
    "skip_item",
    "start_terms",
    "submit_lesson",
    "tick_item",
    "untick_item",
    "update_checklist",
    "update_dossier",
    "update_exchange",
    "update_lesson",
    "update_session",
    "withdraw_invitation",
    "withdraw_lesson",
    "withdraw_participation",
    "write_lesson",
    "write_local_context",
    "write_remark",
]
