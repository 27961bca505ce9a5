namespace Analytics.Local.Clients;

/// <summary>Result of a batch.</summary>
/// <param name="Accepted">Events kept; also those sent before, which are counted once.</param>
/// <param name="Filtered">Events of bots.</param>
/// <param name="Rejected">The first events that were not kept.</param>
/// <param name="RejectedByCode">Number of events that were not kept, by code; null from a server that lists them all.</param>
internal sealed record BatchReceipt(
    int Accepted,
    int Filtered,
    IReadOnlyList<RejectedEvent> Rejected,
    IReadOnlyDictionary<string, int>? RejectedByCode = null
)
{
    /// <summary>Number of events that were not kept.</summary>
    public int RejectedCount => RejectedByCode?.Values.Sum() ?? Rejected.Count;

    /// <summary>Number of events that were not kept for that reason.</summary>
    public int RejectedOf(string code) => RejectedByCode is null ? ListedOf(code) : RejectedByCode.GetValueOrDefault(code);

    /// <summary>Number of events of <see cref="Rejected"/> with that code.</summary>
    public int ListedOf(string code) => Rejected.Count(rejected => rejected.Code == code);
}

/// <summary>An event of a batch that the server did not keep.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Code">The kind of error.</param>
/// <param name="Message">The problem.</param>
internal sealed record RejectedEvent(int Index, string Code, string Message);
