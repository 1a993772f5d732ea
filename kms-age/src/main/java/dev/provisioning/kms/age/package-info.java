/**
 * The age v1 file format: encrypt to recipients, decrypt with identities, inspect, rewrap.
 *
 * <p>{@link dev.provisioning.kms.age.Age} is the entry point.
 */
package dev.provisioning.kms.age;
