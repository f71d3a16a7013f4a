package assay.peers;

/** A line that breaks the rules of the protocol; the message says which. */
final class BadLine extends Exception {
  private static final long serialVersionUID = 1L;

  BadLine(String message) {
    super(message);
  }

  BadLine(String message, Throwable cause) {
    super(message, cause);
  }
}
