package assay.peers;

import java.util.LinkedHashSet;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/** One request of the line protocol. k is 0 where only a count is wanted. */
record Request(Match match, int k, boolean counted, List<BytesRef> terms) {
  static final int MAX_BYTES = 65536;
  private static final int MAX_K = 10000;
  private static final int MAX_TERMS = 1000;

  enum Match {
    ANY,
    ALL,
    PHRASE
  }

  private record Operation(Match match, boolean ranked, boolean counted) {}

  static Request parse(byte[] line) throws BadLine {
    List<BytesRef> tokens = TokenLine.split(line);
    if (tokens.size() < 3) {
      throw new BadLine("a request is: OP K TERM ...");
    }
    Operation operation = operation(tokens.get(0).utf8ToString());
    int k = number(tokens.get(1).utf8ToString(), operation.ranked ? 1 : 0);
    List<BytesRef> terms = tokens.subList(2, tokens.size());
    if (terms.size() > MAX_TERMS) {
      throw new BadLine("over " + MAX_TERMS + " terms");
    }
    if (operation.match != Match.PHRASE) {
      terms = List.copyOf(new LinkedHashSet<>(terms));
    }
    return new Request(operation.match, operation.ranked ? k : 0, operation.counted, terms);
  }

  private static Operation operation(String name) throws BadLine {
    return switch (name) {
      case "or" -> new Operation(Match.ANY, true, false);
      case "and" -> new Operation(Match.ALL, true, false);
      case "phrase" -> new Operation(Match.PHRASE, true, false);
      case "or_count" -> new Operation(Match.ANY, true, true);
      case "count_or" -> new Operation(Match.ANY, false, true);
      case "count_and" -> new Operation(Match.ALL, false, true);
      case "count_phrase" -> new Operation(Match.PHRASE, false, true);
      default -> throw new BadLine("unknown operation '" + name + "'");
    };
  }

  private static int number(String digits, int least) throws BadLine {
    int value = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
    if (value < least || value > MAX_K) {
      throw new BadLine("K is not a number from " + least + " to " + MAX_K);
    }
    return value;
  }
}
