/** Shows warnings of the libraries as the command line shows its own lines. */
package dev.provisioning.kms.service.log;
