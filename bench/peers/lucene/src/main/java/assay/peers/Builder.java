package assay.peers;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.MMapDirectory;

/** One field with positions, merged into one segment; document numbers are line numbers. */
final class Builder {
  static final String FIELD = "body";
  private static final double BUFFER_MB = 1024;

  private Builder() {}

  static long build(LineReader lines, Path folder) throws IOException, BadLine {
    try (MMapDirectory directory = new MMapDirectory(folder);
        IndexWriter writer = new IndexWriter(directory, config())) {
      long documents = addAll(lines, writer);
      writer.forceMerge(1);
      writer.commit();
      return documents;
    }
  }

  private static IndexWriterConfig config() {
    LogByteSizeMergePolicy adjacent = new LogByteSizeMergePolicy(); // keeps the order of documents
    adjacent.setNoCFSRatio(0);
    return new IndexWriterConfig(null)
        .setSimilarity(new BM25Similarity(1.2f, 0.75f))
        .setRAMBufferSizeMB(BUFFER_MB)
        .setUseCompoundFile(false)
        .setMergePolicy(adjacent)
        .setMergeScheduler(new SerialMergeScheduler());
  }

  private static long addAll(LineReader lines, IndexWriter writer) throws IOException, BadLine {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    type.freeze();
    Tokens tokens = new Tokens();
    Document document = new Document();
    document.add(new Field(FIELD, tokens, type));
    long number = 0;
    for (byte[] line; (line = lines.next()) != null; ) {
      number++;
      try {
        tokens.set(TokenLine.split(line));
      } catch (BadLine e) {
        throw new BadLine("line " + number + ": " + e.getMessage(), e);
      }
      writer.addDocument(document);
    }
    return number;
  }
}
