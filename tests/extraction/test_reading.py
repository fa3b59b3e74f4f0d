"""The text of files, read by the real child process."""

import tracemalloc
from contextlib import suppress
from pathlib import Path

import anyio
import psutil
import pytest

from chatapp.extraction.child import SECONDS
from chatapp.extraction.errors import ExtractionError, Reason
from chatapp.extraction.extracted import Extracted, Page
from chatapp.extraction.reading import text_of
from tests.timeouts import TIMEOUT

from . import samples
from .unnamed import unnamed_files

pytestmark = pytest.mark.anyio

MAIL = """From: Ann <ann@example.org>
To: bob@example.org
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/html; charset=utf-8

<p>The <b>budget</b> is open.</p><script>alert(1)</script>
--x
Content-Type: application/pdf
Content-Disposition: attachment; filename="plan.pdf"

nothing
--x--
"""


async def _read(folder: Path, name: str, content: bytes, seconds: int = SECONDS) -> Extracted:
    path = folder / "content"
    path.write_bytes(content)
    async with text_of(path, name, seconds) as text:
        return await text.extracted()


async def _refusal(folder: Path, name: str, content: bytes, seconds: int = SECONDS) -> ExtractionError:
    with pytest.raises(ExtractionError) as caught:
        await _read(folder, name, content, seconds)
    return caught.value


def _workers() -> list[psutil.Process]:
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if "chatapp.extraction.worker" in child.cmdline():
                found.append(child)
    return found


def _being_read() -> int:
    found = 0
    for worker in _workers():
        # One that was killed has none any more.
        with suppress(psutil.Error):
            found += len(worker.children())
    return found


async def test_a_pdf_has_numbered_pages_and_says_which_are_pictures(tmp_path: Path) -> None:
    found = await _read(tmp_path, "Plan.pdf", samples.pdf("Half the budget", "", "", "The other half", ""))
    assert [page.number for page in found.pages] == [1, 2, 3, 4, 5]
    assert "Half the budget" in found.pages[0].text
    assert found.pages[1] == Page(2, "")
    assert found.notes == ("Pages 2-3, 5 are pictures: no text can be read there.",)
    assert (found.title, found.media_type) == ("Plan", "application/pdf")


async def test_a_scan_is_said_to_be_one(tmp_path: Path) -> None:
    found = await _read(tmp_path, "scan.pdf", samples.pdf("", ""))
    assert found.notes == ("This is a scan: its pages are pictures, and no text can be read from them.",)
    assert found.text == ""


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.docx", samples.docx("Leave", "Thirty days."), "# Leave\n\nThirty days."),
        ("b.xlsx", samples.xlsx([["Item", "Cost"], ["Desk", "120"]]), "| Item | Cost |\n| --- | --- |\n| Desk | 120 |"),
        ("c.epub", samples.epub("Call me."), "# One\n\nCall me."),
        ("d.csv", "Ort;Höhe\nUlm;478 | m\n".encode("latin-1"), "| Ort | Höhe |\n| --- | --- |\n| Ulm | 478 \\| m |"),
        ("e.txt", "Zwölf\r\nBoxkämpfer".encode("utf-16"), "Zwölf\nBoxkämpfer"),
        ("f.py", b"print('x')\n", "print('x')\n"),
        ("g.html", b"<title>House</title><h2>Rules</h2><script>evil()</script><p>Be kind.</p>", "## Rules\n\nBe kind."),
        ("rule.html", b"<hr><p>One.</p><hr><p>Two.</p>", "---\n\nOne.\n\n---\n\nTwo."),
        ("h.ipynb", samples.notebook("1 + 1", "2"), "# Study\nof numbers\n\n```python\n1 + 1\n```\n\n```text\n2\n```"),
        ("i.eml", MAIL.encode(), "# Grüße\n\n- From: Ann <ann@example.org>\n- To: bob@example.org\n\n"
            "The **budget** is open.\n\nAttached:\n- plan.pdf"),
    ],
)  # fmt: skip
async def test_each_format_becomes_markdown(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    found = await _read(tmp_path, name, content)
    assert found.text == expected
    assert found.notes == ()


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("page.html", b"<title>Rules of the house</title><p>x</p>", "Rules of the house"),
        ("mail.eml", MAIL.encode(), "Grüße"),
        ("../../etc/notes.txt", b"x", "notes"),
    ],
)
async def test_the_title_is_the_files_own_or_its_name(
    tmp_path: Path, name: str, content: bytes, title: str
) -> None:
    assert (await _read(tmp_path, name, content)).title == title


@pytest.mark.parametrize(
    ("name", "content", "reason", "sentence"),
    [
        ("a.zip", samples.archive(x=b"1"), Reason.UNSUPPORTED, "“a.zip” is a zip archive: its text cannot be read."),
        ("b.pdf", b"%PDF-1.4\nnothing", Reason.DAMAGED, "“b.pdf” is damaged, or not a PDF: it cannot be read."),
        ("c.docx", samples.archive(x=b"1"), Reason.DAMAGED,
            "“c.docx” is damaged, or not a Word document: it cannot be read."),
        ("d.ipynb", b"{}", Reason.DAMAGED, "“d.ipynb” is damaged, or not a Jupyter notebook: it cannot be read."),
        ("e.bin", b"\0\1\2", Reason.UNSUPPORTED, "“e.bin” is a file of an unknown type: its text cannot be read."),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_said_in_words(
    tmp_path: Path, name: str, content: bytes, reason: Reason, sentence: str
) -> None:
    error = await _refusal(tmp_path, name, content)
    assert (error.reason, str(error)) == (reason, sentence)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        # A hundred kilobytes that become a hundred megabytes.
        ("bomb.docx", samples.docx_bomb(100_000_000)),
        ("many.docx", samples.archive(**{f"word/{number}": b"" for number in range(5_001)})),
        ("deep.html", b"<div>" * 200_000 + b"x"),
    ],
    ids=["bomb", "many entries", "deep"],
)
async def test_what_unpacks_to_very_much_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    error = await _refusal(tmp_path, name, content)
    assert error.reason is Reason.COMPLEX
    assert str(error) == f"“{name}” is too complex to be read: it needs too much memory."


