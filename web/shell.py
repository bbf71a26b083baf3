"""A test dialogue in the terminal: what a citizen would read, over the same HTTP contract."""

from typing import Any

import httpx2


def talk(url: str) -> None:
    """Talks until the input ends or "ende" is typed.

    Args:
        url: of the running gateway.
    """
    with httpx2.Client(base_url=url, timeout=30, trust_env=False) as client:
        reply = client.post("/api/conversations", json={}).json()
        headers = {"Authorization": f"Bearer {reply['token']}"}
        buttons = show(reply["messages"])
        while True:
            try:
                said = input("\nSie: ").strip()
            except EOFError:
                break
            if said.lower() in {"ende", "exit", "quit"}:
                break
            chosen = int(said) - 1 if said.isdigit() and 0 < int(said) <= len(buttons) else None
            body = {"text": said} if chosen is None else {"payload": buttons[chosen]["payload"]}
            answer = client.post("/api/conversations/messages", json=body, headers=headers)
            buttons = show(answer.json()["messages"])
            if answer.status_code == 401:
                break


def show(messages: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Prints messages and returns their buttons, numbered on through all of them."""
    buttons: list[dict[str, str]] = []
    for message in messages:
        print(f"\nLotse: {message['text']}")
        for button in message["buttons"]:
            buttons.append(button)
            print(f"   [{len(buttons)}] {button['title']}")
    return buttons
