package dev.provisioning.kms.service.cli.io;

import java.io.IOException;

/** Somebody at the terminal. Ask only where {@link Tty} says that there is one. */
public interface Person {
  /**
   * Asks for consent.
   *
   * @param question the question, without the choices
   * @return true for y or yes; everything else is no
   * @throws IOException if the terminal fails
   */
  boolean agrees(String question) throws IOException;

  /**
   * Asks for one line and shows nothing of it.
   *
   * @param prompt what is asked for
   * @return the line without its end, in UTF-8; the caller wipes it
   * @throws IOException if the terminal fails
   */
  byte[] secret(String prompt) throws IOException;
}
