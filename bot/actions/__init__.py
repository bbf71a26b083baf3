"""Custom actions: slots in, the directory asked, messages out. One action per file, named as in the domain."""
