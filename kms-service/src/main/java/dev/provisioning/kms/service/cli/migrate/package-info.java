/**
 * Moves many files or lines to one key. Nothing here knows a terminal: what happens is told to an
 * {@link dev.provisioning.kms.service.cli.migrate.Observer}.
 *
 * <p>A run can be repeated, and that alone resumes one that was stopped or killed: what is under
 * the key already names it in its header and is left alone, and no step leaves a file in between.
 * An envelope has its old header or its new one (see {@code kms-api/ENVELOPE.md}); every other file
 * is replaced by a rename. So there is no journal, which could only disagree with the files.
 */
package dev.provisioning.kms.service.cli.migrate;
