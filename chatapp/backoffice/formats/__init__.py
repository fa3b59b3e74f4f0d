"""How moments are written on pages, by language: Django finds these by `FORMAT_MODULE_PATH`."""
