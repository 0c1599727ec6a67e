"""What a person is asked of a document: the pictures to look at, and the sheet to answer in."""
