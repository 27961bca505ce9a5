using System.Globalization;

namespace Analytics.Faults.Tests.Harness;

/// <summary>
/// An event that a client sends until it is acknowledged or the client gives up. Its page is its name, so that answers tell how often it
/// counts.
/// </summary>
internal sealed class SentEvent(string site, int number, string? id, long? timestamp, string? visitor, bool isImport)
{
    // A request that timed out may reach the log some steps later.
    private const int LateSteps = 10;

    public string Site => site;

    public string Page => $"/{number}";

    public string? Id => id;

    /// <summary>The client's time, Unix milliseconds; null for none.</summary>
    public long? Timestamp => timestamp;

    /// <summary>The visitor's id that the client sends; null for none.</summary>
    public string? Visitor => visitor;

    public bool IsImport => isImport;

    public List<Attempt> Attempts { get; } = [];

    public bool IsAcknowledged => Attempts.Exists(attempt => attempt.IsAcknowledged);

    public string Json() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"domain\":\"{site}\",\"name\":\"pageview\",\"url\":\"https://{site}{Page}\"{(visitor is null ? "" : $",\"visitor_id\":\"{visitor}\"")}{(id is null ? "" : $",\"id\":\"{id}\"")}{(timestamp is null ? "" : $",\"timestamp\":{timestamp}")}}}"
        );

    /// <summary>The least times that it must count: 0 or 1.</summary>
    /// <param name="erasures">What was erased.</param>
    /// <param name="watermarks">How far each partition is aggregated; null for all of it.</param>
    public int Least(IEnumerable<Erasure> erasures, long[]? watermarks = null) =>
        Attempts.Exists(attempt =>
            attempt.IsAcknowledged
            && (watermarks is null || attempt.LogEnds.Zip(watermarks).All(pair => pair.First <= pair.Second))
            && erasures.All(erasure => !IsErasedBy(erasure, attempt) || attempt.Step > erasure.Ended)
        )
            ? 1
            : 0;

    /// <summary>The most times that it may count: 0 or 1.</summary>
    /// <param name="erasures">What was erased.</param>
    public int Most(IEnumerable<Erasure> erasures) =>
        Attempts.Exists(attempt =>
            erasures.All(erasure =>
                !erasure.Matches(this, attempt)
                || erasure.Ended is null
                || attempt.Step + (attempt.IsAcknowledged ? 0 : LateSteps) >= erasure.Begun
            )
        )
            ? 1
            : 0;

    /// <summary>
    /// True if an erasure may erase an attempt. Without a time of its own an event has that of the first attempt that reached the log, and
    /// the others are repetitions of it.
    /// </summary>
    private bool IsErasedBy(Erasure erasure, Attempt attempt) =>
        Timestamp is null ? Attempts.Exists(each => erasure.Matches(this, each)) : erasure.Matches(this, attempt);
}
