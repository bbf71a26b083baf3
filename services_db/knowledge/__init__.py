"""What is known beside contacts: guides, amounts and letters, each sentence with its source."""
