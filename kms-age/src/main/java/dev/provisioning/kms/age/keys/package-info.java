/** Key texts: which kind a text is, and the lines of identity and recipients files. */
package dev.provisioning.kms.age.keys;
