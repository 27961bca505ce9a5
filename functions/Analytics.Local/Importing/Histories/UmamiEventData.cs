using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using Analytics.Core.EventLog;
using Analytics.Core.Hashing;
using Analytics.Core.Text;

namespace Analytics.Local.Importing.Histories;

/// <summary>
/// The properties of events that Umami exports in a file of its own, <c>event_data.csv</c>, one row a property. They are in memory until
/// the events are read. Not thread-safe.
/// </summary>
/// <param name="maxBytes">Approximate bytes of all properties in memory beyond which an import is refused.</param>
internal sealed class UmamiEventData(long maxBytes = UmamiEventData.MostBytes)
{
    /// <summary>The usual capacity: some four million properties.</summary>
    public const long MostBytes = 512L * 1024 * 1024;

    private const string FileName = "event_data";
    private const string Number = "2";
    private const string Date = "4";
    private const string Array = "5";
    private const string Revenue = "revenue";
    private const string Currency = "currency";

    // Approximate bytes of an event without properties, and of a property without its text.
    private const int EventBytes = 96;
    private const int PropertyBytes = 48;

    private readonly Dictionary<(ulong, ulong), string[]> _properties = [];
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Number of rows that could not be read.</summary>
    public long Malformed { get; private set; }

    /// <summary>Returns true if a file of this name may have properties of events, which must be read before the events.</summary>
    public static bool MayBe(string name) => name.Contains(FileName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns true if a file begins with the header of properties of events.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start) =>
        HeaderOf(start) is { } header && header.Has("data_key") && IdOf(header) is not null;

    /// <summary>Returns true if a file begins with the header of properties of visitors, which are not imported.</summary>
    public static bool IsOfVisitors(ReadOnlySpan<byte> start) =>
        HeaderOf(start) is { } header && header.Has("data_key") && header.Has("session_id") && IdOf(header) is null;

    /// <summary>Reads a file with a header line.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="content">The file.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="InvalidDataException">A column is named twice, or the properties do not fit the memory.</exception>
    public async Task ReadAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(content, new StreamPipeReaderOptions(bufferSize: 256 * 1024, leaveOpen: true));
        CsvColumns? columns = null;
        for (var completed = false; !completed; )
        {
            var result = await reader.ReadAsync(cancellationToken);
            var rest = result.Buffer;
            while (CsvRecords.TryTake(ref rest, result.IsCompleted, EventLimits.EventBytes, out var record))
            {
                var line = Encoding.UTF8.GetString(record).TrimEnd('\r');
                if (columns is null)
                {
                    columns = CsvColumns.Parse(line);
                    RequireOnce(name, columns);
                }
                else if (line.Length > 0)
                {
                    Add(name, columns, line);
                }
            }

            completed = result.IsCompleted;
            reader.AdvanceTo(rest.Start, rest.End);
        }

        await reader.CompleteAsync();
    }

    /// <summary>Adds the properties and the revenue of an event, in the form that events sent live have.</summary>
    /// <param name="e">The event.</param>
    public void AddTo(HistoryEvent e)
    {
        if (e.Id is null || !_properties.TryGetValue(KeyOf(e.Id), out var properties))
        {
            return;
        }

        decimal? amount = null;
        var currency = "USD";
        for (var i = 0; i < properties.Length; i += 2)
        {
            var (key, text) = (properties[i], properties[i + 1]);
            if (key == Revenue)
            {
                amount = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var read)
                    ? Math.Round(read, 6)
                    : null;
            }
            else if (key == Currency)
            {
                currency = text.Length > 0 ? text : currency;
            }
            else
            {
                e.Properties[key] = text;
            }
        }

        if (amount is not null)
        {
            (e.Currency, e.Amount) = (currency, amount.Value);
        }
    }

    private static (ulong, ulong) KeyOf(string id)
    {
        var bytes = Encoding.UTF8.GetBytes(id);
        return (XxHash64.Hash(bytes), XxHash64.Hash(bytes, 1UL));
    }

    /// <summary>Returns the column of the event's id: that of an export, or that of the table of a self-hosted Umami.</summary>
    private static string? IdOf(CsvColumns columns) =>
        columns.Has("event_id") ? "event_id"
        : columns.Has("website_event_id") ? "website_event_id"
        : null;

    private static CsvColumns? HeaderOf(ReadOnlySpan<byte> start)
    {
        var end = start.IndexOf((byte)'\n');
        return start.IsEmpty ? null : CsvColumns.Parse(Encoding.UTF8.GetString(end < 0 ? start : start[..end]));
    }

    private static void RequireOnce(string name, CsvColumns columns)
    {
        if (columns.Doubled is { } doubled)
        {
            throw new InvalidDataException(UmamiHistory.DoubledColumn(name, doubled));
        }
    }

    private void Add(string name, CsvColumns columns, string line)
    {
        if (CsvRecords.Split(line) is not { } fields || fields.Count != columns.Count)
        {
            Malformed++;
            return;
        }

        var (id, key, type) = (
            columns.Field(fields, IdOf(columns)!),
            columns.Field(fields, "data_key"),
            columns.Field(fields, "data_type")
        );
        if (id.Length == 0 || key.Length == 0)
        {
            Malformed++;
            return;
        }

        // Lists are no properties here, live or not.
        if (type == Array || TextOf(columns, fields, type) is not { Length: > 0 } text)
        {
            return;
        }

        ref var properties = ref CollectionsMarshal.GetValueRefOrAddDefault(_properties, KeyOf(id), out var isKnown);
        properties = [.. properties ?? [], Shared(key), text];
        _bytes += (isKnown ? 0 : EventBytes) + PropertyBytes + (2L * text.Length);
        if (_bytes > maxBytes)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"{name} has properties of more than {maxBytes / (1024 * 1024):N0} MB, ")
                    + "and they must be in memory while the events are read. Export shorter times from Umami, and import them in turn."
            );
        }
    }

    /// <summary>Returns the text that a value has live: a number as short as possible, others as they are.</summary>
    private static string TextOf(CsvColumns columns, List<string> fields, string type)
    {
        var text = columns.Field(fields, "string_value");
        if (type == Number)
        {
            var number = columns.Field(fields, "number_value") is { Length: > 0 } stored ? stored : text;
            return decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var read)
                ? read.ToString("0.############################", CultureInfo.InvariantCulture)
                : number;
        }

        return type == Date && text.Length == 0 ? columns.Field(fields, "date_value") : text;
    }

    private string Shared(string key)
    {
        if (!_keys.TryGetValue(key, out var same))
        {
            same = _keys[key] = key;
            _bytes += PropertyBytes + (2L * key.Length);
        }

        return same;
    }
}
