"""Prints how messages are understood, one JSON object a line: `python -m bot.parse MODEL texts.txt [--explain]`."""

import json
import sys
from pathlib import Path

from bot.quiet import quiet


def main(arguments: list[str]) -> int:
    """Reads one message a line and prints one JSON object a line, in order; returns the exit code."""
    explain = "--explain" in arguments
    files = [argument for argument in arguments if argument != "--explain"]
    if len(files) != 2 or not files[1]:
        print("Aufruf: make parse FILE=texte.txt", file=sys.stderr)
        return 2
    model, texts = map(Path, files)
    if not texts.is_file():
        print(f"Die Datei {texts} gibt es nicht.", file=sys.stderr)
        return 2
    quiet()
    from bot.parser import Parser, summary

    parser = Parser(model)
    for text in texts.read_text(encoding="utf-8", errors="replace").splitlines():
        print(json.dumps(summary(parser.parse(text), explain), ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
