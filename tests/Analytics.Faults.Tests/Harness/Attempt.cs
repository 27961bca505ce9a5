namespace Analytics.Faults.Tests.Harness;

/// <summary>One try to send an event.</summary>
/// <param name="Step">When it was begun.</param>
/// <param name="Second">The event's time: the client's, or that of the collector's clock.</param>
/// <param name="IsAcknowledged">True if the collector answered that it has it.</param>
/// <param name="LogEnds">The end of each partition afterwards; what is aggregated up to them includes it.</param>
internal sealed record Attempt(int Step, long Second, bool IsAcknowledged, long[] LogEnds);
