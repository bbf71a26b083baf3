"""Keeps TensorFlow out of memory: Rasa imports it everywhere, the Lotse's pipeline calls it nowhere.

Rasa 3.6 needs TensorFlow only for its own neural models (DIET, TED, ResponseSelector). Importing it takes five seconds
and 350 MiB. Where none of these models is trained or loaded, an empty stand-in does: its names exist, so that Rasa's
modules and classes can be defined, and whoever calls one of them at run time gets an ImportError that says why.
"""

import importlib.abc
import importlib.machinery
import sys
import tarfile
from abc import ABCMeta
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

NEURAL = ("DIETClassifier", "TEDPolicy", "UnexpecTEDIntentPolicy", "ResponseSelector")
PACKAGES = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")


class _StandInType(ABCMeta):
    """A class whose every attribute is another such class, so that type hints and base classes can be written."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return _stand_in(f"{cls.__name__}.{name}")


class _StandIn(metaclass=_StandInType):
    """Stands for anything in TensorFlow; as a decorator it returns what it decorates."""

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        if arguments and callable(arguments[0]):
            return arguments[0]
        return super().__new__(cls)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        pass

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        if arguments and callable(arguments[0]):
            return arguments[0]
        raise ImportError("TensorFlow ist hier nicht geladen (bot/without_tensorflow.py).")


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(name)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] not in PACKAGES:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def _stand_in(name: str) -> type:
    return _StandInType(name.rpartition(".")[2], (_StandIn,), {})


def leave_out_tensorflow() -> None:
    """Must be called before Rasa is imported; does nothing when TensorFlow is loaded already."""
    if "tensorflow" not in sys.modules and not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def config_needs_tensorflow(config: Path) -> bool:
    """Returns whether a pipeline or policy list names one of Rasa's neural models.

    Args:
        config: a file like config.yml.
    """
    return any(name in config.read_text(encoding="utf-8") for name in NEURAL)


def model_needs_tensorflow(model: Path) -> bool:
    """Returns whether a trained model holds one of Rasa's neural models; True when that cannot be read.

    Args:
        model: a file that Rasa's training wrote.
    """
    try:
        with tarfile.open(model) as archive:
            metadata = archive.extractfile("metadata.json")
            schema = metadata.read().decode("utf-8") if metadata else ""
    except (OSError, KeyError, tarfile.TarError):
        return True
    return any(name in schema for name in NEURAL)
