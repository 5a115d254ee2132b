"""What only a project on a PostgreSQL server has: connections, logins with few rights, copies."""
