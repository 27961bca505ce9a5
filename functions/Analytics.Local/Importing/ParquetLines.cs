using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Core.Dimensions;
using Analytics.Core.EventLog;
using Analytics.Core.Exports;
using Parquet;
using Parquet.Schema;

namespace Analytics.Local.Importing;

/// <summary>
/// Writes the events of a Parquet file as lines, which an import reads like those of an export. The file is an export of ours or any file
/// with its columns.
/// </summary>
internal static class ParquetLines
{
    /// <summary>The most rows of a row group, which are in memory together: as many as Arrow writes by default; DuckDB writes
    /// 122,880.</summary>
    public const int MaxGroupRows = 1024 * 1024;

    /// <summary>The most bytes of the columns of a row group that an import reads, before compression. Texts take twice as many in
    /// memory.</summary>
    public const long MaxGroupBytes = 256L * 1024 * 1024;

    private const int FlushBytes = 256 * 1024;

    private const string Remedy =
        "Write the file again with smaller row groups, such as ROW_GROUP_SIZE 100000 in DuckDB or row_group_size=100000 in pyarrow";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Texts =
    [
        "name",
        "url",
        "referrer",
        "visitor_hash",
        "previous_visitor_hash",
        "visitor_id",
        "id",
        "user_agent",
        "ip",
    ];
    private static readonly string[] Numbers = ["value", "scroll_depth", "engagement_time"];

    private static readonly (string Column, string Dimension)[] Dimensions =
    [
        ("page", "event:page"),
        ("hostname", "event:hostname"),
        .. Enum.GetValues<VisitDimension>()
            .Select(ExportedEvents.NameOf)
            .Append("visit:region_name")
            .Append("visit:city_name")
            .Select(name => (name["visit:".Length..], name)),
    ];

    private static readonly FrozenSet<string> Known = new[] { "timestamp", "interactive", "currency", "amount", "props" }
        .Concat(Texts)
        .Concat(Numbers)
        .Concat(Dimensions.Select(dimension => dimension.Column))
        .ToFrozenSet();

    /// <summary>
    /// The line written for a row with a text longer than an event may be. It is skipped, like such lines of other formats.
    /// </summary>
    private static ReadOnlySpan<byte> TooLong => "\"a text of this row is longer than an event\"\n"u8;

    /// <summary>Returns true if a file starts like a Parquet file.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start) => start.StartsWith("PAR1"u8);

    /// <summary>Writes the events, one JSON object a line, and completes the output.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="file">The file; can seek.</param>
    /// <param name="output">
    /// Receives the lines; writing ends early if its reader completes. A damaged file completes it with an
    /// <see cref="InvalidDataException"/>.
    /// </param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task WriteAsync(string name, Stream file, PipeWriter output, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            if (!IsWhole(file))
            {
                throw new InvalidDataException(
                    $"{name} is a Parquet file that is cut off: its end is missing, without which nothing of it can be read. "
                        + "Copy or export it again."
                );
            }

