"""What the door costs a message: through the gateway beside the same request sent to Rasa's channel directly.

`python -m bench.door`: a stand-in answers for Rasa at once and always the same, so that only the door is measured.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2

from services_db.settings import ROOT
from web.launch import free_port
from web.trial import trial_settings
from web.watch import answers

MESSAGES = 1500
WARM_UP = 200
STAND_IN = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

async def answer(request):
    await request.json()
    return JSONResponse([{"recipient_id": "x", "text": "Es geht um Schulden.", "buttons": []}])

app = Starlette(routes=[Route("/webhooks/lotse/messages", answer, methods=["POST"])])
uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
"""
TEXT = "ich hab schulden und weiß nicht weiter, wohne in Alsfeld, was kann ich tun"


def main() -> None:
    """Prints the table."""
    rasa_port, port = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            **trial_settings(Path(folder)),
            "RASA_URL": f"http://127.0.0.1:{rasa_port}",
            "PYTHONPATH": str(ROOT),
        }
        started = [
            subprocess.Popen([sys.executable, "-c", STAND_IN, str(rasa_port)]),
            subprocess.Popen(
                [sys.executable, "-m", "web.serve", "127.0.0.1", str(port)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
            ),
        ]
        try:
            while not answers(f"http://127.0.0.1:{port}/health"):
                time.sleep(0.2)
            direct, through = _measure(f"http://127.0.0.1:{rasa_port}", f"http://127.0.0.1:{port}")
        finally:
            for process in started:
                process.terminate()
                process.wait(timeout=20)
    print("| Weg | Median ms | p95 ms |")
    print("|---|---|---|")
    for name, values in (("direkt an Rasas Kanal", direct), ("durch die Tür", through)):
        print(f"| {name} | {statistics.median(values):.2f} | {sorted(values)[int(len(values) * 0.95)]:.2f} |")
    print(f"| Aufschlag der Tür | {statistics.median(through) - statistics.median(direct):.2f} | |")


def _measure(rasa: str, door: str) -> tuple[list[float], list[float]]:
    direct, through = [], []
    with (
        httpx2.Client(base_url=rasa, trust_env=False) as inside,
        httpx2.Client(base_url=door, trust_env=False) as outside,
    ):
        token = outside.post("/api/conversations", json={}).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        for number in range(MESSAGES + WARM_UP):
            begin = time.perf_counter()
            inside.post("/webhooks/lotse/messages", json={"sender": "x" * 32, "text": TEXT}).raise_for_status()
            middle = time.perf_counter()
            outside.post("/api/conversations/messages", json={"text": TEXT}, headers=headers).raise_for_status()
            end = time.perf_counter()
            if number >= WARM_UP:
                direct.append((middle - begin) * 1000)
                through.append((end - middle) * 1000)
    return direct, through


if __name__ == "__main__":
    main()
