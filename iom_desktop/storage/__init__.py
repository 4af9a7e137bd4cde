"""The encrypted store: tables, keys, audit, migrations, backups. SQLAlchemy and SQLCipher live here."""
