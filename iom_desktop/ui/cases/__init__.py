"""The case page: the banner that never goes away, the tabs, and the overview."""
