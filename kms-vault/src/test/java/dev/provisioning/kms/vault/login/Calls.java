package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Requests that a session makes: which tokens they got, and what the server says of those. */
final class Calls implements Function<char[], String> {
  final List<String> tokens = new CopyOnWriteArrayList<>();
  final Set<String> unknown = ConcurrentHashMap.newKeySet();
  final Set<String> denied = ConcurrentHashMap.newKeySet();

  @Override
  public String apply(char[] token) {
    String text = new String(token);
    tokens.add(text);
    if (unknown.contains(text)) {
      throw KmsException.of(ErrorCode.UNAUTHENTICATED, "the server does not know the token");
    }
    if (denied.contains(text)) {
      throw KmsException.of(ErrorCode.ACCESS_DENIED, "the server denies the request");
    }
    return text;
  }
}
