namespace Analytics.Web.Imports;

/// <summary>A site's imports of daily aggregates.</summary>
/// <param name="Imports">Oldest first.</param>
public sealed record ImportListAnswer(IReadOnlyList<ImportAnswer> Imports);
