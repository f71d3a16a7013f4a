package assay.peers;

import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.TotalHits;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;

/** Searches an index of one segment on the calling thread, without Lucene's query cache. */
final class Searcher implements Closeable {
  private static final int COUNT_FREELY = 1; // stop counting, and prune, after the first hit
  private static final int COUNT_ALL = Integer.MAX_VALUE;
  private static final MethodHandle TOTAL = totalHits();

  /** The hits are in order; count is -1 where none was asked for. */
  record Answer(long count, ScoreDoc[] hits) {}

  private final MMapDirectory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;

  Searcher(Path folder) throws IOException {
    directory = new MMapDirectory(folder);
    reader = DirectoryReader.open(directory);
    if (reader.leaves().size() > 1) {
      throw new IOException("the index has several segments");
    }
    searcher = new IndexSearcher(reader);
    searcher.setQueryCache(null);
    searcher.setSimilarity(new BM25Similarity(1.2f, 0.75f));
  }

  int documents() {
    return reader.maxDoc();
  }

  Answer search(Request request) throws IOException {
    Query query = query(request);
    if (request.k() == 0) {
      return new Answer(searcher.count(query), new ScoreDoc[0]);
    }
    int threshold = request.counted() ? COUNT_ALL : COUNT_FREELY;
    TopDocs top =
        searcher.search(query, new TopScoreDocCollectorManager(request.k(), null, threshold));
    return new Answer(request.counted() ? total(top.totalHits) : -1, top.scoreDocs);
  }

  private static Query query(Request request) {
    if (request.match() == Request.Match.PHRASE) {
      return new PhraseQuery(Builder.FIELD, request.terms().toArray(new BytesRef[0]));
    }
    BooleanClause.Occur occur =
        request.match() == Request.Match.ALL
            ? BooleanClause.Occur.MUST
            : BooleanClause.Occur.SHOULD;
    BooleanQuery.Builder clauses = new BooleanQuery.Builder();
    for (BytesRef term : request.terms()) {
      clauses.add(new TermQuery(new Term(Builder.FIELD, term)), occur);
    }
    return clauses.build();
  }

  /** TotalHits is a record since Lucene 10 and has a public field before. */
  private static MethodHandle totalHits() {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    try {
      return TotalHits.class.isRecord()
          ? lookup.findVirtual(TotalHits.class, "value", MethodType.methodType(long.class))
          : lookup.findGetter(TotalHits.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static long total(TotalHits hits) {
    try {
      return (long) TOTAL.invokeExact(hits);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }
}
