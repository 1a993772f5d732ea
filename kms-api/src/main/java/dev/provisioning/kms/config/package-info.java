/**
 * How a configuration becomes settings: files, {@code ${}}, sections and URIs. Not exported; {@link
 * dev.provisioning.kms.Kms} is its only user.
 */
package dev.provisioning.kms.config;
