"""The plan of a case: the page, its goals, its versions and its agreement."""
