namespace Analytics.Web.Queries;

/// <summary>A query of a batch.</summary>
/// <param name="Id">The client's name for it.</param>
/// <param name="Query">The query's JSON in UTF-8.</param>
/// <param name="ETag">The version of the answer that the client has; null for none.</param>
internal sealed record BatchItem(string Id, ReadOnlyMemory<byte> Query, string? ETag);
