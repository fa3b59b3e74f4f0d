"""A document's table of contents has its sections, with the anchors of their passages."""

from chatapp.knowledge.outline import outline


def test_sections_are_listed_without_the_title_and_without_what_is_inside_them() -> None:
    source = "# Guide\n\n## Keys\n\n### Lost\n\ntext\n\n## Doors\n\ntext\n\n## Keys\n\ntext\n"
    assert outline(source) == [("Keys", "keys"), ("Doors", "doors"), ("Keys", "keys-1")]


def test_sections_of_any_level_count_if_they_are_the_outermost() -> None:
    assert outline("# A\n\n#### B\n\n##### C\n\n#### D") == [("B", "b"), ("D", "d")]


def test_a_document_without_sections_has_none() -> None:
    assert outline("# Only a title\n\ntext") == outline("text") == outline("") == []
