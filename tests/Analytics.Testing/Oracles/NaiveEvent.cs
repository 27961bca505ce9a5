using Analytics.Core.Dimensions;

namespace Analytics.Testing.Oracles;

/// <summary>An event as plain as it can be written down.</summary>
public sealed record NaiveEvent(
    string Site,
    long Second,
    ulong Visitor,
    string Name = "pageview",
    string Page = "/",
    string Hostname = "",
    IReadOnlyDictionary<VisitDimension, string>? Visit = null,
    IReadOnlyDictionary<string, string>? Props = null,
    bool Interactive = true
)
{
    /// <summary>Per cent; null if it was not sent.</summary>
    public int? ScrollDepth { get; init; }

    /// <summary>Milliseconds that a page was visible; null if it was not sent.</summary>
    public long? EngagedFor { get; init; }

    public double? Value { get; init; }

    /// <summary>The currency of the revenue; null without any.</summary>
    public string? Currency { get; init; }

    public decimal Amount { get; init; }

    public bool IsEngagement => Name == "engagement";

    public bool IsPageview => Name == "pageview";

    public bool CountsAgainstBounce => IsPageview || (!IsEngagement && Interactive);
}
