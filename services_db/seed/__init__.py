"""The directory as files: YAML that people keep, checked by `schema` and written to the database by `load`."""
