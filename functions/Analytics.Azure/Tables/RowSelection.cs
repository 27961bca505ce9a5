namespace Analytics.Azure.Tables;

/// <summary>The content of a row that a read needs beside its head.</summary>
/// <param name="WithBody">True to read the body.</param>
/// <param name="Parts">Names of the parts to read; null for all.</param>
/// <param name="Properties">The properties of the row's entity that hold all this if the row fits it; null for all.</param>
internal sealed record RowSelection(bool WithBody, IReadOnlyCollection<string>? Parts, IReadOnlyList<string>? Properties)
{
    // Far below the length of a URL that servers and proxies accept. A read of so many parts needs most of the row.
    private const int MaxSelectCharacters = 4000;
    private const int EscapedCommaCharacters = 3;

    public static RowSelection All { get; } = new(WithBody: true, null, null);

    public static RowSelection Head { get; } = new(WithBody: false, [], RowEntity.HeadProperties);

    public static RowSelection Body { get; } = new(WithBody: true, [], [.. RowEntity.HeadProperties, .. RowEntity.BodyProperties]);

    public static RowSelection OfParts(IReadOnlyCollection<string> parts)
    {
        var pieces = parts.Distinct(StringComparer.Ordinal).SelectMany(PartIndex.PropertiesInRow);
        return new(
            WithBody: false,
            parts,
            parts.Count == 0 ? RowEntity.HeadProperties : Selectable([.. RowEntity.HeadProperties, RowEntity.Index, .. pieces])
        );
    }

    /// <summary>Returns the names; null, which selects all properties, if they are too long for a URL.</summary>
    public static IReadOnlyList<string>? Selectable(IReadOnlyList<string> properties) =>
        properties.Sum(static name => name.Length + EscapedCommaCharacters) <= MaxSelectCharacters ? properties : null;
}
