using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>The parts of a body other than its events: the byte order mark, spaces, and errors of the whole body.</summary>
internal static class BodySyntax
{
    /// <summary>Returns a text without its byte order mark.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) =>
        body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? body[3..] : body;

    /// <summary>Returns the position of the first byte at or after a position that is not a space.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> body, int position)
    {
        var space = body[position..].IndexOfAnyExcept(" \t\r\n"u8);
        return space < 0 ? body.Length : position + space;
    }

    /// <summary>Returns the problem of a body that is not JSON.</summary>
    /// <param name="event">The number of events before the damaged one, which is its position.</param>
    /// <param name="body">The body.</param>
    /// <param name="position">The position of the damage in bytes.</param>
    public static CollectionProblem NotJson(int @event, ReadOnlySpan<byte> body, int position)
    {
        var before = body[..position];
        return new CollectionProblem(
            @event,
            CollectionErrors.InvalidJson,
            "",
            $"The body is not JSON at line {before.Count((byte)'\n') + 1}, byte "
                + $"{position - before.LastIndexOf((byte)'\n') - 1}. Send JSON in UTF-8."
        );
    }

    /// <summary>Returns the problem of a batch with too many events.</summary>
    public static CollectionProblem TooManyEvents() =>
        new(0, CollectionErrors.TooManyEvents, "", $"The batch has over {EventLimits.BatchEvents} events. Send several batches.");
}
