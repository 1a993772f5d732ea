/** How a token is come by, kept alive, replaced and given back. */
package dev.provisioning.kms.vault.login;
