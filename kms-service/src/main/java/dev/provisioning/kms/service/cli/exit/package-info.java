/** Exit codes, and what the command line itself refuses. */
package dev.provisioning.kms.service.cli.exit;
