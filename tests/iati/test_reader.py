"""Files as a whole: versions, faults, hostile content, size."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from iati.files import activity, bare, document, read, write
from wisselwerk.iati import IatiError, Severity, read_activities


def refusal(path: Path) -> str:
    with pytest.raises(IatiError) as caught:
        read(path)
    assert caught.value.problem.severity is Severity.ERROR
    return str(caught.value).removeprefix(f"{path}:")


@pytest.mark.parametrize("version", ["2.01", "2.02", "2.03"])
def test_every_version_of_the_second_generation_is_read(tmp_path, version):
    activities, problems = read(write(tmp_path / "f.xml", activity(), attributes=f'version="{version}"'))

    assert len(activities) == 1
    assert problems == []


@pytest.mark.parametrize("version", ["1.01", "1.05"])
def test_the_first_generation_is_refused_with_what_to_do(tmp_path, version):
    path = write(tmp_path / "f.xml", activity(), attributes=f'version="{version}"')

    assert refusal(path) == f"2: error: version {version} is not supported: convert the file to 2.03"


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ("", "the file does not say which version of IATI it follows: read as 2.03"),
        ('version="2.9"', "version 2.9 is not known: read as 2.03"),
    ],
)
def test_a_doubtful_version_is_read_with_a_warning(tmp_path, attributes, message):
    activities, problems = read(write(tmp_path / "f.xml", activity(), attributes=attributes))

    assert len(activities) == 1
    assert [(problem.message, problem.line) for problem in problems] == [(message, 2)]


def test_a_file_packed_with_gzip_is_read(tmp_path):
    path = tmp_path / "f.xml.gz"
    path.write_bytes(gzip.compress(document(activity("A"), activity("B")).encode()))

    activities, _ = read(path)

    assert [each.identifier for each in activities] == ["A", "B"]


def test_a_damaged_gzip_file_is_refused(tmp_path):
    path = tmp_path / "f.xml.gz"
    path.write_bytes(gzip.compress(document(activity()).encode())[:-20])

    assert "the file can't be unpacked" in refusal(path)


def test_bad_xml_is_refused_with_line_and_column(tmp_path):
    path = tmp_path / "f.xml"
    path.write_text('<iati-activities version="2.03">\n<iati-activity></iati-activty>\n</iati-activities>')

    assert refusal(path).startswith("2:31: error: the file is not well-formed XML: Opening and ending tag mismatch")


def test_what_stands_before_the_fault_is_handed_out(tmp_path):
    path = tmp_path / "f.xml"
    path.write_text(document(activity("A"), activity("B")).replace("</iati-activities>", "<"))
    stream = read_activities(path, [].append)

    assert [next(stream).identifier, next(stream).identifier] == ["A", "B"]
    with pytest.raises(IatiError):
        next(stream)


@pytest.mark.parametrize("content", ["", "   ", "identifier;title\nA;Light\n", "<iati-activities>", "\x00\x01"])
def test_what_is_no_xml_is_refused(tmp_path, content):
    path = tmp_path / "f.xml"
    path.write_text(content)

    assert "the file is not well-formed XML" in refusal(path)


def test_another_kind_of_file_is_refused(tmp_path):
    path = tmp_path / "f.xml"
    path.write_text('<iati-organisations version="2.03"/>')

    assert refusal(path) == "1: error: this is not a file of IATI activities: it starts with <iati-organisations>"


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "the file can't be opened" in refusal(tmp_path / "missing.xml")


def test_an_encoding_that_does_not_fit_is_refused(tmp_path):
    path = tmp_path / "f.xml"
    path.write_bytes(document(activity("Café")).encode("latin-1"))

    assert "the file is not well-formed XML" in refusal(path)


def test_another_encoding_is_read(tmp_path):
    path = tmp_path / "f.xml"
    path.write_bytes(document(activity("Café")).replace("UTF-8", "ISO-8859-1").encode("latin-1"))

    activities, _ = read(path)

    assert activities[0].identifier == "Café"


class TestHostileFiles:
    def test_entities_are_never_expanded(self, tmp_path):
        levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        path = tmp_path / "f.xml"
        path.write_text(
            f'<!DOCTYPE iati-activities [<!ENTITY l0 "lol">{levels}]>'
            f'<iati-activities version="2.03">{bare("<iati-identifier>&l9;</iati-identifier>")}</iati-activities>'
        )

        assert "document type declaration" in refusal(path)

    def test_no_other_file_is_fetched(self, tmp_path):
        secret = tmp_path / "secret.txt"
        secret.write_text("password")
        path = tmp_path / "f.xml"
        path.write_text(
            f'<!DOCTYPE iati-activities [<!ENTITY secret SYSTEM "{secret.as_uri()}">]>'
            f'<iati-activities version="2.03">{bare("<iati-identifier>&secret;</iati-identifier>")}</iati-activities>'
        )

        assert "document type declaration" in refusal(path)

    def test_a_declaration_without_entities_is_refused_too(self, tmp_path):
        path = tmp_path / "f.xml"
        path.write_text('<!DOCTYPE iati-activities SYSTEM "https://example.org/iati.dtd"><iati-activities/>')

        assert "document type declaration" in refusal(path)

    def test_elements_nested_beyond_reason_are_refused(self, tmp_path):
        path = write(tmp_path / "f.xml", bare("<result>" * 5000 + "</result>" * 5000))

        assert "the file is not well-formed XML" in refusal(path)


def test_an_element_beside_the_activities_is_reported(tmp_path):
    path = write(tmp_path / "f.xml", "<iati-activty/>\n", activity("A"), "<other/>", '<x:own xmlns:x="urn:own"/>')

    activities, problems = read(path)

    assert len(activities) == 1
    assert [(problem.message, problem.line) for problem in problems] == [
        ("<iati-activty> does not belong here and was not read", 3),
        ("<other> does not belong here and was not read", 11),
    ]


def test_a_file_without_activities_gives_none(tmp_path):
    assert read(write(tmp_path / "f.xml")) == ([], [])


def test_lines_are_right_far_into_a_file(tmp_path):
    path = write(tmp_path / "f.xml", "\n" * 70_000, activity(body='\n<activity-date type="1" iso-date="bad"/>'))

    activities, problems = read(path)

    assert activities[0].line == 70_003
    assert problems[0].line == 70_009


class TestDigest:
    def digest(self, path: Path, *activities: str, attributes: str = 'version="2.03"') -> str:
        return read(write(path / "f.xml", *activities, attributes=attributes))[0][-1].digest

    def test_it_is_the_same_wherever_the_activity_stands(self, tmp_path):
        alone = self.digest(tmp_path, activity("A"))
        after_another = self.digest(
            tmp_path,
            activity("B"),
            activity("A"),
            attributes='version="2.03" generated-datetime="2026-01-01T00:00:00Z"',
        )

        assert alone == after_another

    def test_the_order_of_attributes_does_not_matter(self, tmp_path):
        assert self.digest(tmp_path, activity(attributes='xml:lang="en" hierarchy="1"')) == self.digest(
            tmp_path, activity(attributes='hierarchy="1"  xml:lang="en"')
        )

    def test_another_word_anywhere_makes_another(self, tmp_path):
        assert self.digest(tmp_path, activity()) != self.digest(tmp_path, activity(body="<budget-not-read/>"))

    def test_the_language_of_the_file_is_part_of_it(self, tmp_path):
        assert self.digest(tmp_path, activity(attributes="")) != self.digest(
            tmp_path, activity(attributes=""), attributes='version="2.03" xml:lang="fr"'
        )


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "large.xml"
    description = f"<description><narrative>{'Light for the market. ' * 200}</narrative></description>"
    with path.open("w", encoding="utf-8") as file:
        file.write('<iati-activities version="2.03">\n')
        for number in range(5000):
            file.write(activity(f"XM-TEST-1-{number}", description))
        file.write("</iati-activities>")
    assert path.stat().st_size > 20_000_000
    read_so_far = 0

    tracemalloc.start()
    for _each in read_activities(path, [].append):
        read_so_far += 1
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert read_so_far == 5000
    assert peak < 2_000_000
