package assay.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lines of bytes up to a limit, without their newlines. */
final class LineReader {
  private final InputStream input;
  private final int limit;
  private final byte[] block = new byte[1 << 16];
  private int at;
  private int end;

  LineReader(InputStream input, int limit) {
    this.input = input;
    this.limit = limit;
  }

  /** The next line, or null at the end. A line over the limit is read to its end and refused. */
  byte[] next() throws IOException, BadLine {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    boolean any = false;
    boolean tooLong = false;
    while (at < end || fill()) {
      any = true;
      int from = at;
      while (at < end && block[at] != '\n') {
        at++;
      }
      tooLong |= line.size() + (at - from) > limit;
      if (!tooLong) {
        line.write(block, from, at - from);
      }
      if (at < end) {
        at++;
        break;
      }
    }
    if (tooLong) {
      throw new BadLine("line over " + limit + " bytes");
    }
    return any ? line.toByteArray() : null;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, input.read(block, 0, block.length));
    return end > 0;
  }
}
