"""Who may import what."""

from typing import Final

from wisselwerk.transfer.models import ImportKind

PERMISSIONS: Final = {
    ImportKind.EXPERTS: "experts.import_experts",
    ImportKind.IATI: "programmes.import_projects",
}
