package dev.provisioning.kms.vault.login;

/**
 * A token for one request.
 *
 * @param token the token
 * @param fresh whether it was made for this very request, so that a refusal is a real one
 */
record Use(HeldToken token, boolean fresh) {}
