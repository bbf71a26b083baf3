"""Checks and formats German phone numbers, short codes such as 110, 115 and 116 117 included."""

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, shortnumberinfo

HARMONISED = re.compile(r"116\d{3}")
"""Numbers of social value that are the same in all of the EU (Commission Decision 2007/116/EC), e.g. 116 016."""


class InvalidPhoneError(ValueError):
    """The text is no phone number that can be called in Germany."""


def format_phone(text: str) -> str:
    """Returns the number as people read it in Germany, e.g. ``06641 977-0`` or ``116 117``.

    A hyphen before an extension is kept, because the phone library cannot know where a switchboard's extension begins.

    Args:
        text: a number as written in a source.

    Raises:
        InvalidPhoneError: if phonenumbers finds it neither a valid German number nor a valid short code.
    """
    digits = "".join(character for character in text if character.isdigit())
    try:
        number = phonenumbers.parse(text, "DE")
    except phonenumbers.NumberParseException as error:
        raise InvalidPhoneError(f"„{text}“ ist keine Telefonnummer ({error})") from error
    if len(digits) <= 6:
        if not (shortnumberinfo.is_valid_short_number_for_region(number, "DE") or HARMONISED.fullmatch(digits)):
            raise InvalidPhoneError(f"„{text}“ ist keine gültige Kurzwahl in Deutschland")
        return digits if len(digits) == 3 else f"{digits[:3]} {digits[3:]}"
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhoneError(f"„{text}“ ist keine gültige Telefonnummer in Deutschland")
    formatted = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    head, hyphen, extension = text.strip().rpartition("-")
    if hyphen and extension.isdigit() and not digits.startswith("0800"):
        area = formatted.split(" ", 1)[0]
        main = "".join(character for character in head if character.isdigit())
        if main.startswith(area) and len(main) > len(area):
            return f"{area} {main[len(area) :]}-{extension}"
    return formatted
