package dev.provisioning.kms.testbench.vault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code sys}: mounts, login methods, policies, namespaces and the seal, for those with a token.
 */
final class SystemMount implements Mount {
  private final VaultState state;

  SystemMount(VaultState state) {
    this.state = state;
  }

  @Override
  public String type() {
    return "system";
  }

  @Override
  public Answer handle(Call call) {
    String[] parts = call.path().split("/", 3);
    String rest = parts.length < 2 ? "" : call.path().substring(parts[0].length() + 1);
    return switch (parts[0]) {
      case "mounts" -> mount(call, rest, "");
      case "auth" -> mount(call, rest, "auth/");
      case "policies" -> policy(call, parts.length == 3 ? parts[2] : "");
      case "policy" -> policy(call, rest);
      case "namespaces" -> namespace(call, rest);
      case "capabilities-self" -> capabilities(call);
      case "seal" -> {
        call.must(Call.Operation.WRITE);
        state.seal.seal();
        yield Answer.nothing();
      }
      default -> throw Refusal.unsupportedPath();
    };
  }

  private Answer mount(Call call, String path, String prefix) {
    String place = prefix + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    return switch (call.operation()) {
      case WRITE -> {
        Params params = call.params().only("type", "description", "config", "options", "local");
        state.mounts.add(call.namespace(), place, state.made(params.text("type"), prefix));
        yield Answer.nothing();
      }
      case DELETE -> {
        state.mounts.remove(call.namespace(), place);
        yield Answer.nothing();
      }
      default -> throw Refusal.unsupportedOperation();
    };
  }

  private Answer policy(Call call, String name) {
    Params params = call.params().only("policy");
    return switch (call.operation()) {
      case WRITE -> {
        if (params.text("policy").isEmpty()) {
          throw Refusal.bad("'policy' parameter not supplied or empty");
        }
        state.policies.put(call.namespace(), name, params.text("policy"));
        yield Answer.nothing();
      }
      case READ -> {
        Policy policy = state.policies.find(call.namespace(), name).orElseThrow(Refusal::nothing);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", name);
        data.put("policy", policy.text());
        yield Answer.data(data);
      }
      case DELETE -> {
        state.policies.remove(call.namespace(), name);
        yield Answer.nothing();
      }
      case LIST -> throw Refusal.unsupportedOperation();
    };
  }

  private Answer namespace(Call call, String name) {
    if (!state.profile.hasNamespaces()) {
      throw Refusal.unsupportedPath();
    }
    call.must(Call.Operation.WRITE);
    state.addNamespace(call.namespace().isEmpty() ? name : call.namespace() + "/" + name);
    return Answer.data(Map.of("path", name + "/"));
  }

  /** The answer has the paths twice, and a single one under another name too. */
  private Answer capabilities(Call call) {
    call.must(Call.Operation.WRITE);
    Params params = call.params().only("paths", "path");
    List<String> paths = new ArrayList<>(params.texts("paths"));
    paths.addAll(params.texts("path"));
    Map<String, Object> data = new LinkedHashMap<>();
    for (String path : paths) {
      Set<String> capabilities = state.policies.capabilities(call.mustToken(), path);
      data.put(path, List.copyOf(new TreeSet<>(capabilities)));
    }
    if (paths.size() == 1) {
      data.put("capabilities", data.get(paths.get(0)));
    }
    return Answer.twice(data);
  }
}
