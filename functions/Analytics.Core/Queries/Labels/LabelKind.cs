namespace Analytics.Core.Queries.Labels;

/// <summary>Kind of label that the stored values of a dimension have in answers and filters.</summary>
public enum LabelKind
{
    /// <summary>As stored; empty reads <c>(not set)</c>.</summary>
    Plain,

    /// <summary>As stored; empty reads <c>Direct / None</c>.</summary>
    Direct,

    /// <summary>As stored; absent reads <c>(none)</c>, empty <c>(not set)</c>.</summary>
    Property,

    /// <summary>A stored host, an internationalised one in its xn-- form; filters may spell it in Unicode.</summary>
    Host,

    /// <summary>A stored ISO 3166-1 code of two letters; empty reads <c>(not set)</c>. Filters may spell it in any case.</summary>
    Country,

    /// <summary>A stored code of a region, or its name; empty reads <c>(not set)</c>. Filters may spell codes in any case.</summary>
    Region,

    /// <summary>A stored code of a language; empty reads <c>(not set)</c>. Filters may spell it in any case.</summary>
    Language,

    /// <summary>The English name of a stored ISO 3166-1 code.</summary>
    CountryName,
}
