package assay.peers;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/** A line of tokens, checked and cut at single spaces; the tokens are slices of the line. */
final class TokenLine {
  private static final int MAX_TOKEN_BYTES = 240;

  private TokenLine() {}

  static List<BytesRef> split(byte[] line) throws BadLine {
    List<BytesRef> tokens = new ArrayList<>();
    if (line.length == 0) {
      return tokens;
    }
    check(line);
    int from = 0;
    for (int at = 0; at <= line.length; at++) {
      if (at == line.length || line[at] == ' ') {
        tokens.add(token(line, from, at));
        from = at + 1;
      }
    }
    return tokens;
  }

  private static BytesRef token(byte[] line, int from, int to) throws BadLine {
    if (from == to) {
      throw new BadLine("empty token at byte " + from);
    }
    if (to - from > MAX_TOKEN_BYTES) {
      throw new BadLine("token over " + MAX_TOKEN_BYTES + " bytes at byte " + from);
    }
    return new BytesRef(line, from, to - from);
  }

  private static void check(byte[] line) throws BadLine {
    boolean ascii = true;
    for (int at = 0; at < line.length; at++) {
      if (line[at] >= 0 && line[at] < ' ') {
        throw new BadLine("control character at byte " + at);
      }
      ascii &= line[at] >= 0;
    }
    if (!ascii) {
      checkUtf8(line);
    }
  }

  private static void checkUtf8(byte[] line) throws BadLine {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    try {
      decoder.decode(ByteBuffer.wrap(line));
    } catch (CharacterCodingException e) {
      throw new BadLine("not UTF-8", e);
    }
  }
}
