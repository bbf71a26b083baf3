import subprocess
import sys
from pathlib import Path

import pytest

from bot.without_tensorflow import config_needs_tensorflow, model_needs_tensorflow

ROOT = Path(__file__).parent.parent.parent


def _run(code: str) -> str:
    start = "from bot.without_tensorflow import leave_out_tensorflow; leave_out_tensorflow(); "
    command = [sys.executable, "-W", "ignore", "-c", start + code]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def test_rasa_loads_without_tensorflow() -> None:
    code = "import rasa.core.agent, sys; print('tensorflow.python' in sys.modules, rasa.core.agent.Agent.__name__)"
    assert _run(code) == "False Agent"


def test_calling_the_stand_in_says_why_it_cannot_work() -> None:
    code = (
        "import tensorflow as tf\n"
        "try:\n    tf.constant()()\nexcept ImportError as error:\n    print('without_tensorflow' in str(error))"
    )
    assert _run(code) == "True"


@pytest.mark.parametrize(("config", "needed"), [("config.yml", False), ("bench/baseline.yml", True)])
def test_only_neural_models_need_it(config: str, needed: bool) -> None:
    assert config_needs_tensorflow(ROOT / config) is needed


def test_a_model_that_cannot_be_read_is_left_to_rasa(tmp_path: Path) -> None:
    broken = tmp_path / "model.tar.gz"
    broken.write_bytes(b"no archive")
    assert model_needs_tensorflow(broken)
