"""The addresses that watchers of the server ask."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
