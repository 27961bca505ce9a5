using System.Buffers;

namespace Analytics.Core.Tables;

/// <summary>Checks the limits of <see cref="TableRow"/> and <see cref="TableLimits"/>, the same in every adapter. Thread-safe.</summary>
public static class TableRules
{
    private const int MaxKeyLength = 512;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Except("/\\#?"),
    ]);

    private static readonly SearchValues<char> PartNameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.");

    /// <summary>Checks a partition or row key.</summary>
    /// <exception cref="ArgumentException">The key is too long or has a forbidden character.</exception>
    public static void CheckKey(string key)
    {
        if (key.Length > MaxKeyLength)
        {
            throw new ArgumentException(
                $"The key '{key[..60]}…' has {key.Length} characters; a key has at most {MaxKeyLength}.",
                nameof(key)
            );
        }

        var index = key.AsSpan().IndexOfAnyExcept(KeyCharacters);
        if (index >= 0)
        {
            throw new ArgumentException(
                $"The key '{key}' has the character U+{(int)key[index]:X4} at {index}; a key is printable ASCII without / \\ # ?.",
                nameof(key)
            );
        }
    }

    /// <summary>Checks the names of the parts that a read requests.</summary>
    /// <exception cref="ArgumentException">There are too many, or one is no name of a part.</exception>
    public static void CheckPartNames(IReadOnlyCollection<string> parts)
    {
        if (parts.Count > TableLimits.MaxParts)
        {
            throw new ArgumentException(
                $"A read names at most {TableLimits.MaxParts} parts, this one {parts.Count}; read them in several steps.",
                nameof(parts)
            );
        }

        foreach (var name in parts)
        {
            CheckPartName(name);
        }
    }

    /// <summary>Checks a transaction.</summary>
    /// <exception cref="ArgumentException">It breaks a limit, names a row twice, lacks an ETag, or a key has a forbidden
    /// character.</exception>
    public static void CheckTransaction(string partitionKey, IReadOnlyList<TableOperation> operations)
    {
        CheckKey(partitionKey);
        if (operations.Count is 0 or > TableLimits.MaxOperations)
        {
            throw new ArgumentException(
                $"A transaction has 1 to {TableLimits.MaxOperations} operations, this one {operations.Count}; split it.",
                nameof(operations)
            );
        }

        var bytes = 0L;
        var keys = operations.Count > 1 ? new HashSet<string>(operations.Count, StringComparer.Ordinal) : null;
        foreach (var operation in operations)
        {
            CheckOperation(operation);
            if (keys is not null && !keys.Add(operation.RowKey))
            {
                throw new ArgumentException($"A transaction names the row '{operation.RowKey}' twice; name it once.", nameof(operations));
            }

            bytes += operation.ContentBytes;
        }

        if (bytes > TableLimits.MaxTransactionBytes)
        {
            throw new ArgumentException(
                $"A transaction has at most {TableLimits.MaxTransactionBytes} bytes, this one {bytes}; split it.",
                nameof(operations)
            );
        }
    }

    private static void CheckOperation(TableOperation operation)
    {
        CheckKey(operation.RowKey);
        if (operation.Head.Length > TableLimits.MaxHeadBytes)
        {
            throw new ArgumentException(
                $"The head of '{operation.RowKey}' has {operation.Head.Length} bytes; a head has at most {TableLimits.MaxHeadBytes}.",
                nameof(operation)
            );
        }

        if (operation.Kind is TableOperationKind.Replace or TableOperationKind.Delete && string.IsNullOrEmpty(operation.ETag))
        {
            throw new ArgumentException(
                $"A {operation.Kind} of '{operation.RowKey}' needs the ETag the row must have.",
                nameof(operation)
            );
        }

        CheckParts(operation);
    }

    private static void CheckParts(TableOperation operation)
    {
        if (operation.Parts.Count > TableLimits.MaxParts)
        {
            throw new ArgumentException(
                $"The row '{operation.RowKey}' has {operation.Parts.Count} parts; a row has "
                    + $"at most {TableLimits.MaxParts}. Put several into one.",
                nameof(operation)
            );
        }

        var names = operation.Parts.Count > 1 ? new HashSet<string>(operation.Parts.Count, StringComparer.Ordinal) : null;
        foreach (var part in operation.Parts)
        {
            CheckPartName(part.Name);
            if (names is not null && !names.Add(part.Name))
            {
                throw new ArgumentException(
                    $"The row '{operation.RowKey}' names the part '{part.Name}' twice; name it once.",
                    nameof(operation)
                );
            }
        }
    }

    private static void CheckPartName(string name)
    {
        if (name.Length is 0 or > TableLimits.MaxPartNameLength || name.AsSpan().ContainsAnyExcept(PartNameCharacters))
        {
            throw new ArgumentException(
                $"'{name}' is no name of a part: it has 1 to {TableLimits.MaxPartNameLength} of the characters a to z, 0 to 9 and '.'.",
                nameof(name)
            );
        }
    }
}
