"""The access report: who needed a service, who reached it, and why the others did not."""
