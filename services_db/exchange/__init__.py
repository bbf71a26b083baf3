"""The directory in HSDS's own formats, out and in: tables as CSV (a data package) and nested JSON."""
