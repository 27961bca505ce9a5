using Analytics.Core.Dimensions;

namespace Analytics.Core.Queries.Events;

/// <summary>An event with all stored fields of it and of its visit. Immutable.</summary>
public sealed class StoredEvent
{
    /// <summary>The visitor's id on the event's day. An odd id is permanent, an even one lasts for the day.</summary>
    public required ulong Visitor { get; init; }

    /// <summary>The visitor's id of the day before, for an event in the first half hour of a UTC day; 0 if there is none.</summary>
    public required ulong PreviousVisitor { get; init; }

    /// <summary>Time of the event, Unix milliseconds.</summary>
    public required long TimestampMilliseconds { get; init; }

    /// <summary>The name; <c>pageview</c> for a view of a page.</summary>
    public required string Name { get; init; }

    /// <summary>The page.</summary>
    public required string Page { get; init; }

    /// <summary>The host.</summary>
    public required string Hostname { get; init; }

    /// <summary>True if the event counts against a bounce.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>The value; null without one.</summary>
    public double? Value { get; init; }

    /// <summary>Scroll depth in per cent of the page; null if unknown.</summary>
    public int? ScrollDepth { get; init; }

    /// <summary>Engagement time in milliseconds; null if unknown.</summary>
    public long? EngagementMilliseconds { get; init; }

    /// <summary>The currency of its revenue; null without revenue.</summary>
    public string? Currency { get; init; }

    /// <summary>Its revenue in millionths of the currency's unit.</summary>
    public long AmountMicros { get; init; }

    /// <summary>The custom properties, in ordinal order of their keys.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Properties { get; init; }

    /// <summary>The dimensions of its visit, by number of <see cref="VisitDimension"/>; empty texts where they are not set.</summary>
    public required IReadOnlyList<string> Dimensions { get; init; }
}
