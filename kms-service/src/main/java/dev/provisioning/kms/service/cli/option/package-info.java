/** Options that several commands share. */
package dev.provisioning.kms.service.cli.option;
