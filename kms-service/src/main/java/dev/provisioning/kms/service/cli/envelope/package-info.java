/** Envelopes as one line of text. */
package dev.provisioning.kms.service.cli.envelope;
