/** A real Cosmian KMS, stand-ins for older ones in this JVM, and what prepares both. */
@NullMarked
package dev.provisioning.kms.testbench.cosmian;

import org.jspecify.annotations.NullMarked;
