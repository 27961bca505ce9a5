using System.Text;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>
/// One event during parsing and validation: slices of the body without copies. Reused from event to event, so that parsing allocates
/// nothing. Not thread-safe.
/// </summary>
internal sealed class EventDraft
{
    private const int QuotedCharacters = 60;

    /// <summary>Maximum number of warnings of one event; an event with many bad properties must not cause as many messages.</summary>
    private const int MaxWarnings = 32;

    private byte[] _scratch = new byte[1024];
    private int _scratchBytes;

    public TextSlice Domain;
    public TextSlice Name;
    public TextSlice Url;
    public TextSlice Referrer;
    public TextSlice Id;
    public TextSlice VisitorId;
    public TextSlice UserAgent;
    public TextSlice Address;
    public TextSlice Currency;

    /// <summary>The registration from which the event was exported. Only in imports.</summary>
    public TextSlice ExportedFrom;

    /// <summary>The amount in millionths; only if <see cref="Currency"/> is set.</summary>
    public long AmountMicros;

    public readonly (TextSlice Key, TextSlice Value)[] Properties = new (TextSlice, TextSlice)[EventLimits.Properties];
    public readonly (int Dimension, TextSlice Value)[] Overrides = new (int, TextSlice)[DimensionNames.Count];
    public int PropertyCount;
    public int OverrideCount;
    public bool HasUserAgent;

    /// <summary>True if the URL's fragment belongs to the page.</summary>
    public bool HasFragmentPages;
    public bool IsInteractive;
    public bool HasTimestamp;

    /// <summary>
    /// True if the id is of an order rather than of a message: it is then compared without the timestamp. Only in imports and of other
    /// products' clients.
    /// </summary>
    public bool IsOrderId;
    public long TimestampMilliseconds;

    /// <summary>
    /// Milliseconds that keep the order of events whose timestamps are whole seconds; 0 or −1 for none. Only in imports.
    /// </summary>
    public int Rank;

    /// <summary>Width in pixels; −1 if absent, like the next two fields.</summary>
    public int ScreenWidth;
    public int ScrollDepth;
    public long EngagementMilliseconds;
    public double? Value;

    /// <summary>The visitor's id from an export; null if the event has none. Only in imports.</summary>
    public ulong? VisitorHash;

    /// <summary>The visitor's id of the day before from an export; 0 without one.</summary>
    public ulong PreviousVisitorHash;

    /// <summary>The first problem, for which the event is refused; null while the event is valid.</summary>
    public (string Code, string Field, string Message)? Problem { get; private set; }

    /// <summary>Details of the event that were dropped.</summary>
    public List<(string Code, string Field, string Message)> Warnings { get; } = [];

    public void Reset()
    {
        _scratchBytes = 0;
        Domain = Name = Url = Referrer = Id = VisitorId = UserAgent = Address = Currency = ExportedFrom = default;
        PropertyCount = 0;
        OverrideCount = 0;
        HasUserAgent = false;
        HasFragmentPages = false;
        IsInteractive = true;
        HasTimestamp = false;
        IsOrderId = false;
        Rank = 0;
        ScreenWidth = -1;
        ScrollDepth = -1;
        EngagementMilliseconds = -1;
        Value = null;
        VisitorHash = null;
        PreviousVisitorHash = 0;
        Problem = null;
        Warnings.Clear();
    }

    public void Refuse(string code, string field, string message) => Problem ??= (code, field, message);

    /// <summary>True if further warnings are dropped, so that their messages need not be built.</summary>
    public bool HasAllWarnings => Warnings.Count >= MaxWarnings;

    public void Warn(string code, string field, string message)
    {
        if (!HasAllWarnings)
        {
            Warnings.Add((code, field, message));
        }
    }

    /// <summary>Returns the bytes of a slice; valid until the next <see cref="Reserve"/>.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> source, TextSlice slice) =>
        (slice.InScratch ? _scratch : source).Slice(slice.Start, slice.Length);

    /// <summary>Returns room for an unescaped text of at most that many bytes. <see cref="Keep"/> turns it into a slice.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_scratch.Length - _scratchBytes < bytes)
        {
            Array.Resize(ref _scratch, Math.Max(_scratch.Length * 2, _scratchBytes + bytes));
        }

        return _scratch.AsSpan(_scratchBytes);
    }

    public TextSlice Keep(int bytes)
    {
        var slice = new TextSlice(_scratchBytes, bytes, true);
        _scratchBytes += bytes;
        return slice;
    }

    /// <summary>Formats a text for a message: in quotes, cut to 60 characters.</summary>
    public static string Quote(ReadOnlySpan<byte> utf8)
    {
        // A character has at most four bytes; one cut in two becomes a replacement character, which is acceptable in a message.
        var text = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * (QuotedCharacters + 1))]);
        if (text.Length <= QuotedCharacters)
        {
            return $"'{text}'";
        }

        var end = char.IsHighSurrogate(text[QuotedCharacters - 1]) ? QuotedCharacters - 1 : QuotedCharacters;
        return $"'{text.AsSpan(0, end)}…'";
    }
}
