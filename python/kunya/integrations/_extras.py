"""Imports of what only some users have."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["require"]


def require(module: str, extra: str) -> Any:
    """Import a module of a library that kunya does without.

    Raises ImportError with the command that installs it, where it is missing; an error inside the library
    stays what it is.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0]:
            raise
        raise ImportError(
            f'{error.name} is not installed; pip install "kunya[{extra}]" installs it',
            name=error.name,
        ) from error
