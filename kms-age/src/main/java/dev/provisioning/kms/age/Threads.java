package dev.provisioning.kms.age;

/** The number of workers of one call. */
final class Threads {
  private static final int MAX = 64;

  private Threads() {}

  static int check(int threads) {
    if (threads < 1 || threads > MAX) {
      throw new IllegalArgumentException("1 to " + MAX + " threads are possible");
    }
    return threads;
  }
}
