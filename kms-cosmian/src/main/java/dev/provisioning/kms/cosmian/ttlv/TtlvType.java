package dev.provisioning.kms.cosmian.ttlv;

/** The names of KMIP's types that the server uses. */
final class TtlvType {
  static final String STRUCTURE = "Structure";
  static final String INTEGER = "Integer";
  static final String LONG_INTEGER = "LongInteger";
  static final String ENUMERATION = "Enumeration";
  static final String BOOLEAN = "Boolean";
  static final String TEXT_STRING = "TextString";
  static final String BYTE_STRING = "ByteString";
  static final String DATE_TIME = "DateTime";

  private TtlvType() {}
}
