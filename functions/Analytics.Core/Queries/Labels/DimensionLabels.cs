namespace Analytics.Core.Queries.Labels;

/// <summary>Converts stored values to the labels that people read and filter by.</summary>
/// <remarks>
/// A stored text that is itself the label of an absent or empty value, as <c>(none)</c>, stands for that value in every question, so that
/// no two values have one label.
/// </remarks>
public static class DimensionLabels
{
    /// <summary>Label of an empty value.</summary>
    public const string NotSet = "(not set)";

    /// <summary>Label of an empty source or referrer.</summary>
    public const string DirectOrNone = "Direct / None";

    /// <summary>Label of a property that the event lacks.</summary>
    public const string None = "(none)";

    /// <summary>Returns the label of a stored value.</summary>
    /// <param name="kind">The dimension's labels.</param>
    /// <param name="stored">The stored value; null for a property that the event lacks, empty if not set.</param>
    public static string Of(LabelKind kind, string? stored) =>
        stored switch
        {
            null => None,
            "" => kind == LabelKind.Direct ? DirectOrNone : NotSet,
            _ => kind == LabelKind.CountryName ? CountryNames.Of(stored) : stored,
        };
}
