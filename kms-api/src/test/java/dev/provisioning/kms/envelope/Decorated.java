package dev.provisioning.kms.envelope;

import dev.provisioning.kms.KmsClient;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A client of another make that hands on every call, or all but that for envelope keys. */
final class Decorated {
  private Decorated() {}

  static KmsClient of(KmsClient client, boolean withEnvelopeKeys) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.isDefault() && !withEnvelopeKeys) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
          }
          try {
            return method.invoke(client, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (KmsClient)
        Proxy.newProxyInstance(
            KmsClient.class.getClassLoader(), new Class<?>[] {KmsClient.class}, handler);
  }
}
