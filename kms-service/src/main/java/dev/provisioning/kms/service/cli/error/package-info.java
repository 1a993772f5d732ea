/** What people read when a command fails: one line, never a secret. */
package dev.provisioning.kms.service.cli.error;
