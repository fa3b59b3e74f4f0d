"""The admin's pages of providers, their models and prices."""

from .model import ModelPage
from .provider import ProviderPage

__all__ = ["ModelPage", "ProviderPage"]
