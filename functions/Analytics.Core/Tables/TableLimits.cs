namespace Analytics.Core.Tables;

/// <summary>Limits that every adapter must support, after Azure Table Storage's entity group transactions.</summary>
public static class TableLimits
{
    /// <summary>Operations in one transaction.</summary>
    public const int MaxOperations = 100;

    /// <summary>Bytes of heads, bodies and parts in one transaction.</summary>
    public const int MaxTransactionBytes = 4 * 1024 * 1024 - 128 * 1024;

    /// <summary>Bytes of one row's head.</summary>
    public const int MaxHeadBytes = 60 * 1024;

    /// <summary>Parts of one row. Table Storage has 252 properties for them, the head and the body.</summary>
    public const int MaxParts = 200;

    /// <summary>Characters of a part's name.</summary>
    public const int MaxPartNameLength = 24;
}
