"""The doors the desk goes through, and the values they give. No other module of the desk imports the workflow."""

from workflow.definition.places import DefinitionError, Fault
from workflow.engine.case import PublicStatus, Supplement
from workflow.engine.events import SupplementItem
from workflow.engine.permission import DIRECTOR, SUPERVISOR
from workflow.service.applicant import supplement
from workflow.service.assignments import claim, reassign, release, transfer
from workflow.service.attachments import Attachment
from workflow.service.catalogue import Entry, Sector, drawn, entries, entry, printed, sectors, sectors_of
from workflow.service.deciding import ask_supplement, decide, save_draft
from workflow.service.describing import Described, NoSuchProcedure, described
from workflow.service.errors import Conflict, Invalid, NotFound, NotPermitted, NotSignedIn, Refused, Rejected
from workflow.service.incidents import incidents, retry, skip
from workflow.service.office import Office
from workflow.service.papers import document, paper, public_document
from workflow.service.people import colleagues, delegate, delegations, officer, revoke, sign_in
from workflow.service.queueing import queue
from workflow.service.rehearsing import Rehearsal, Settings, rehearse
from workflow.service.reporting import Broken, Flow, Line, Report, report_for
from workflow.service.results import result_file
from workflow.service.searching import search
from workflow.service.supervising import apologise, correct_result, resume, suspend
from workflow.service.tracking import document_by_sha256, track, verification
from workflow.service.trying import NotTried
from workflow.service.viewing import dossier
from workflow.service.views import (
    AssignmentView,
    DossierView,
    OfficerView,
    PublicDocument,
    PublicView,
    QueueRow,
    Urgency,
)
from workflow.service.walk_views import Acted, Asked, Done, Stop, WalkView, view_of
from workflow.service.walks import (
    Beginning,
    Walk,
    begin_walk,
    beginnings,
    end_walk,
    form_to_fill,
    go_on,
    save_walk,
    take_back,
    walk,
    walked_paper,
)
from workflow.service.workbench import (
    DESIGNER,
    Examined,
    Item,
    Picture,
    Workbench,
    bundle,
    discard,
    examine,
    files,
    form_of,
    keep,
    name_in_folder,
    picture,
    shelf,
    text_of,
    title_of,
)

__all__ = [
    "DESIGNER",
    "DIRECTOR",
    "SUPERVISOR",
    "Acted",
    "Asked",
    "AssignmentView",
    "Attachment",
    "Beginning",
    "Broken",
    "Conflict",
    "DefinitionError",
    "Described",
    "Done",
    "DossierView",
    "Entry",
    "Examined",
    "Fault",
    "Flow",
    "Invalid",
    "Item",
    "Line",
    "NoSuchProcedure",
    "NotFound",
    "NotPermitted",
    "NotSignedIn",
    "NotTried",
    "Office",
    "OfficerView",
    "Picture",
    "PublicDocument",
    "PublicStatus",
    "PublicView",
    "QueueRow",
    "Refused",
    "Rehearsal",
    "Rejected",
    "Report",
    "Sector",
    "Settings",
    "Stop",
    "Supplement",
    "SupplementItem",
    "Urgency",
    "Walk",
    "WalkView",
    "Workbench",
    "apologise",
    "ask_supplement",
    "begin_walk",
    "beginnings",
    "bundle",
    "claim",
    "colleagues",
    "correct_result",
    "decide",
    "delegate",
    "delegations",
    "described",
    "discard",
    "document",
    "document_by_sha256",
    "dossier",
    "drawn",
    "end_walk",
    "entries",
    "entry",
    "examine",
    "files",
    "form_of",
    "form_to_fill",
    "go_on",
    "incidents",
    "keep",
    "name_in_folder",
    "officer",
    "paper",
    "picture",
    "printed",
    "public_document",
    "queue",
    "reassign",
    "rehearse",
    "release",
    "report_for",
    "result_file",
    "resume",
    "retry",
    "revoke",
    "save_draft",
    "save_walk",
    "search",
    "sectors",
    "sectors_of",
    "shelf",
    "sign_in",
    "skip",
    "supplement",
    "suspend",
    "take_back",
    "text_of",
    "title_of",
    "track",
    "transfer",
    "verification",
    "view_of",
    "walk",
    "walked_paper",
]  # fmt: skip
