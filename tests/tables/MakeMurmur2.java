// SPDX-License-Identifier: MIT
// Writes murmur2.txt: what the Java client of Apache Kafka answers for keys of every kind.
//
//   mvn dependency:get -Dartifact=org.apache.kafka:kafka-clients:3.7.0
//   java -cp kafka-clients-3.7.0.jar MakeMurmur2.java > murmur2.txt
//
// The hashes come from org.apache.kafka.common.utils.Utils, the bytes of numbers and texts from the
// serializers, and the partitions from BuiltInPartitioner, all of that jar. The same seed gives the same file.

import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.common.utils.Utils;

class MakeMurmur2 {
  static final Random chance = new Random(20260101);

  static void row(String kind, String value, byte[] key) {
    StringBuilder hex = new StringBuilder();
    for (byte b : key) { hex.append(String.format("%02x", b)); }
    System.out.println(kind + " " + value + " " + (key.length == 0 ? "-" : hex) + " " + Utils.murmur2(key) + " "
        + BuiltInPartitioner.partitionForKey(key, 7) + " " + BuiltInPartitioner.partitionForKey(key, 2000));
  }

  static void text(String key) { row("text", "-", new StringSerializer().serialize("topic", key)); }

  static String word(String alphabet, int length) {
    int[] letters = alphabet.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; ++i) { out.appendCodePoint(letters[chance.nextInt(letters.length)]); }
    return out.toString();
  }

  public static void main(String[] arguments) {
    System.out.println("# SPDX-License-Identifier: MIT");
    System.out.println("# murmur2: kind number key-bytes hash partition-of-7 partition-of-2000");
    System.out.println("# MakeMurmur2.java with kafka-clients " + AppInfoParser.getVersion() + " on Java "
        + Runtime.version().feature() + ", November 2026");
    for (String key : new String[] {"", "21", "foobar", "a-little-bit-long-string", "a-little-bit-longer-string",
             "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", "abc", "\u0000", "\u0000\u0000\u0000\u0000", " ", "\u00e4",
             "M\u00fcller", "Stra\u00dfe", "\u5317\u4eac", "\u6771\u4eac\u90fd", "\ud83d\ude00", "\ud83d\udc69\u200d\ud83d\ude80",
             "\u0645\u0641\u062a\u0627\u062d", "\u043a\u043b\u044e\u0447", "e\u0301", "\ufeff", "\ud800"}) {
      text(key);
    }
    for (int length = 1; length <= 100; ++length) { // any bytes, each length twice
      for (int i = 0; i < 2; ++i) {
        byte[] key = new byte[length];
        chance.nextBytes(key);
        row("bytes", "-", key);
      }
    }
    for (int length = 1; length <= 20; ++length) {
      byte[] ones = new byte[length];
      java.util.Arrays.fill(ones, (byte) 0xff);
      row("bytes", "-", ones);
    }
    for (int i = 0; i < 150; ++i) { text("customer-" + chance.nextInt(1000000)); }
    for (int i = 0; i < 60; ++i) { text(new java.util.UUID(chance.nextLong(), chance.nextLong()).toString()); }
    String[] alphabets = {"a\u00e4b\u00f6c\u00fcd\u00df\u00c4\u00d6\u00dc\u00e9\u00e8\u00f1",
        "\u5317\u4eac\u4e0a\u6d77\u6771\u90fd\u5927\u962a\ud55c\uae00\u3042\u30a2", "\ud83d\ude00\ud83d\ude80\ud83c\udf55\ud83d\udc31x-"};
    for (String alphabet : alphabets) {
      for (int i = 0; i < 70; ++i) { text(word(alphabet, 1 + i % 17)); }
    }
    int[] ints = {0, 1, -1, 2, -2, 127, 128, 255, 256, 65535, 65536, 1000000, -1000000, Integer.MAX_VALUE, Integer.MIN_VALUE};
    for (int x : ints) { row("int", "" + x, new IntegerSerializer().serialize("topic", x)); }
    for (int i = 0; i < 200; ++i) {
      int x = i < 60 ? i : chance.nextInt();
      row("int", "" + x, new IntegerSerializer().serialize("topic", x));
    }
    long[] longs = {0, 1, -1, 255, -256, 4294967295L, 4294967296L, -4294967296L, Long.MAX_VALUE, Long.MIN_VALUE};
    for (long x : longs) { row("long", "" + x, new LongSerializer().serialize("topic", x)); }
    for (int i = 0; i < 200; ++i) {
      long x = i < 60 ? i : chance.nextLong();
      row("long", "" + x, new LongSerializer().serialize("topic", x));
    }
  }
}
