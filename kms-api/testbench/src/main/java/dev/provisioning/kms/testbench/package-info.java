/** Real servers and their stand-ins, started and stopped by tests. */
@NullMarked
package dev.provisioning.kms.testbench;

import org.jspecify.annotations.NullMarked;
