/** What key files need from a file system: access rules, locks, atomic replacement, stamps. */
package dev.provisioning.kms.age.files;
