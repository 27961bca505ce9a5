using System.Collections.ObjectModel;

namespace Analytics.Core.Tables;

/// <summary>One row of a table.</summary>
/// <param name="PartitionKey">Printable ASCII without <c>/ \ # ?</c>, at most 512 characters.</param>
/// <param name="RowKey">As the partition key; rows of a partition are ordered by it, byte by byte.</param>
/// <param name="Head">At most 64 KiB that a range read can fetch without the body: counters and directories.</param>
/// <param name="Body">The row's content; empty if only heads or parts were requested.</param>
/// <param name="ETag">Changes with every write of the row.</param>
public sealed record TableRow(string PartitionKey, string RowKey, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body, string ETag)
{
    /// <summary>
    /// The requested parts, by name. A part that the row does not have is absent; a read that names no parts returns none.
    /// </summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Parts { get; init; } = ReadOnlyDictionary<string, ReadOnlyMemory<byte>>.Empty;
}
