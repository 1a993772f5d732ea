/**
 * The HTTP transport that every HTTP backend shares: one {@link
 * dev.provisioning.kms.spi.http.HttpTransport} a connection, with the TLS settings, deadlines,
 * bounds and redirect rules of {@link dev.provisioning.kms.spi.http.HttpSettings}.
 */
package dev.provisioning.kms.spi.http;
