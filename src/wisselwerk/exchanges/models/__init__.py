"""What is kept of an exchange, from the first invitation to the last follow-up."""

from wisselwerk.exchanges.models.consents import AdvanceConsent, EmployerConsent, TripDossier
from wisselwerk.exchanges.models.conversation import CalendarFeed, Document, Remark
from wisselwerk.exchanges.models.costs import CostLine, HourLine
from wisselwerk.exchanges.models.exchange import Exchange, Participant, PeopleApproval, Session, SessionSpeaker, Shift
from wisselwerk.exchanges.models.invitations import Invitation, InvitationRemark
from wisselwerk.exchanges.models.outcomes import Certificate, Evaluation, FollowUp, Lesson, LessonQuote
from wisselwerk.exchanges.models.preparation import ChecklistItem, GoDecision, LocalContext
from wisselwerk.exchanges.models.terms import TermsAgreement, TermsVersion

__all__ = [
    "AdvanceConsent",
    "CalendarFeed",
    "Certificate",
    "ChecklistItem",
    "CostLine",
    "Document",
    "EmployerConsent",
    "Evaluation",
    "Exchange",
    "FollowUp",
    "GoDecision",
    "HourLine",
    "Invitation",
    "InvitationRemark",
    "Lesson",
    "LessonQuote",
    "LocalContext",
    "Participant",
    "PeopleApproval",
    "Remark",
    "Session",
    "SessionSpeaker",
    "Shift",
    "TermsAgreement",
    "TermsVersion",
    "TripDossier",
]
