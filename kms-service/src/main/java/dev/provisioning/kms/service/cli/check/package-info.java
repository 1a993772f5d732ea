/** What {@code kms doctor} looks at. */
package dev.provisioning.kms.service.cli.check;
