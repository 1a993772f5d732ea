/**
 * The little JSON that commands read and write. Written by hand: one flat object of strings in, a
 * few members out; a JSON library would cost more start-up time than the whole command.
 */
package dev.provisioning.kms.service.cli.json;
