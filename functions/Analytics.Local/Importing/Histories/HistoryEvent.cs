namespace Analytics.Local.Importing.Histories;

/// <summary>An event of another tool's history, with the names and units of an import.</summary>
internal sealed class HistoryEvent
{
    public required string Name { get; init; }

    public required string Url { get; init; }

    public string? Referrer { get; init; }

    public required long TimestampMilliseconds { get; init; }

    public required string VisitorId { get; init; }

    /// <summary>The tool's id of the event; null to derive one from the line.</summary>
    public string? Id { get; init; }

    /// <summary>True if <see cref="Id"/> is of an order, which is compared without the time.</summary>
    public bool IsOrderId { get; init; }

    /// <summary>True for an event that came with the one before it, from whose id its own follows.</summary>
    public bool IsBeside { get; init; }

    public int? ScrollDepth { get; init; }

    public long? EngagementMilliseconds { get; init; }

    public double? Value { get; init; }

    public string? Currency { get; set; }

    public decimal Amount { get; set; }

    /// <summary>False if the event is no action of the visitor and does not end a bounce.</summary>
    public bool IsInteractive { get; init; } = true;

    public Dictionary<string, string> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of the parts that the event has in the other tool and not here.</summary>
    public List<string> LeftOut { get; } = [];

    /// <summary>Dimensions that are set directly rather than derived; empty texts are not sent.</summary>
    public Dictionary<string, string> Dimensions { get; init; } = new(StringComparer.Ordinal);
}
