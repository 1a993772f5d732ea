package dev.provisioning.kms.service.cli.migrate;

import java.io.IOException;

/** Hears of a run as it goes. Called by several threads at once. */
public interface Observer {
  /**
   * One more file or line is done.
   *
   * @param tally the counts so far
   */
  void done(Tally tally);

  /**
   * One could not be moved; it is as it was.
   *
   * @param place the path or the number of the line
   * @param trouble why
   * @throws IOException if that cannot be written down, which ends the run
   */
  void failed(Place place, Trouble trouble) throws IOException;

  /**
   * One in a backend's own format was left.
   *
   * @param place the path or the number of the line
   * @param kind its format
   * @throws IOException if that cannot be written down, which ends the run
   */
  void left(Place place, Kind kind) throws IOException;
}
