"""What is done to a record: the five stations and what they stand on. Knows no Prefect."""
