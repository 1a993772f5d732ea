/** The payload as a sequence of chunks, one after the other or several at once. */
package dev.provisioning.kms.age.stream;
