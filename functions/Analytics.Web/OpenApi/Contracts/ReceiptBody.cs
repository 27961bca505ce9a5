using System.ComponentModel;

namespace Analytics.Web.OpenApi.Contracts;

/// <summary>The receipt of a batch.</summary>
internal sealed record ReceiptBody
{
    [Description("Events that are durable; an event for several sites counts once per site.")]
    public required int Accepted { get; init; }

    [Description("Events of bots: counted for the site, not stored.")]
    public required int Filtered { get; init; }

    [Description("The first events that were refused; the others are kept. With the warnings at most 100 are listed, and 18,000 bytes.")]
    public required IReadOnlyList<ProblemBody> Rejected { get; init; }

    [Description("The first things that were dropped of events that were kept, as far as the refused events leave room.")]
    public required IReadOnlyList<ProblemBody> Warnings { get; init; }

    [Description(
        "How many events were filtered, by reason: bot, or http_library for a program whose events have no visitor_id, user_agent or key."
    )]
    public required IReadOnlyDictionary<string, int> FilteredByReason { get; init; }

    [Description("How many events were refused, all of them, by code.")]
    public required IReadOnlyDictionary<string, int> RejectedByCode { get; init; }

    [Description("How many warnings there are, all of them, by code.")]
    public required IReadOnlyDictionary<string, int> WarningsByCode { get; init; }
}

/// <summary>One event's problem.</summary>
internal sealed record ProblemBody
{
    [Description("The event's place in the batch, from 0.")]
    public required int Index { get; init; }

    [Description("What is wrong, for programs.")]
    public required string Code { get; init; }

    [Description("Which field; empty when it is the whole event.")]
    public required string Field { get; init; }

    [Description("What is wrong, with which value, and what to do.")]
    public required string Message { get; init; }
}
