package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.WireRequest;

/** A path and its namespace, which stands in a header, in the path or in both. */
final class NamespacedPath {
  private String namespace = "";
  private String inner;

  NamespacedPath(VaultState state, WireRequest request, String path) {
    this.inner = path;
    if (!state.profile.hasNamespaces()) {
      // The community edition ignores the header.
      return;
    }
    String header = request.header("X-Vault-Namespace").orElse("").replaceAll("^/+|/+$", "");
    namespace = header.equals("root") ? "" : header;
    while (inner.indexOf('/') > 0) {
      String first = inner.substring(0, inner.indexOf('/'));
      String deeper = namespace.isEmpty() ? first : namespace + "/" + first;
      if (!state.hasNamespace(deeper)) {
        break;
      }
      namespace = deeper;
      inner = inner.substring(first.length() + 1);
    }
    if (!state.hasNamespace(namespace)) {
      throw Refusal.of(404, "namespace not found");
    }
  }

  String namespace() {
    return namespace;
  }

  String inner() {
    return inner;
  }

  String full() {
    return namespace.isEmpty() ? inner : namespace + "/" + inner;
  }
}
