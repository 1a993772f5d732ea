/** Which configuration a command uses, and opening it. */
package dev.provisioning.kms.service.cli.source;
