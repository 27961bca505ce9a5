namespace Analytics.Web.OpenApi;

/// <summary>Gives a member of a body a schema of several forms, which no type can express.</summary>
/// <param name="shape">The schema.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ShapeAttribute(MemberShape shape) : Attribute
{
    /// <summary>The schema.</summary>
    public MemberShape Shape { get; } = shape;
}

/// <summary>A schema of several forms.</summary>
internal enum MemberShape
{
    /// <summary>One site, or several.</summary>
    Sites,

    /// <summary>Metrics, each a name or a moving average.</summary>
    Metrics,

    /// <summary>A relative range, or its first and last day or moment.</summary>
    DateRange,

    /// <summary>Names of dimensions.</summary>
    Dimensions,

    /// <summary>Filters that must all hold.</summary>
    Filters,

    /// <summary>Pairs of a metric or dimension and a direction.</summary>
    Orders,

    /// <summary>A range to compare with.</summary>
    Comparisons,

    /// <summary>The value of a metric.</summary>
    MetricValue,

    /// <summary>Rows of version 1 of the Stats API.</summary>
    LegacyRows,

    /// <summary>Values of metrics.</summary>
    MetricValues,

    /// <summary>Values of dimensions, of which a bucket of time may have none.</summary>
    BucketValues,

    /// <summary>Custom properties.</summary>
    PropertyValues,

    /// <summary>A moment of an event.</summary>
    Timestamp,

    /// <summary>An amount of money of an event.</summary>
    Amount,

    /// <summary>The content of a definition.</summary>
    DefinitionContent,
}
