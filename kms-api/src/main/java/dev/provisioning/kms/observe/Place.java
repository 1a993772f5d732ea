package dev.provisioning.kms.observe;

import java.nio.file.Path;

/** Where a line stands: its file, and its number counted from 1. */
record Place(Path file, long line) {}
