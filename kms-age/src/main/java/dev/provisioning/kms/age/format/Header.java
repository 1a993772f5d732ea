package dev.provisioning.kms.age.format;

import dev.provisioning.kms.age.AgeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** A header: its stanzas, the bytes under its MAC, and the MAC. Immutable. */
public final class Header {
  /** Length of the MAC in bytes. */
  public static final int MAC_BYTES = 32;

  private final List<Stanza> stanzas;
  private final byte[] authenticated;
  private final byte[] mac;

  /**
   * Joins the parts.
   *
   * @param stanzas one or more
   * @param authenticated all bytes from the version line to {@code ---}
   * @param mac 32 bytes
   */
  public Header(List<Stanza> stanzas, byte[] authenticated, byte[] mac) {
    this.stanzas = List.copyOf(stanzas);
    this.authenticated = authenticated.clone();
    this.mac = mac.clone();
  }

  /**
   * Reads a header and leaves the source at the payload nonce.
   *
   * @param source a buffered source: it is read byte by byte
   * @param limits the bounds
   * @return the header, in the grammar and in the rules of the known stanza types
   * @throws AgeException HEADER if it is malformed or out of bounds
   * @throws IOException if the source fails
   */
  public static Header read(InputStream source, Limits limits) throws IOException {
    return new HeaderReader(source, limits).read();
  }

  /**
   * Reads the header at the start of a file in memory.
   *
   * @param file the file in its binary form
   * @param limits the bounds
   * @return the header
   * @throws AgeException HEADER
   */
  public static Header read(byte[] file, Limits limits) throws AgeException {
    try {
      return read(new ByteArrayInputStream(file), limits);
    } catch (AgeException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes stanzas as the bytes that the MAC covers.
   *
   * @param stanzas one or more
   * @return the bytes from the version line to {@code ---}
   */
  public static byte[] authenticatedBytes(List<Stanza> stanzas) {
    return HeaderText.of(stanzas);
  }

  /**
   * Returns the stanzas in the order of the file.
   *
   * @return an immutable list
   */
  public List<Stanza> stanzas() {
    return stanzas;
  }

  /**
   * Returns the bytes under the MAC.
   *
   * @return a copy
   */
  public byte[] authenticated() {
    return authenticated.clone();
  }

  /**
   * Returns the MAC.
   *
   * @return a copy, 32 bytes
   */
  public byte[] mac() {
    return mac.clone();
  }

  /**
   * Returns the whole header.
   *
   * @return the bytes up to and including the line feed after the MAC
   */
  public byte[] encoded() {
    return HeaderText.withMac(authenticated, mac);
  }

  /**
   * Returns where the payload nonce starts.
   *
   * @return the length of {@link #encoded} in bytes
   */
  public int encodedLength() {
    return authenticated.length + HeaderText.MAC_LENGTH;
  }
}
