/**
 * Tests that every backend passes. An author of a backend extends {@link
 * dev.provisioning.kms.testkit.KmsContract} and describes the backend by a {@link
 * dev.provisioning.kms.testkit.KmsUnderTest}.
 */
package dev.provisioning.kms.testkit;
