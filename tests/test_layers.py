"""The layers of the house: imports, relations of rows and dependencies of migrations point down only."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parent.parent / "chatapp"
MANUAL = ROOT.parent / "docs" / "development.md"

# Package or file -> what it may import of ours, besides itself.
LAYERS: dict[str, set[str]] = {
    "embedded": set(),
    "environment": set(),
    "lines": set(),
    "logs": set(),
    "markdown": set(),
    "querysets": set(),
    "extraction": set(),
    "fetching": set(),
    "jobs": set(),
    "wire": set(),
    "upstream": {"markdown", "wire"},
    "accounts": {"lines"},
    "files": set(),
    "providers": {"accounts", "upstream", "wire"},
    "usage": {"accounts", "providers", "wire"},
    "knowledge": {
        "accounts",
        "extraction",
        "fetching",
        "files",
        "jobs",
        "lines",
        "markdown",
        "providers",
        "querysets",
        "upstream",
        "usage",
        "wire",
    },
    "tools": {"accounts", "knowledge", "markdown", "wire"},
    "assistants": {"accounts", "providers", "knowledge", "querysets", "tools", "wire"},
    "prompts": {"accounts"},
    "conversations": {
        "accounts",
        "assistants",
        "extraction",
        "files",
        "knowledge",
        "lines",
        "markdown",
        "providers",
        "querysets",
        "wire",
    },
    "completions": {"accounts", "providers", "conversations", "usage", "wire"},
    "shares": {"accounts", "conversations", "wire"},
}
ROWS = set(LAYERS) - {"embedded", "environment", "lines", "logs", "markdown", "querysets"}
# What the admin's pages of all apps share; an app's own `admin` stands beside its rows, and above this.
LAYERS["backoffice"] = {"accounts"}
ADMIN_ALSO = {"backoffice"}
LAYERS["turns"] = ROWS | {"logs"}
LAYERS["exchange"] = ROWS | {"turns"}
LAYERS["wiring"] = ROWS | {"turns"}
LAYERS["live"] = LAYERS["api"] = ROWS | {"logs", "turns", "wiring"}
LAYERS["web"] = LAYERS["live"] | {"embedded", "environment", "exchange", "lines"}
LAYERS["review"] = ROWS | {"backoffice"}
COMPOSITION = {"settings", "urls", "asgi", "checks"}

# Folder that is divided -> its parts from the lowest, `*` for all other files of it. No import in it points up.
PARTS: dict[str, tuple[str, ...]] = {
    "wire": ("errors", "json", "types", "schema", "request", "answer", "stream", "accumulate", "normalize"),
    "extraction": (
        "errors",
        "extracted",
        "media_types",
        "limits",
        "formats",
        "worker",
        "workers",
        "child",
        "*",
    ),
    "upstream": ("*", "builtin", "scripted"),
    "upstream/scripted": ("scripts", "*"),
    "accounts": ("errors", "crypto", "models", "*", "team", "signals", "admin", "apps"),
    "providers": ("known", "*", "prices", "admin"),
    "usage": ("*", "sums", "admin"),
    "knowledge": (
        "errors",
        "models",
        "*",
        "results",
        "gaps",
        "keeping",
        "intake",
        "sources",
        "admin",
        "apps",
    ),
    "conversations": ("fields", "models", "search", "*", "attachments", "keeping", "store", "admin"),
    "completions": ("*", "stored", "listing", "view", "admin"),
    "backoffice": ("*", "formats"),
    "backoffice/formats": ("en",),
    "turns": ("errors", "state", "runtime", "metrics", "calls", "store", "events", "engine"),
    "exchange": (
        "apps",
        "errors",
        "file_names",
        "document",
        "models",
        "tree",
        "selection",
        "writers",
        "readers",
        "imports",
    ),
    "api": ("http", "openapi", "v1", "application"),
    "web": (
        "apps",
        "product",
        "installable",
        "vendor",
        "bundle",
        "boot",
        "backup",
        "import_worker",
        "server",
        "middleware",
        "accounts",
        "documents",
        "document_search",
        "assistants",
        "prompts",
        "chat",
        "activity",
        "shares",
        "exchange",
        "templatetags",
        "management",
        "urls",
    ),
    "web/management": ("commands",),
    "review": (
        "words",
        "names",
        "models",
        "page",
        "charts",
        "breakdown",
        "overview",
        "calls",
        "reconciliation",
        "digest",
        "apps",
        "*",
        "templatetags",
    ),
}
MOST_FILES = 15


def test_imports_point_down_only() -> None:
    arrows = [
        f"{path.relative_to(ROOT)} imports {target}"
        for path in sorted(ROOT.rglob("*.py"))
        for target in _imports(path)
        if not _allowed(_room(path), target) and not (_is_admin(path) and target in ADMIN_ALSO)
    ]
    assert arrows == []


def test_nobody_imports_an_admin_but_the_admin() -> None:
    arrows = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted(ROOT.rglob("*.py"))
        if not _is_admin(path)
        for name in _names(ast.parse(path.read_text()), _module(path))
        if name.startswith("chatapp.") and name.split(".")[2:3] == ["admin"]
    ]
    assert arrows == []


def test_every_room_has_a_place_in_the_table() -> None:
    rooms = {_room(path) for path in ROOT.rglob("*.py")} - {"__init__"}
    assert rooms <= set(LAYERS) | COMPOSITION


def test_the_manual_shows_the_same_table() -> None:
    everything = {"all rooms with rows": ROWS, "nothing": set[str]()}
    shown: dict[str, set[str]] = {}
    for room, allowed in re.findall(r"^\| `(\w+)` \|.*\| (.+) \|$", MANUAL.read_text(), re.MULTILINE):
        words = [rooms for phrase, rooms in everything.items() if phrase in allowed]
        shown[room] = set(re.findall(r"`(\w+)`", allowed)).union(*words)
    assert shown == LAYERS


def test_imports_inside_a_folder_point_down_only() -> None:
    arrows = [
        f"{path.relative_to(ROOT)} imports {name}"
        for folder in PARTS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
        for name in _names(ast.parse(path.read_text()), _module(path))
        if _height(folder, name.split(".")[1:]) > _height(folder, _module(path)[1:]) >= 0
    ]
    assert arrows == []


def test_every_divided_folder_names_its_parts_in_their_order() -> None:
    divided = {folder.parent.relative_to(ROOT).as_posix() for folder in _folders()} - {"."}
    assert divided == set(PARTS)
    unplaced = [
        path.relative_to(ROOT).as_posix()
        for folder, parts in PARTS.items()
        for path in (ROOT / folder).iterdir()
        if (path in _folders() or path.suffix == ".py") and path.stem not in {*parts, "__init__"}
        if "*" not in parts or path.is_dir()
    ]
    assert unplaced == []


def test_no_folder_has_more_than_fifteen_files() -> None:
    counts = {
        folder.relative_to(ROOT).as_posix(): len(list(folder.glob("[!_]*.py"))) for folder in _folders()
    }
    assert {folder: files for folder, files in counts.items() if files > MOST_FILES} == {}


def test_the_manual_shows_the_same_parts() -> None:
    rows = re.findall(r"^\| `([\w/]+)` \| ([^|]+) \|$", MANUAL.read_text(), re.MULTILINE)
    assert {folder: tuple(re.findall(r"`([\w*]+)`", parts)) for folder, parts in rows} == PARTS


def test_the_manual_names_only_what_exists() -> None:
    text = MANUAL.read_text()
    named = set(re.findall(r"`([\w./-]+\.(?:py|js|md|yaml|toml|lock|json))`", text))
    named |= {name.replace(".", "/") for name in re.findall(r"\b((?:bench|chatapp|tests)(?:\.\w+)+)`", text)}
    for picture in re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for room, files in re.findall(r"([\w/]+): ([\w/]+(?:, [\w/]+)*)", picture):
            named |= {f"chatapp/{room}/{file}.py" for file in files.split(", ")}
    there = {f"/{path.relative_to(MANUAL.parents[1]).as_posix()}" for path in _named_files()}
    there |= {path.removesuffix(".py") for path in there} | {
        path.removesuffix("/__main__.py") for path in there
    }
    assert len(named) > 80
    assert [name for name in sorted(named) if not any(path.endswith(f"/{name}") for path in there)] == []


def test_the_table_has_no_circles() -> None:
    seen: set[str] = set()
    while ready := {room for room, below in LAYERS.items() if below <= seen} - seen:
        seen |= ready
    assert seen == set(LAYERS)


def test_relations_of_rows_point_down_only() -> None:
    arrows = [
        f"{model._meta.label}.{field.name} points to {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type)
        if (source := _owner(model)) and (target := _owner(field.related_model))
        if not _allowed(source, target)
    ]
    assert arrows == []


def test_migrations_depend_downwards_only() -> None:
    rooms = {
        config.label: config.name.split(".")[1] for config in apps.get_app_configs() if _ours(config.name)
    }
    arrows = [
        f"{label}.{name} depends on {other}"
        for (label, name), migration in MigrationLoader(None).disk_migrations.items()
        for other, _ in [*migration.dependencies, *((label, "") for _ in migration.run_before)]
        if label in rooms and other in rooms and not _allowed(rooms[label], rooms[other])
    ]
    assert arrows == []


def test_a_new_arrow_up_would_be_seen() -> None:
    inside = "def late():\n    from ..turns import runner\n"
    assert list(_names(ast.parse(inside), ["chatapp", "wire", "sse"])) == ["chatapp.turns.runner"]
    assert not _allowed("wire", "turns")
    assert _height("wire", ["wire", "json", "path"]) < _height("wire", ["wire", "normalize", "stream"])


def _allowed(source: str, target: str) -> bool:
    return source == target or source in COMPOSITION or target in LAYERS.get(source, set())


def _named_files() -> Iterator[Path]:
    """All files that the manual may name."""
    top = MANUAL.parents[1]
    yield from (path for path in top.iterdir() if path.is_file())
    for folder in ("bench", "chatapp", "deploy", "docs", "static", "tests"):
        yield from (path for path in (top / folder).rglob("*") if "node_modules" not in path.parts)


def _folders() -> list[Path]:
    """All folders of modules below the package, but migrations."""
    return sorted({path.parent for path in ROOT.rglob("*.py")} - {ROOT, *ROOT.glob("*/migrations")})


def _height(folder: str, words: list[str]) -> int:
    """How high in a folder a module lies (`wire.json.path` as words); -1 where it is not in the folder's parts."""
    above = folder.split("/")
    if words[: len(above)] != above or len(words) == len(above):
        return -1
    parts, name = PARTS[folder], words[len(above)]
    if name in parts:
        return parts.index(name)
    return parts.index("*") if "*" in parts else -1


def _room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def _module(path: Path) -> list[str]:
    return ["chatapp", *path.relative_to(ROOT).with_suffix("").parts]


def _is_admin(path: Path) -> bool:
    return path.relative_to(ROOT).parts[1:2] in (("admin",), ("admin.py",))


def _imports(path: Path) -> Iterator[str]:
    """The rooms that a file names, wherever in it the import stands."""
    for name in _names(ast.parse(path.read_text()), _module(path)):
        parts = name.split(".")
        if parts[0] == "chatapp" and len(parts) > 1:
            yield parts[1]


def _names(tree: ast.AST, module: list[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = module[: len(module) - node.level] if node.level else []
            origin = ".".join([*base, *((node.module or "").split(".") if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def _owner(model: type) -> str | None:
    return model.__module__.split(".")[1] if _ours(model.__module__) else None


def _ours(name: str) -> bool:
    return name.startswith("chatapp.") and name.split(".")[1] in LAYERS
