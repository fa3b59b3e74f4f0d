"""The browser's modules: what is imported is served."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from chatapp.web import bundle
from chatapp.web.templatetags.modules import RESOLVED, own_modules
from chatapp.web.vendor import FILES, MODULES, VendorFinder

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
IMPORT = re.compile(r'(?:^import (?:[^"]*? from )?|\bimport\()"([^"]+)"', re.MULTILINE)


def test_every_import_is_a_bare_name_of_the_import_map() -> None:
    known = own_modules().keys() | MODULES.keys()
    unknown = {
        (path.name, name)
        for path in SCRIPTS.rglob("*.js")
        for name in IMPORT.findall(path.read_text())
        if name not in known
    }
    assert unknown == set()


def test_every_module_of_the_import_map_is_served() -> None:
    for path in (own_modules() | MODULES).values():
        assert finders.find(path), path


def test_every_module_that_a_template_names_is_an_entry_of_the_bundle() -> None:
    templates = SCRIPTS.parents[1] / "templates"
    named = {
        name
        for path in templates.rglob("*.html")
        for name in re.findall(r'{% module "([^"]+)" %}', path.read_text())
    }
    assert named == {name for group in bundle.ENTRIES for name in group}


def test_the_merged_modules_look_up_no_name_but_those_of_their_import_map() -> None:
    worker = (SCRIPTS / "markdown" / "parser" / "worker.js").read_text()
    listed = set(re.findall(r'"([^"]+)"', re.search(r"MODULES = \[(.*?)\]", worker)[1]))  # type: ignore[index]
    looked_up = {
        name
        for path in SCRIPTS.rglob("*.js")
        for name in re.findall(r'meta\.resolve\("([^"]+)"', path.read_text())
    }
    assert looked_up | listed == set(RESOLVED)


def test_every_third_party_file_is_there() -> None:
    served = {path for path, _ in VendorFinder().list([])}
    for target in FILES.values():
        assert any(path == target or (target.endswith("/") and path.startswith(target)) for path in served), (
            target
        )


def test_every_icon_that_a_template_names_is_drawn() -> None:
    root = SCRIPTS.parents[1]
    drawn = set(re.findall(r'<symbol id="icon-([^"]+)"', (root / "templates" / "_icons.svg").read_text()))
    used = {
        name
        for path in (root / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)" %}', path.read_text())
    }
    assert used <= drawn
