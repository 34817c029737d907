"""The register's pages: agencies, officers and posts, the working calendar, the import."""
