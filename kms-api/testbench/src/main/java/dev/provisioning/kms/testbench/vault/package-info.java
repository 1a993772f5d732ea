/**
 * Vault for tests: the real server, a stand-in for it in this JVM, and one administrator for both.
 */
@NullMarked
package dev.provisioning.kms.testbench.vault;

import org.jspecify.annotations.NullMarked;
