"""Handlers of Django's and allauth's signals."""
