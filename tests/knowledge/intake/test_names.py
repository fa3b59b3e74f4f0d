"""What a file is called: a label, whatever was sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatapp.knowledge.intake.names import LONGEST, clean


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("travel.md", "travel.md"),
        ("Hand book/Über uns.pdf", "Hand book/Über uns.pdf"),
        ("../../etc/passwd", "etc/passwd"),
        ("/absolute//path.txt", "absolute/path.txt"),
        ("C:\\Users\\bob\\x.docx", "Users/bob/x.docx"),
        ("a\x00b\n.txt", "ab.txt"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("x" * 300 + ".pdf", "x" * 180 + ".pdf"),
    ],
)
def test_a_name_keeps_its_folders_and_loses_its_tricks(sent: str, kept: str) -> None:
    assert clean(sent) == kept


@given(st.text())
def test_every_name_is_one_that_can_be_kept(sent: str) -> None:
    name = clean(sent)
    assert 0 < len(name) <= LONGEST
    assert ".." not in name.split("/")
    assert "\x00" not in name
    assert clean(name) == name
