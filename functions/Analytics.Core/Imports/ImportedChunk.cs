using System.Buffers;
using System.IO.Compression;
using Analytics.Core.Bytes;

namespace Analytics.Core.Imports;

/// <summary>The stored form of rows of one table and month. Golden bytes guard it.</summary>
/// <remarks>
/// <code>
/// chunk = version (1 byte, = 1), length of the content (varint), content (Brotli)
/// content = text count, texts, key count, number count, row count, rows
/// row = day number less that of the first of the month, codes of the keys, numbers
/// </code>
/// All numbers are varints. A later version that adds a column has more keys or numbers; missing ones read as empty and 0.
/// </remarks>
internal static class ImportedChunk
{
    /// <summary>Approximate bytes of texts and rows at which a chunk is full, far below the limit of a table's row.</summary>
    public const int FullBytes = 1024 * 1024;

    private const byte Version = 1;
    private const int MaxContent = 64 * 1024 * 1024;

    /// <summary>Returns the approximate number of bytes of a row.</summary>
    public static int WeightOf(ImportedRow row) => 2 + (3 * (row.Keys.Length + row.Numbers.Length)) + row.Keys.Sum(key => key.Length);

    /// <summary>Encodes rows of one month.</summary>
    public static byte[] Encode(IReadOnlyList<ImportedRow> rows)
    {
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var key in rows.SelectMany(row => row.Keys))
        {
            codes.TryAdd(key, codes.Count);
        }

        var content = new ByteSink();
        content.Varint((ulong)codes.Count);
        foreach (var text in codes.Keys)
        {
            content.Text(text);
        }

        content.Varint((ulong)rows[0].Keys.Length);
        content.Varint((ulong)rows[0].Numbers.Length);
        content.Varint((ulong)rows.Count);
        foreach (var row in rows)
        {
            content.Varint((ulong)(row.Day.Day - 1));
            foreach (var key in row.Keys)
            {
                content.Varint((ulong)codes[key]);
            }

            foreach (var number in row.Numbers)
            {
                content.Varint((ulong)number);
            }
        }

        var chunk = new ByteSink();
        chunk.Byte(Version);
        chunk.Compressed(content.Written);
        return chunk.ToArray();
    }

    /// <summary>Decodes rows.</summary>
    /// <param name="bytes">The chunk.</param>
    /// <param name="month">The first day of the month.</param>
    /// <param name="table">The table, for the columns that the chunk lacks.</param>
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static List<ImportedRow> Decode(ReadOnlySpan<byte> bytes, DateOnly month, ImportedTable table)
    {
        var chunk = new ByteSource(bytes);
        if (chunk.Byte() is not Version and var version)
        {
            throw new FormatException($"Version {version} of a chunk of daily aggregates is unknown; a newer release wrote it.");
        }

        var length = chunk.Int();
        if (length is < 0 or > MaxContent)
        {
            throw new FormatException($"A chunk of daily aggregates says that it has {length} bytes.");
        }

        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (!BrotliDecoder.TryDecompress(chunk.Bytes(chunk.Remaining), rented, out var written) || written != length)
            {
                throw new FormatException("A chunk of daily aggregates cannot be decompressed.");
            }

            return Rows(new ByteSource(rented.AsSpan(0, length)), month, table);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static List<ImportedRow> Rows(ByteSource content, DateOnly month, ImportedTable table)
    {
        var texts = new string[Count(content.Int(), content.Remaining)];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = content.Text();
        }

        var (keyCount, numberCount) = (Count(content.Int(), 100), Count(content.Int(), 100));
        var rows = new List<ImportedRow>(Count(content.Int(), content.Remaining));
        for (var count = rows.Capacity; count > 0; count--)
        {
            var day = content.Int();
            var keys = new string[table.Keys.Count];
            Array.Fill(keys, string.Empty);
            for (var i = 0; i < keyCount; i++)
            {
                var code = content.Int();
                var text =
                    code < texts.Length
                        ? texts[code]
                        : throw new FormatException($"A row of daily aggregates names text {code} of {texts.Length}.");
                if (i < keys.Length)
                {
                    keys[i] = text;
                }
            }

            var numbers = new long[table.Measures.Count];
            for (var i = 0; i < numberCount; i++)
            {
                var number = (long)content.Varint();
                if (i < numbers.Length)
                {
                    numbers[i] = number;
                }
            }

            rows.Add(
                new(
                    month.AddDays(
                        day is >= 0 and < 31 ? day : throw new FormatException($"A row of daily aggregates is of day {day} of a month.")
                    ),
                    keys,
                    numbers
                )
            );
        }

        return rows;
    }

    private static int Count(int count, int max) =>
        count >= 0 && count <= max ? count : throw new FormatException($"A chunk of daily aggregates says that it has {count} items.");
}