async def test_a_child_that_runs_out_of_memory_dies_alone(tmp_path: Path) -> None:
    error = await _refusal(tmp_path, "bomb.pdf", samples.pdf_bomb(100_000_000))
    assert error.reason in (Reason.COMPLEX, Reason.SLOW)
    assert "half" in (await _read(tmp_path, "good.pdf", samples.pdf("half"))).text


async def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    error = await _refusal(tmp_path, "long.csv", b"a,b,c\n" * 4_000_000, seconds=0)
    assert (error.reason, str(error)) == (
        Reason.SLOW,
        "“long.csv” is too complex to be read: it took too long.",
    )


async def test_a_table_of_a_million_columns_is_cut_and_says_so(tmp_path: Path) -> None:
    found = await _read(tmp_path, "wide.csv", b"x," * 1_000_000 + b"\n" + b"1," * 1_000_000)
    assert found.notes == ("Only the first 50,000 rows and 200 columns were read.",)
    assert len(found.text) < 3_000


async def test_many_rows_of_a_million_columns_take_no_more_memory_than_one(tmp_path: Path) -> None:
    found = await _read(tmp_path, "wide.csv", (b"11," * 1_000_000 + b"\n") * 16)
    assert found.notes == ("Only the first 50,000 rows and 200 columns were read.",)
    assert found.text.count("\n") == 16


async def test_a_pdf_with_a_script_is_read_and_its_script_is_not(tmp_path: Path) -> None:
    script = b"<< /S /JavaScript /JS (app.alert\\('gotcha'\\); this.submitForm\\('http://127.0.0.1/'\\);) >>"
    shell = b"<< /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>"
    for action in (script, shell):
        acts = b"/OpenAction %b /AA << /WC %b >> /Names << /JavaScript << /Names [(x) %b] >> >>" % (
            (action,) * 3
        )
        found = await _read(tmp_path, "acting.pdf", samples.pdf("The picnic is in June.", catalog=acts))
        assert (found.text, found.notes) == ("The picnic is in June.", ())


async def test_an_entity_of_another_file_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the vault's code")
    head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
    try:
        text = (await _read(tmp_path, "x.docx", samples.docx("Title", "&e;", prolog=head))).text
    except ExtractionError as error:
        text = str(error)
    assert "vault" not in text


async def test_a_child_knows_nothing_of_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "charset_normalizer.py").write_text("raise SystemExit('taken over')")
    assert (await _read(tmp_path, "a.txt", "grün".encode("latin-1"))).text


async def test_a_long_text_is_not_in_memory_until_it_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "content"
    path.write_bytes(b"Some words of a book. " * 250_000)
    tracemalloc.start()
    try:
        async with text_of(path, "book.txt", SECONDS) as text:
            waiting, _ = tracemalloc.get_traced_memory()
            extracted = await text.extracted()
            wanted, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert text.size > len(extracted.text) > 5_000_000
    assert waiting < 2_500_000 < 5_000_000 < wanted


async def test_what_was_read_for_one_who_went_away_is_gone_from_the_disk(tmp_path: Path) -> None:
    (tmp_path / "content").write_bytes(b"Some words of a book. " * 250_000)
    before = len(unnamed_files())
    for patience in (0.0, 0.02, 0.05, 0.1):
        with anyio.move_on_after(patience):
            async with text_of(tmp_path / "content", "book.txt", SECONDS):
                await anyio.sleep_forever()
    with anyio.fail_after(TIMEOUT):
        while len(unnamed_files()) > before:  # noqa: ASYNC110
            await anyio.sleep(0.01)


async def test_whose_reader_went_away_is_killed(tmp_path: Path) -> None:
    content = b"a,b,c\n" * 4_000_000
    with anyio.fail_after(TIMEOUT):
        async with anyio.create_task_group() as reading:
            reading.start_soon(_read, tmp_path, "long.csv", content, 600)
            while not _being_read():  # noqa: ASYNC110
                await anyio.sleep(0.01)
            reading.cancel_scope.cancel()
    with anyio.fail_after(TIMEOUT):
        while _being_read():  # noqa: ASYNC110
            await anyio.sleep(0.05)


async def test_one_process_reads_many_files_and_each_in_a_fork_of_its_own(tmp_path: Path) -> None:
    await _read(tmp_path, "a.txt", b"one")
    before = {worker.pid for worker in _workers()}
    assert [(await _read(tmp_path, "a.txt", b"%d" % number)).text for number in range(3)] == ["0", "1", "2"]
    assert {worker.pid for worker in _workers()} == before
    assert not _being_read()


async def test_a_worker_that_was_killed_between_two_files_is_replaced(tmp_path: Path) -> None:
    await _read(tmp_path, "a.txt", b"one")
    for worker in _workers():
        worker.kill()
        worker.wait(TIMEOUT)
    assert (await _read(tmp_path, "a.txt", b"two")).text == "two"


def test_the_vendors_service_is_never_asked() -> None:
    sources = Path(__file__).parents[2].joinpath("chatapp/extraction/formats").glob("*.py")
    called = "".join(path.read_text() for path in sources).replace("`ocr`", "")
    assert "ocr_enabled=False" in called
    assert "ocr=" not in called
