using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>The parts of a body beside its events: a mark of the byte order, space, and the refusals of the whole.</summary>
internal static class BodySyntax
{
    /// <summary>A text without the mark of UTF-8 that it may begin with.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) =>
        body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? body[3..] : body;

    /// <summary>The position of the first byte at or after a position that is no space.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> body, int position)
    {
        var space = body[position..].IndexOfAnyExcept(" \t\r\n"u8);
        return space < 0 ? body.Length : position + space;
    }

    /// <summary>The refusal of a body that is not JSON.</summary>
    /// <param name="event">The number of events before, which is the position of the damaged one.</param>
    /// <param name="body">The body.</param>
    /// <param name="position">The byte at which it is damaged.</param>
    public static CollectionProblem NotJson(int @event, ReadOnlySpan<byte> body, int position)
    {
        var before = body[..position];
        return new CollectionProblem(
            @event,
            CollectionErrors.InvalidJson,
            "",
            $"The body is not JSON at line {before.Count((byte)'\n') + 1}, byte {position - before.LastIndexOf((byte)'\n') - 1}. Send JSON in UTF-8."
        );
    }

    /// <summary>The refusal of a batch with too many events.</summary>
    public static CollectionProblem TooManyEvents() =>
        new(0, CollectionErrors.TooManyEvents, "", $"The batch has over {EventLimits.BatchEvents} events. Send several batches.");
}
