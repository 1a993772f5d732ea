/** The commands, one class each, and what they share: options, input, errors. */
package dev.provisioning.kms.service.cli;
