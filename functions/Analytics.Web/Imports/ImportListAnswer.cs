namespace Analytics.Web.Imports;

/// <summary>A site's imports of daily aggregates.</summary>
/// <param name="Imports">The imports, oldest first.</param>
public sealed record ImportListAnswer(IReadOnlyList<ImportAnswer> Imports);
