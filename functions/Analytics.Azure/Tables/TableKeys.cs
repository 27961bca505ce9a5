namespace Analytics.Azure.Tables;

/// <summary>
/// Maps the port's keys to keys that are safe in URLs of Table Storage. Some requests decode per cent signs in keys twice, so they are
/// escaped: <c>$</c> becomes <c>$0</c> and <c>%</c> becomes <c>$1</c>. As the two are neighbours in ASCII, this keeps the order of keys.
/// Keys with another character after a <c>$</c> are not keys of the port; they belong to the adapter's own rows.
/// </summary>
internal static class TableKeys
{
    /// <summary>The suffix of a partition that holds the overflow of large rows.</summary>
    private const string OverflowSuffix = "$p";

    /// <summary>Separates a row's key from the name of an entity of its overflow.</summary>
    private const string OverflowSeparator = "$.";

    public static string Escape(string key) =>
        key.AsSpan().IndexOfAny('$', '%') < 0
            ? key
            : key.Replace("$", "$0", StringComparison.Ordinal).Replace("%", "$1", StringComparison.Ordinal);

    public static string Unescape(string key) =>
        key.Contains('$', StringComparison.Ordinal)
            ? key.Replace("$1", "%", StringComparison.Ordinal).Replace("$0", "$", StringComparison.Ordinal)
            : key;

    /// <summary>Returns the partition of the overflow of a partition's large rows.</summary>
    public static string OverflowPartition(string partitionKey) => Escape(partitionKey) + OverflowSuffix;

    /// <summary>Returns true if a stored partition key is that of an overflow.</summary>
    public static bool IsOverflowPartition(string storedPartitionKey) =>
        storedPartitionKey.EndsWith(OverflowSuffix, StringComparison.Ordinal);

    /// <summary>Returns the prefix of the keys of a row's overflow.</summary>
    public static string OverflowPrefix(string rowKey) => Escape(rowKey) + OverflowSeparator;
}
