package dev.provisioning.kms.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;

/** Something that seals and opens, under one key and bound to one context. */
interface Peer {
  byte[] seal(byte[] plaintext) throws GeneralSecurityException, IOException;

  byte[] open(byte[] sealed) throws GeneralSecurityException, IOException;

  void seal(InputStream in, OutputStream out) throws GeneralSecurityException, IOException;

  void open(InputStream in, OutputStream out) throws GeneralSecurityException, IOException;
}
