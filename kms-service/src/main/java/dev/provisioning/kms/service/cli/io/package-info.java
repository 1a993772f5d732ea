/** Where a command runs: streams, files, and the person at the terminal. */
package dev.provisioning.kms.service.cli.io;
