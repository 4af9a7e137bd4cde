"""Required actions on the page of the plan, and the dialogs that change them."""
