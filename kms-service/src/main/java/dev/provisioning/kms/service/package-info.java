/** Where the program starts. */
package dev.provisioning.kms.service;
