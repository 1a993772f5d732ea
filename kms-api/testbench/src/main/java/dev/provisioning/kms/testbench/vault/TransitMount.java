package dev.provisioning.kms.testbench.vault;

import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** A Transit secrets engine. */
final class TransitMount implements Mount {
  private static final Pattern NAME = Pattern.compile("\\w(([\\w.-]+)?\\w)?");
  private final ReentrantLock lock = new ReentrantLock();
  private final TransitKeys keys;
  private final TransitCrypt crypt;

  TransitMount(VaultProfile profile, TestClock clock) {
    this.keys = new TransitKeys(profile, clock);
    this.crypt = new TransitCrypt(profile, keys);
  }

  @Override
  public String type() {
    return "transit";
  }

  /** Only encrypt asks whether its key exists; every other write counts as an update. */
  @Override
  public boolean creates(String path) {
    lock.lock();
    try {
      String[] parts = path.split("/", -1);
      return parts.length == 2 && parts[0].equals("encrypt") && keys.find(parts[1]).isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Answer handle(Call call) {
    lock.lock();
    try {
      return route(call, call.path().split("/", -1));
    } finally {
      lock.unlock();
    }
  }

  private Answer route(Call call, String[] parts) {
    if (call.path().equals("config/keys")) {
      return keys.settings(call);
    }
    if (parts[0].equals("keys")) {
      return key(call, parts);
    }
    boolean dataKey = parts[0].equals("datakey");
    if (parts.length != (dataKey ? 3 : 2) || !NAME.matcher(parts[parts.length - 1]).matches()) {
      throw Refusal.unsupportedPath();
    }
    String name = parts[1];
    return switch (parts[0]) {
      case "encrypt" -> crypt.encrypt(written(call), name);
      case "decrypt" -> crypt.decrypt(written(call), name);
      case "rewrap" -> crypt.rewrap(written(call), name);
      case "datakey" -> crypt.dataKey(written(call), name, parts[2]);
      default -> throw Refusal.unsupportedPath();
    };
  }

  private static Call written(Call call) {
    call.must(Call.Operation.WRITE);
    return call;
  }

  private Answer key(Call call, String[] parts) {
    if (parts.length == 1 || (parts.length == 2 && parts[1].isEmpty())) {
      call.must(Call.Operation.LIST);
      return keys.list();
    }
    String name = parts[1];
    if (!NAME.matcher(name).matches() || parts.length > 3) {
      throw Refusal.unsupportedPath();
    }
    if (parts.length == 2) {
      call.params().only();
      return switch (call.operation()) {
        case READ -> keys.read(name);
        case WRITE -> keys.create(call, name);
        case DELETE -> keys.delete(name);
        case LIST -> throw Refusal.unsupportedOperation();
      };
    }
    return switch (parts[2]) {
      case "rotate" -> {
        written(call);
        yield keys.rotate(name);
      }
      case "config" -> keys.configure(written(call), name);
      case "trim" -> keys.trim(written(call), name);
      default -> throw Refusal.unsupportedPath();
    };
  }
}
