namespace Analytics.Local.Clients;

/// <summary>Result of a batch.</summary>
/// <param name="Accepted">Number of accepted events, including those sent before, which are counted once.</param>
/// <param name="Filtered">Number of events of bots.</param>
/// <param name="Rejected">The first events that were rejected.</param>
/// <param name="RejectedByCode">Number of rejected events by code; null from a server that lists them all.</param>
internal sealed record BatchReceipt(
    int Accepted,
    int Filtered,
    IReadOnlyList<RejectedEvent> Rejected,
    IReadOnlyDictionary<string, int>? RejectedByCode = null
)
{
    /// <summary>Number of rejected events.</summary>
    public int RejectedCount => RejectedByCode?.Values.Sum() ?? Rejected.Count;

    /// <summary>Returns the number of events rejected with a code.</summary>
    public int RejectedOf(string code) => RejectedByCode is null ? ListedOf(code) : RejectedByCode.GetValueOrDefault(code);

    /// <summary>Returns the number of events in <see cref="Rejected"/> with a code.</summary>
    public int ListedOf(string code) => Rejected.Count(rejected => rejected.Code == code);
}

/// <summary>An event of a batch that the server rejected.</summary>
/// <param name="Index">Its index in the batch.</param>
/// <param name="Code">The kind of error.</param>
/// <param name="Message">The problem.</param>
internal sealed record RejectedEvent(int Index, string Code, string Message);
