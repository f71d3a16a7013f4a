package assay.peers;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.Version;

/** Lucene as a peer: {@code lucene build TOKENS_FILE INDEX_DIR}, {@code lucene serve INDEX_DIR}. */
public final class Main {
  private static final int PROTOCOL = 1;
  private static final int MAX_DOCUMENT_BYTES = 256 << 20;
  private static final byte[] QUIT = "QUIT".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WARM = "WARM".getBytes(StandardCharsets.US_ASCII);

  private static final boolean CPU_CLOCK = "cpu".equals(System.getenv("PEERS_CLOCK"));
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Main() {}

  private static long now() {
    return CPU_CLOCK ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
  }

  private static long folderBytes(Path folder, boolean read) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.filter(Files::isRegularFile).toList();
    }
    long bytes = 0;
    for (Path file : files) {
      if (read) {
        try (InputStream input = Files.newInputStream(file)) {
          bytes += input.transferTo(OutputStream.nullOutputStream());
        }
      } else {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private static void build(Path tokens, Path folder, PrintStream out)
      throws IOException, BadLine {
    try (InputStream input = Files.newInputStream(tokens)) {
      Files.createDirectories(folder);
      try (Stream<Path> entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new IOException(folder + ": not empty");
        }
      }
      long start = System.nanoTime();
      long documents = Builder.build(new LineReader(input, MAX_DOCUMENT_BYTES), folder);
      double seconds = (System.nanoTime() - start) * 1e-9;
      out.printf(
          Locale.ROOT,
          "{\"engine\":\"lucene\",\"version\":\"%s\",\"documents\":%d,\"seconds\":%.3f,"
              + "\"bytes\":%d}%n",
          Version.LATEST,
          documents,
          seconds,
          folderBytes(folder, false));
    }
  }

  private static String format(Searcher.Answer answer, long timeNs) {
    long count = answer.count() < 0 ? answer.hits().length : answer.count();
    StringBuilder text = new StringBuilder().append(timeNs).append(' ').append(count);
    for (ScoreDoc hit : answer.hits()) {
      text.append(' ').append(hit.doc).append(':');
      text.append(String.format(Locale.ROOT, "%.8e", hit.score));
    }
    return text.toString();
  }

  private static String answer(Searcher searcher, byte[] line) throws BadLine, IOException {
    Request request = Request.parse(line);
    long start = now();
    Searcher.Answer answer = searcher.search(request);
    return format(answer, now() - start);
  }

  /** The answer to the next line, or null when there is no more to answer. */
  private static String respond(Searcher searcher, Path folder, LineReader lines)
      throws IOException {
    try {
      byte[] line = lines.next();
      if (line == null || Arrays.equals(line, QUIT)) {
        return null;
      }
      if (Arrays.equals(line, WARM)) {
        return "OK " + folderBytes(folder, true);
      }
      return answer(searcher, line);
    } catch (BadLine | RuntimeException e) {
      return "ERROR " + String.valueOf(e.getMessage()).replaceAll("[\\r\\n]+", " ");
    }
  }

  private static void serve(Path folder, PrintStream out) throws IOException {
    try (Searcher searcher = new Searcher(folder)) {
      out.printf(
          Locale.ROOT,
          "{\"protocol\":%d,\"engine\":\"lucene\",\"version\":\"%s\",\"documents\":%d,"
              + "\"formula\":\"lucene\",\"scale\":2.2,\"phrase\":\"summed-idf\","
              + "\"clock\":\"%s\"}%n",
          PROTOCOL,
          Version.LATEST,
          searcher.documents(),
          CPU_CLOCK ? "cpu" : "wall");
      out.flush();
      LineReader lines = new LineReader(System.in, Request.MAX_BYTES);
      for (String text; (text = respond(searcher, folder, lines)) != null; ) {
        out.print(text);
        out.print('\n');
        out.flush();
      }
    }
  }

  private static int run(String[] words, PrintStream out) throws IOException, BadLine {
    if (words.length == 3 && words[0].equals("build")) {
      build(Path.of(words[1]), Path.of(words[2]), out);
    } else if (words.length == 2 && words[0].equals("serve")) {
      serve(Path.of(words[1]), out);
    } else {
      System.err.println(
          "usage: lucene build TOKENS_FILE INDEX_DIR\n       lucene serve INDEX_DIR");
      return 2;
    }
    out.flush();
    return out.checkError() ? 1 : 0;
  }

  public static void main(String[] words) {
    PrintStream out =
        new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
    int status = 1;
    try {
      status = run(words, out);
    } catch (IOException | BadLine | RuntimeException e) {
      System.err.println("lucene: " + e);
    }
    System.exit(status);
  }
}
