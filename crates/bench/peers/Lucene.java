import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.cn.smart.SmartChineseAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.QueryBuilder;
import org.apache.lucene.util.Version;

/**
 * Lucene as a peer: one of its two Chinese analyzers, BM25, a document per passage with its text stored.
 *
 * <p>Arguments: analyzer (smartcn or cjk), threads, passages.jsonl, index folder, output file, then for every query
 * set NAME:MODE:FILE, where MODE is rank (words, any of them) or phrase (the analyzer's words in a row).
 */
public final class Lucene {
  private Lucene() {}

  public static void main(String[] args) throws Exception {
    Analyzer analyzer = args[0].equals("cjk") ? new CJKAnalyzer() : new SmartChineseAnalyzer();
    int threads = Integer.parseInt(args[1]);
    Path indexPath = Paths.get(args[3]);
    try (Directory directory = FSDirectory.open(indexPath);
        PrintWriter out = new PrintWriter(Files.newBufferedWriter(Paths.get(args[4])))) {
      double seconds = index(directory, analyzer, threads, Paths.get(args[2]));
      out.printf(Locale.ROOT, "{\"peer\":\"lucene-%s\",\"version\":\"%s\",\"index_seconds\":%.3f,\"index_bytes\":%d,\"sets\":{",
          args[0], Version.LATEST, seconds, bytes(indexPath));
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        IndexSearcher searcher = new IndexSearcher(reader);
        for (int i = 5; i < args.length; i++) {
          String[] set = args[i].split(":", 3);
          out.printf("%s\"%s\":[", i == 5 ? "" : ",", set[0]);
          search(searcher, analyzer, set[1].equals("phrase"), Paths.get(set[2]), out);
          out.print("]");
        }
      }
      out.println("}}");
    }
  }

  private static double index(Directory directory, Analyzer analyzer, int threads, Path passages) throws Exception {
    long start = System.nanoTime();
    IndexWriterConfig config = new IndexWriterConfig(analyzer);
    config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
    config.setRAMBufferSizeMB(512);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      ArrayBlockingQueue<Document> queue = new ArrayBlockingQueue<>(4096);
      Document end = new Document();
      List<Thread> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Thread worker = new Thread(() -> {
          try {
            for (Document document = queue.take(); document != end; document = queue.take()) {
              writer.addDocument(document);
            }
          } catch (IOException | InterruptedException error) {
            throw new IllegalStateException(error);
          }
        });
        worker.start();
        workers.add(worker);
      }
      try (BufferedReader lines = Files.newBufferedReader(passages, StandardCharsets.UTF_8)) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          Document document = new Document();
          document.add(new StoredField("id", Json.string(line, "id")));
          document.add(new NumericDocValuesField("line", number++));
          document.add(new TextField("text", Json.string(line, "text"), Field.Store.YES));
          queue.put(document);
        }
      }
      for (int i = 0; i < threads; i++) {
        queue.put(end);
      }
      for (Thread worker : workers) {
        worker.join();
      }
      writer.commit();
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static void search(IndexSearcher searcher, Analyzer analyzer, boolean phrase, Path queries, PrintWriter out)
      throws IOException {
    QueryBuilder builder = new QueryBuilder(analyzer);
    List<String[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(queries, StandardCharsets.UTF_8)) {
      rows.add(line.split("\t", 2));
    }
    // The first pass warms the virtual machine; only the second is measured.
    for (String[] row : rows) {
      top(searcher, query(builder, row[1], phrase), phrase);
    }
    String comma = "";
    for (String[] row : rows) {
      long start = System.nanoTime();
      Query query = query(builder, row[1], phrase);
      TopDocs top = top(searcher, query, phrase);
      List<String> ids = new ArrayList<>();
      for (ScoreDoc hit : top.scoreDocs) {
        ids.add(Json.quote(searcher.doc(hit.doc).get("id")));
      }
      double micros = (System.nanoTime() - start) / 1e3;
      out.printf(Locale.ROOT, "%s{\"id\":%s,\"us\":%.1f,\"hits\":%d,\"top\":[%s]", comma, Json.quote(row[0]), micros,
          top.totalHits.value, String.join(",", ids));
      if (phrase) {
        out.print(",\"all\":[" + all(searcher, query) + "]");
      }
      out.print("}");
      comma = ",\n";
    }
  }

  private static Query query(QueryBuilder builder, String text, boolean phrase) {
    Query query = phrase
        ? builder.createPhraseQuery("text", text)
        : builder.createBooleanQuery("text", text, BooleanClause.Occur.SHOULD);
    return query == null ? new MatchNoDocsQuery() : query;
  }

  /** Ten best; a phrase counts all its hits, a ranked query may stop early as Lucene does by default. */
  private static TopDocs top(IndexSearcher searcher, Query query, boolean phrase) throws IOException {
    TopScoreDocCollector collector = TopScoreDocCollector.create(10, phrase ? Integer.MAX_VALUE : 1000);
    searcher.search(query, collector);
    return collector.topDocs();
  }

  private static String all(IndexSearcher searcher, Query query) throws IOException {
    List<String> numbers = new ArrayList<>();
    searcher.search(query, new SimpleCollector() {
      private NumericDocValues values;

      @Override
      protected void doSetNextReader(LeafReaderContext context) throws IOException {
        values = context.reader().getNumericDocValues("line");
      }

      @Override
      public void collect(int doc) throws IOException {
        values.advanceExact(doc);
        numbers.add(Long.toString(values.longValue()));
      }

      @Override
      public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
      }
    });
    return String.join(",", numbers);
  }

  private static long bytes(Path folder) throws IOException {
    long sum = 0;
    try (var files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  /** As much JSON as the passages need: string members of a flat object. */
  private static final class Json {
    static String string(String line, String name) {
      int at = line.indexOf("\"" + name + "\"");
      at = line.indexOf('"', line.indexOf(':', at + name.length() + 2)) + 1;
      StringBuilder value = new StringBuilder(line.length());
      for (; line.charAt(at) != '"'; at++) {
        char c = line.charAt(at);
        if (c != '\\') {
          value.append(c);
          continue;
        }
        c = line.charAt(++at);
        switch (c) {
          case 'n' -> value.append('\n');
          case 't' -> value.append('\t');
          case 'r' -> value.append('\r');
          case 'b' -> value.append('\b');
          case 'f' -> value.append('\f');
          case 'u' -> {
            value.append((char) Integer.parseInt(line.substring(at + 1, at + 5), 16));
            at += 4;
          }
          default -> value.append(c);
        }
      }
      return value.toString();
    }

    static String quote(String text) {
      return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
  }
}
