using System.Globalization;

namespace Analytics.Core.Tests.Oracles;

/// <summary>An event as it arrives, and what happens after it.</summary>
/// <param name="Event">The event.</param>
/// <param name="EndsMessage">True if it is the last of its message.</param>
/// <param name="Aggregates">True if the log is aggregated after its message, so many messages a batch.</param>
/// <param name="RollsUp">True if closed hours are rolled up then.</param>
/// <param name="Partition">The partition its message is diverted to, or null.</param>
internal sealed record Arrival(RawEvent Event, bool EndsMessage, int? Aggregates, bool RollsUp, int? Partition)
{
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTimeOffset.FromUnixTimeMilliseconds(Event.Milliseconds):MM-dd HH:mm:ss.fff} "
                + $"{Event.Visitor:x}{(Event.YesterdaysVisitor == 0 ? "" : $" carries {Event.YesterdaysVisitor:x}")}"
                + $" {Event.Name}{(Event.Interactive ? "" : " quiet")} "
                + $"'{Event.Source}'{(Event.Id is null ? "" : $" id {Event.Id}{(Event.HasTimestamp ? "" : " untimed")}")}"
                + $"{(EndsMessage ? " |" : "")}{(Aggregates is { } batch ? $" aggregate({batch})" : "")}{(RollsUp ? " roll up" : "")}{(Partition is { } at ? $" in {at}" : "")}"
        );

    /// <summary>A part of the arrivals that fails as well and of which no single one can be left out.</summary>
    public static async Task<List<Arrival>> ShrinkAsync(List<Arrival> arrivals, Func<List<Arrival>, Task<bool>> fails)
    {
        for (var size = arrivals.Count / 2; size > 0; size = size > 1 ? size / 2 : 0)
        {
            for (var at = 0; at < arrivals.Count; )
            {
                List<Arrival> rest = [.. arrivals[..at], .. arrivals[Math.Min(at + size, arrivals.Count)..]];
                if (await fails(rest))
                {
                    arrivals = rest;
                }
                else
                {
                    at += size;
                }
            }
        }

        return arrivals;
    }
}
