/**
 * For tests of applications: a key-management service in memory, with scripted failures and a
 * virtual clock. It is not registered as a provider, so that no typing error opens it in
 * production.
 */
package dev.provisioning.kms.testing;
