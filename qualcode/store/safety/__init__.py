"""What keeps a project whole: checks, backups, snapshots, encryption, erasure."""
