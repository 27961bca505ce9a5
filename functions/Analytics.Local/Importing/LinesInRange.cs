using System.Buffers;
using System.Text;
using System.Text.Json;
using Analytics.Core.Collection;

namespace Analytics.Local.Importing;

/// <summary>
/// Leaves out events that are not in a range. All lines are converted, so that an event has the same id whatever the range is. Not
/// thread-safe.
/// </summary>
/// <param name="lines">Converts the lines.</param>
/// <param name="range">The range.</param>
internal sealed class LinesInRange(ILineConverter lines, ImportRange range) : ILineConverter
{
    private readonly ArrayBufferWriter<byte> _events = new();

    public IReadOnlyDictionary<string, long> OtherHosts => lines.OtherHosts;

    public IReadOnlyDictionary<string, long> LeftOut => lines.LeftOut;

    public bool HasQuotedLineBreaks => lines.HasQuotedLineBreaks;

    public bool NeedsWholeLines => lines.NeedsWholeLines;

    public bool HasForgottenLines => lines.HasForgottenLines;

    public string? Convert(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        _events.ResetWrittenCount();
        if (lines.Convert(line, _events) is { } reason)
        {
            return reason;
        }

        var taken = 0;
        for (var events = _events.WrittenSpan; !events.IsEmpty; )
        {
            var length = events.IndexOf((byte)'\n') + 1;
            if (IsInRange(events[..length]))
            {
                output.Write(events[..length]);
                taken++;
            }

            events = events[length..];
        }

        return taken == 0 && _events.WrittenCount > 0 ? SkipReasons.OutOfRange : null;
    }

    // What has no readable time is left to the server, which says what is wrong with it.
    private bool IsInRange(ReadOnlySpan<byte> json)
    {
        var time = range.From;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTime = reader.ValueTextEquals("timestamp"u8);
            reader.Read();
            if (isTime && reader.TokenType is JsonTokenType.Number or JsonTokenType.String)
            {
                var text = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
                time = EventTimestamp.TryParse(text, out var read) ? read : range.From;
            }

            reader.Skip();
        }

        return range.Contains(time);
    }
}
