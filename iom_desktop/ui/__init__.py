"""The window: pages, dialogs and the widgets they share. PySide6 lives here and in ``app``."""
