"""Builds bot/lookup/given_names.txt and surnames.txt from Faker's lists; run by hand when they have news.

Source: PyPI `Faker` (MIT), its lists of names per country. Names that Faker lacks (Arabic, Kurdish, Persian and
Ukrainian names in Latin letters, German short forms) stand in bot/lookup/more_names.txt, written by hand.

Usage:
    pip install faker
    python scripts/build_names.py bot/lookup
"""

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

COUNTRIES = """de_DE de_AT de_CH de_LU tr_TR pl_PL ro_RO az_AZ hr_HR cs_CZ sk_SK hu_HU it_IT es_ES fr_FR nl_NL pt_PT
sl_SI en_GB en_US en_PK en_IN uk_UA ru_RU bg_BG ar_AA ar_PS fa_IR el_GR""".split()
SURNAMES_OF = "de_DE de_AT de_CH tr_TR pl_PL ro_RO uk_UA ru_RU ar_AA ar_PS fa_IR".split()
GIVEN = ("first_names", "first_names_male", "first_names_female")
SURNAME = ("last_names", "last_names_male", "last_names_female")


def names(countries: list[str], attributes: tuple[str, ...]) -> set[str]:
    """Returns the words of these lists in lower case; a double name counts as its parts."""
    found: set[str] = set()
    for country in countries:
        provider = importlib.import_module(f"faker.providers.person.{country}").Provider
        for attribute in attributes:
            values = getattr(provider, attribute, ())
            found.update(word for value in ([] if isinstance(values, property) else values) for word in _words(value))
    return found


def _words(value: str) -> Iterator[str]:
    return (word for word in re.findall(r"[^\W\d_]+", value.lower()) if len(word) > 2)


def main(folder: Path) -> None:
    """Writes both files, one name a line, sorted."""
    given, surnames = names(COUNTRIES, GIVEN), names(SURNAMES_OF, SURNAME)
    for name, values in (("given_names", given), ("surnames", surnames - given)):
        (folder / f"{name}.txt").write_text("\n".join(sorted(values)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
