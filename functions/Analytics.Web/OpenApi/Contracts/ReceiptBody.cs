using System.ComponentModel;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>The receipt of a batch.</summary>
internal sealed record ReceiptBody
{
    [Description("Events that are durable; an event for several sites counts once per site.")]
    public required int Accepted { get; init; }

    [Description("Events of bots: counted for the site, not stored.")]
    public required int Filtered { get; init; }

    [Description("Events that were refused; the others are kept.")]
    public required IReadOnlyList<ProblemBody> Rejected { get; init; }

    [Description("What was dropped of events that were kept.")]
    public required IReadOnlyList<ProblemBody> Warnings { get; init; }
}
