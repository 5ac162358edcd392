"""An import in the browser, from choosing the file to what happened; with and without JavaScript."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from cast import Cast
from transfer.sheets import DUTCH, person, write_text
from transfer.test_runs import IATI
from wisselwerk.experts.models import Expert
from wisselwerk.programmes.models import Project
from wisselwerk.transfer import runs
from wisselwerk.transfer.models import ImportKind, ImportRun, ImportStatus
from wisselwerk.web.views import imports

HTMX = {"HTTP_HX_REQUEST": "true"}
OUTSIDERS = ["bob", "charlie", "coordinator", "employer", "partner", "country_team", "privacy_officer"]

Post = Callable[..., Any]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def post(django_capture_on_commit_callbacks: Any) -> Post:
    """Posts a form and does the work that it leaves for the background."""

    def send(client: Client, address: str, data: dict[str, Any]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, data)

    return send


@pytest.fixture
def upload(post: Post) -> Callable[..., ImportRun]:
    """Uploads a file in the browser and gives the run that came of it."""

    def send(client: Client, file: SimpleUploadedFile, kind: str = "experts") -> ImportRun:
        response = post(client, reverse("web:import-new"), {"kind": kind, "file": file})
        assert response.status_code == 302, response.context["form"].errors
        run = ImportRun.objects.latest("pk")
        assert response.headers["Location"] == reverse("web:import-run", args=[run.pk])
        return run

    return send


def file_of(folder: Path, *people: tuple[str, ...]) -> SimpleUploadedFile:
    return SimpleUploadedFile("mensen.csv", write_text(folder, [DUTCH, *people]).read_bytes())


def good(folder: Path) -> SimpleUploadedFile:
    return file_of(folder, person(), person("Eva", "eva@example.org"))


def mixed(folder: Path) -> SimpleUploadedFile:
    return file_of(folder, person(), person("Bo", "geen adres"))


def page_of(client: Client, run: ImportRun, **headers: str) -> str:
    response = client.get(reverse("web:import-run", args=[run.pk]), **headers)
    assert response.status_code == 200
    content: str = response.content.decode()
    return content


def test_the_whole_way_from_file_to_people(cast: Cast, tmp_path: Path, signed_in: Any, upload: Any, post: Post) -> None:
    client = signed_in(cast.alice)
    assert "No imports yet" in client.get(reverse("web:imports")).content.decode()
    run = upload(client, good(tmp_path))
    preview = page_of(client, run)
    for words in ("No faults found", "Jan Jansen", "Eva", "Import everything", "2 profiles have no day of consent"):
        assert words in preview, words
    assert "Import the good rows only" not in preview
    assert Expert.objects.count() == 0
    response = post(client, reverse("web:import-run", args=[run.pk]), {"decision": "all"})
    assert response.status_code == 302
    result = page_of(client, run)
    assert "Everything in the file is stored." in result
    assert "Jan Jansen" not in result
    assert sorted(Expert.objects.values_list("name", flat=True)) == ["Eva", "Jan Jansen"]
    assert "mensen.csv" in client.get(reverse("web:imports")).content.decode()


def test_a_file_with_faults_offers_the_good_rows_only(
    cast: Cast, tmp_path: Path, signed_in: Any, upload: Any, post: Post
) -> None:
    client = signed_in(cast.administrator)
    run = upload(client, mixed(tmp_path))
    preview = page_of(client, run)
    for words in ("Some rows have faults", "This is not an e-mail address.", "geen adres", "Import the good rows only"):
        assert words in preview, words
    assert "Import everything" not in preview
    post(client, reverse("web:import-run", args=[run.pk]), {"decision": "all"})
    assert Expert.objects.count() == 0
    post(client, reverse("web:import-run", args=[run.pk]), {"decision": "good"})
    assert "1 row with faults was left out." in page_of(client, run)
    assert Expert.objects.get().name == "Jan Jansen"


def test_a_file_without_any_good_row_can_not_be_imported(
    cast: Cast, tmp_path: Path, signed_in: Any, upload: Any
) -> None:
    client = signed_in(cast.alice)
    preview = page_of(client, upload(client, file_of(tmp_path, person("Bo", "geen adres"))))
    assert "Nothing in this file can be imported" in preview
    assert "Do not import" in preview
    assert 'value="good"' not in preview
    assert 'value="all"' not in preview


def test_an_import_can_be_cancelled(cast: Cast, tmp_path: Path, signed_in: Any, upload: Any, post: Post) -> None:
    client = signed_in(cast.alice)
    run = upload(client, good(tmp_path))
    response = post(client, reverse("web:import-run", args=[run.pk]), {"decision": "cancel"})
    assert response.headers["Location"] == reverse("web:imports")
    assert "This import was cancelled" in page_of(client, run)
    assert Expert.objects.count() == 0
    response = post(client, reverse("web:import-run", args=[run.pk]), {"decision": "all"})
    assert "Somebody decided on this import already." in client.get(response.headers["Location"]).content.decode()
    assert Expert.objects.count() == 0


def test_a_file_that_can_not_be_read_says_why(cast: Cast, tmp_path: Path, signed_in: Any, upload: Any) -> None:
    client = signed_in(cast.alice)
    run = upload(client, SimpleUploadedFile("telefoon.csv", b"Naam;Telefoon\nJan;06"))
    page = page_of(client, run)
    assert "This file was not imported" in page
    assert "These columns are missing" in page
    assert "Choose another file" in page


def test_projects_of_an_iati_file_come_in_the_same_way(cast: Cast, signed_in: Any, upload: Any, post: Post) -> None:
    client = signed_in(cast.alice)
    run = upload(client, SimpleUploadedFile("activities.xml", IATI), kind="iati")
    preview = page_of(client, run)
    for words in ("Street lights", "XX-1-A", "Rwanda", "Import everything"):
        assert words in preview, words
    post(client, reverse("web:import-run", args=[run.pk]), {"decision": "all"})
    assert "To the projects" in page_of(client, run)
    assert Project.objects.count() == 1


# ── waiting ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def busy(cast: Cast, tmp_path: Path) -> ImportRun:
    """A run on which the work has not begun, as with a queue."""
    return runs.start_check(by=cast.alice, kind="experts", file=good(tmp_path), language="en")


def test_while_it_is_busy_the_page_asks_again_by_itself_or_by_a_link(
    cast: Cast, signed_in: Any, busy: ImportRun
) -> None:
    page = page_of(signed_in(cast.alice), busy)
    address = reverse("web:import-run", args=[busy.pk])
    assert f'hx-get="{address}"' in page
    assert f'<noscript><p><a class="utrecht-link utrecht-link--html-a" href="{address}">Look again' in page


def test_htmx_gets_the_progress_alone_and_the_whole_page_when_it_is_done(
    cast: Cast, signed_in: Any, busy: ImportRun
) -> None:
    client = signed_in(cast.alice)
    runs._progress_writer(busy)(3, 8)
    part = page_of(client, busy, **HTMX)
    assert "<html" not in part
    assert 'value="3" max="8"' in part
    runs.check_run.call(busy.pk, cast.alice.pk)
    response = client.get(reverse("web:import-run", args=[busy.pk]), **HTMX)
    assert response.headers["HX-Refresh"] == "true"


def test_the_page_asks_when_the_length_is_not_known_yet(cast: Cast, signed_in: Any, busy: ImportRun) -> None:
    assert '<progress class="ww-progress__bar"></progress>' in page_of(signed_in(cast.alice), busy)


# ── the report ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_report_by_row_can_be_taken_along(cast: Cast, tmp_path: Path, signed_in: Any, upload: Any) -> None:
    client = signed_in(cast.alice)
    run = upload(client, mixed(tmp_path))
    response = client.get(reverse("web:import-run", args=[run.pk]), {"export": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [
        ["Row", "What happened", "Column", "Value", "Kind of remark", "Remark"],
        ["3", "With faults", "E-mail", "geen adres", "Fault", "This is not an e-mail address."],
        ["2", "New", "", "", "", ""],
    ]
    response = client.get(reverse("web:import-run", args=[run.pk]), {"export": "xlsx"})
    assert load_workbook(io.BytesIO(response.content)).worksheets[0]["A2"].value == 3


def test_remarks_come_fifty_on_a_page(cast: Cast, tmp_path: Path, signed_in: Any, upload: Any) -> None:
    client = signed_in(cast.alice)
    run = upload(client, file_of(tmp_path, *(person(f"P{number}", f"fout {number}") for number in range(60))))
    address = reverse("web:import-run", args=[run.pk])
    assert len(client.get(address).context["problems"]) == 50
    assert len(client.get(address, {"page": 2}).context["problems"]) == 10


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_list(
    cast: Cast, tmp_path: Path, signed_in: Any, django_assert_num_queries: Any, count: int
) -> None:
    for _number in range(count):
        runs.start_check(by=cast.alice, kind="experts", file=good(tmp_path), language="en")
    client = signed_in(cast.alice)
    with django_assert_num_queries(8):
        response = client.get(reverse("web:imports"))
    assert len(response.context["rows"]) == count


# ── the template ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("lang", "heading"), [("nl", "Sleutel"), ("en", "Key"), ("fr", "Key"), ("ar", "Key")])
def test_the_template_is_in_the_language_of_the_page(cast: Cast, signed_in: Any, lang: str, heading: str) -> None:
    with translation.override(lang):
        response = signed_in(cast.alice).get(reverse("web:import-template"))
    assert load_workbook(io.BytesIO(response.content)).worksheets[0]["A1"].value == heading


# ── who, and what ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_see_nothing_and_upload_nothing(
    cast: Cast, tmp_path: Path, signed_in: Any, busy: ImportRun, who: str
) -> None:
    client = signed_in(getattr(cast, who))
    for name in ("imports", "import-new", "import-template"):
        assert client.get(reverse(f"web:{name}")).status_code == 403, name
    address = reverse("web:import-run", args=[busy.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, {"decision": "cancel"}).status_code == 403
    response = client.post(reverse("web:import-new"), {"kind": "experts", "file": good(tmp_path)})
    assert response.status_code == 403
    assert ImportRun.objects.count() == 1


def test_visitors_sign_in_first(cast: Cast, client: Client, tmp_path: Path, busy: ImportRun) -> None:
    for address in (
        reverse("web:imports"),
        reverse("web:import-new"),
        reverse("web:import-template"),
        reverse("web:import-run", args=[busy.pk]),
    ):
        assert client.get(address).headers["Location"].startswith(reverse("account_login"))
    response = client.post(reverse("web:import-new"), {"kind": "experts", "file": good(tmp_path)})
    assert response.status_code == 302
    assert ImportRun.objects.count() == 1


def test_a_file_of_the_wrong_kind_is_refused_in_the_form(cast: Cast, tmp_path: Path, signed_in: Any) -> None:
    client = signed_in(cast.alice)
    response = client.post(reverse("web:import-new"), {"kind": "iati", "file": good(tmp_path)})
    assert response.context["form"].errors == {"file": ["This is not an IATI file with activities."]}
    response = client.post(reverse("web:import-new"), {"kind": "experts", "file": SimpleUploadedFile("a.csv", b"")})
    assert response.context["form"].errors == {"file": ["This file is empty."]}
    response = client.post(reverse("web:import-new"), {"kind": "everything"})
    assert set(response.context["form"].errors) == {"kind", "file"}


def test_something_far_too_large_is_refused_before_it_is_read(
    cast: Cast, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LARGEST", dict.fromkeys(ImportKind, 10))
    monkeypatch.setattr(imports, "FORM_ROOM", 100)
    monkeypatch.delattr(imports, "_take_upload")
    data = {"kind": "experts", "file": SimpleUploadedFile("a.csv", b"x" * 200)}
    response = signed_in(cast.alice).post(reverse("web:import-new"), data)
    assert response.status_code == 413
    assert "This file is too large." in response.content.decode()


def test_a_form_from_another_site_is_refused(cast: Cast, tmp_path: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    data = {"kind": "experts", "file": good(tmp_path)}
    assert client.post(reverse("web:import-new"), data).status_code == 403
    token = client.get(reverse("web:import-new")).context["csrf_token"]
    data = {"kind": "experts", "file": good(tmp_path), "csrfmiddlewaretoken": str(token)}
    assert client.post(reverse("web:import-new"), data).status_code == 302
    assert ImportRun.objects.get().status == ImportStatus.CHECKING


def test_the_kind_can_be_chosen_by_a_link(cast: Cast, signed_in: Any) -> None:
    client = signed_in(cast.alice)
    chosen = [
        client.get(reverse("web:import-new"), {"kind": kind}).context["form"]["kind"].value()
        for kind in ("iati", "experts", "nonsense")
    ]
    assert chosen == ["iati", "experts", "experts"]
