namespace Analytics.Core.Acquisition;

/// <summary>A source by its name for people.</summary>
/// <param name="Name">The name; empty for direct.</param>
/// <param name="Kind">The kind of source.</param>
/// <param name="IsPaid">True if every visit from there is paid for, as from an advertising network.</param>
internal sealed record SourceEntry(string Name, SourceKind Kind, bool IsPaid = false)
{
    public static readonly SourceEntry Direct = new("", SourceKind.Other);
}
