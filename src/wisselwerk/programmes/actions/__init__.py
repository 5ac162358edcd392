"""Every write to programmes and projects."""

from wisselwerk.programmes.actions.activities import Saved, save_activities, save_activity
from wisselwerk.programmes.actions.links import link_programmes
from wisselwerk.programmes.actions.organisations import OrganisationBook
from wisselwerk.programmes.actions.programmes import (
    ProgrammeFields,
    create_programme,
    set_in_kind_rate,
    update_programme,
)
from wisselwerk.programmes.actions.projects import ProjectFields, create_project, update_project

__all__ = [
    "OrganisationBook",
    "ProgrammeFields",
    "ProjectFields",
    "Saved",
    "create_programme",
    "create_project",
    "link_programmes",
    "save_activities",
    "save_activity",
    "set_in_kind_rate",
    "update_programme",
    "update_project",
]
