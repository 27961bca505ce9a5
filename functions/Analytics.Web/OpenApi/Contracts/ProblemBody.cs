using System.ComponentModel;

namespace Analytics.Web.OpenApi.Contracts;

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