            await WriteAsync(file, output, cancellationToken);
        }
        catch (Exception exception)
        {
            failure = exception switch
            {
                OperationCanceledException or IOException => exception,
                InvalidDataException when exception.Message.StartsWith(name, StringComparison.Ordinal) => exception,
                OutOfMemoryException => new InvalidDataException(
                    $"{name} is a Parquet file that cannot be read: it needs more memory than an import may take. {Remedy}.",
                    exception
                ),
                _ => new InvalidDataException($"{name} is a Parquet file that cannot be read: {exception.Message}", exception),
            };
        }

        await output.CompleteAsync(failure);
    }

    /// <summary>Returns true if the file ends as it begins, after the description of its columns.</summary>
    private static bool IsWhole(Stream file)
    {
        Span<byte> end = stackalloc byte[4];
        if (file.Length < 3 * end.Length)
        {
            return false;
        }

        file.Seek(-end.Length, SeekOrigin.End);
        file.ReadExactly(end);
        file.Position = 0;
        return IsStart(end);
    }

    private static async Task WriteAsync(Stream file, PipeWriter output, CancellationToken cancellationToken)
    {
        await using var reader = await ParquetReader.CreateAsync(file, leaveStreamOpen: true, cancellationToken: cancellationToken);
        var source = reader.CustomMetadata?.GetValueOrDefault(ExportedEvents.SourceName);
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            DataField[] fields = [.. reader.Schema.DataFields.Where(field => !field.IsArray && Known.Contains(field.Name))];
            var bytes = fields.Sum(field => group.GetMetadata(field)?.MetaData?.TotalUncompressedSize ?? 0);
            if (Problem($"row group {i + 1} of {reader.RowGroupCount}", group.RowCount, bytes) is { } problem)
            {
                throw new InvalidDataException(problem);
            }

            var columns = new Dictionary<string, Func<int, object?>>(StringComparer.Ordinal);
            var texts = new List<ReadOnlyMemory<char>?[]>();
            foreach (var field in fields)
            {
                if (IsText(field))
                {
                    var column = await ReadTextsAsync(group, field, cancellationToken);
                    texts.Add(column);
                    columns.TryAdd(field.Name, row => column[row]?.ToString());
                }
                else if (await ReadAsync(group, field, cancellationToken) is { } column)
                {
                    columns.TryAdd(field.Name, column);
                }
            }

            for (var row = 0; row < group.RowCount; row++)
            {
                if (texts.Any(column => column[row] is { Length: > EventLimits.EventBytes }))
                {
                    output.Write(TooLong);
                }
                else
                {
                    Write(columns, row, source, output);
                }

                if (output.UnflushedBytes > FlushBytes && (await output.FlushAsync(cancellationToken)).IsCompleted)
                {
                    return;
                }
            }
        }

        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Returns the reason for which a row group is too large to be read; null if it is not.</summary>
    /// <param name="name">The row group in words.</param>
    /// <param name="rows">The number of its rows.</param>
    /// <param name="bytes">The bytes of its columns before compression.</param>
    public static string? Problem(string name, long rows, long bytes)
    {
        return rows > MaxGroupRows
                ? string.Create(CultureInfo.InvariantCulture, $"{name} has {rows} rows, more than {MaxGroupRows}. {Remedy}")
            : bytes > MaxGroupBytes
                ? string.Create(CultureInfo.InvariantCulture, $"{name} has {bytes} bytes, more than {MaxGroupBytes}. {Remedy}")
            : null;
    }

    private static void Write(Dictionary<string, Func<int, object?>> columns, int row, string? source, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        WriteTime(json, Value("timestamp"));
        foreach (var column in Texts)
        {
            if (Value(column) is string { Length: > 0 } text)
            {
                json.WriteString(column, text);
            }
        }

        foreach (var column in Numbers)
        {
            if (Value(column) is IConvertible number and not string)
            {
                json.WriteNumber(column, number.ToDecimal(CultureInfo.InvariantCulture));
            }
        }

        if (Value("interactive") is false)
        {
            json.WriteBoolean("interactive"u8, false);
        }

        if (Value("currency") is string { Length: > 0 } currency && Value("amount") is IConvertible amount and not string)
        {
            json.WriteStartObject("revenue"u8);
            json.WriteString("currency"u8, currency);
            json.WriteNumber("amount"u8, Math.Round(amount.ToDecimal(CultureInfo.InvariantCulture), 6));
            json.WriteEndObject();
        }

        if (Value("props") is string { Length: > 0 } properties)
        {
            json.WritePropertyName("props"u8);
            json.WriteRawValue(properties);
        }

        if (source is not null)
        {
            json.WriteString(ExportedEvents.SourceName, source);
        }

        WriteDimensions(json, columns, row);
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);

        object? Value(string column) => columns.TryGetValue(column, out var values) ? values(row) : null;
    }

    private static void WriteTime(Utf8JsonWriter json, object? time)
    {
        switch (time)
        {
            case DateTime moment:
                json.WriteString(
                    "timestamp"u8,
                    DateTime.SpecifyKind(moment, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
                );
                break;
            case long milliseconds:
                json.WriteNumber("timestamp"u8, milliseconds);
                break;
            case string text:
                json.WriteString("timestamp"u8, text);
                break;
        }
    }

    private static void WriteDimensions(Utf8JsonWriter json, Dictionary<string, Func<int, object?>> columns, int row)
    {
        json.WriteStartObject("dimensions"u8);
        foreach (var (column, dimension) in Dimensions)
        {
            // An export has no value for an empty text, but an empty channel must not be derived again.
            if (
                columns.TryGetValue(column, out var values)
                && (values(row) as string ?? (column is "page" or "hostname" or "channel" ? "" : null)) is { } text
            )
            {
                json.WriteString(dimension, text);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>
    /// Reads the texts of a column; null for rows without one. Repeated values share their memory, so a short file can't fill the memory
    /// with repetitions; the library's own strings are a copy for each row.
    /// </summary>
    internal static async Task<ReadOnlyMemory<char>?[]> ReadTextsAsync(
        ParquetRowGroupReader group,
        DataField field,
        CancellationToken cancellationToken
    )
    {
        var optional = new ReadOnlyMemory<char>?[group.RowCount];
        if (field.IsNullable)
        {
            await group.ReadAsync<ReadOnlyMemory<char>>(field, optional.AsMemory(), null, cancellationToken);
            return optional;
        }

        var values = new ReadOnlyMemory<char>[group.RowCount];
        await group.ReadAsync<ReadOnlyMemory<char>>(field, values.AsMemory(), null, cancellationToken);
        for (var row = 0; row < values.Length; row++)
        {
            optional[row] = values[row];
        }

        return optional;
    }

    private static bool IsText(DataField field) => field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    private static async Task<Func<int, object?>?> ReadAsync(
        ParquetRowGroupReader group,
        DataField field,
        CancellationToken cancellationToken
    )
    {
        return field.ClrType == typeof(DateTime) ? await ReadAsync<DateTime>(group, field, cancellationToken)
            : field.ClrType == typeof(bool) ? await ReadAsync<bool>(group, field, cancellationToken)
            : field.ClrType == typeof(int) ? await ReadAsync<int>(group, field, cancellationToken)
            : field.ClrType == typeof(long) ? await ReadAsync<long>(group, field, cancellationToken)
            : field.ClrType == typeof(float) ? await ReadAsync<float>(group, field, cancellationToken)
            : field.ClrType == typeof(double) ? await ReadAsync<double>(group, field, cancellationToken)
            : field.ClrType == typeof(decimal) ? await ReadAsync<decimal>(group, field, cancellationToken)
            : null;
    }

    private static async Task<Func<int, object?>> ReadAsync<T>(
        ParquetRowGroupReader group,
        DataField field,
        CancellationToken cancellationToken
    )
        where T : struct
    {
        if (field.IsNullable)
        {
            var optional = new T?[group.RowCount];
            await group.ReadAsync<T>(field, optional.AsMemory(), null, cancellationToken);
            return row => optional[row];
        }

        var values = new T[group.RowCount];
        await group.ReadAsync<T>(field, values.AsMemory(), null, cancellationToken);
        return row => values[row];
    }
}
