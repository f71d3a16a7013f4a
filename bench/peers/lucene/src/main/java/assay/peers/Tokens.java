package assay.peers;

import java.util.Iterator;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.BytesRef;

/** The tokens of one document after the other, as the bytes they are. */
final class Tokens extends TokenStream {
  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private List<BytesRef> tokens = List.of();
  private Iterator<BytesRef> rest = tokens.iterator();

  void set(List<BytesRef> tokens) {
    this.tokens = tokens;
  }

  @Override
  public void reset() {
    rest = tokens.iterator();
  }

  @Override
  public boolean incrementToken() {
    clearAttributes();
    if (!rest.hasNext()) {
      return false;
    }
    term.setBytesRef(rest.next());
    return true;
  }
}
