namespace Analytics.Core.Tests.Oracles;

/// <summary>An accepted event, as plain as it can be written down.</summary>
/// <param name="Site">The site.</param>
/// <param name="Milliseconds">The client's timestamp, Unix time, or the receive time if the client sent none.</param>
/// <param name="Visitor">
/// The visitor's id on the event's UTC day. An odd id holds across days; an even one belongs to its day alone.
/// </param>
internal sealed record RawEvent(string Site, long Milliseconds, ulong Visitor)
{
    /// <summary>The visitor's id under yesterday's salt, which events of the first 30 minutes of a UTC day carry; else 0.</summary>
    public ulong YesterdaysVisitor { get; init; }

    public string Name { get; init; } = "pageview";

    public string Page { get; init; } = "/";

    /// <summary>The custom property "plan", or null.</summary>
    public string? Plan { get; init; }

    /// <summary>The revenue in euros; 0 without.</summary>
    public int Euros { get; init; }

    /// <summary>The source it came from; empty for direct.</summary>
    public string Source { get; init; } = "";

    public bool Interactive { get; init; } = true;

    /// <summary>The event id that the client sent, or null.</summary>
    public string? Id { get; init; }

    /// <summary>True if the client sent the timestamp, false if it is the receive time.</summary>
    public bool HasTimestamp { get; init; } = true;

    public long Second => (long)Math.Floor(Milliseconds / 1000.0);

    public long Day => (long)Math.Floor(Milliseconds / 86_400_000.0);

    public bool IsPageview => Name == "pageview";

    /// <summary>True for an event that prolongs a visit, but neither begins one nor counts.</summary>
    public bool IsEngagement => Name == "engagement";

    /// <summary>True for an event of which two make a visit no bounce.</summary>
    public bool CountsAgainstBounce => IsPageview || (!IsEngagement && Interactive);

    /// <summary>The text that orders a visitor's events of the same time.</summary>
    public string Content => string.Join('\n', Name, Page, Source, Interactive, Id, Plan, Euros);
}
