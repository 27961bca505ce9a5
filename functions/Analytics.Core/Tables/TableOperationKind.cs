namespace Analytics.Core.Tables;

/// <summary>The kinds of writes.</summary>
public enum TableOperationKind
{
    /// <summary>Adds a row; fails if it exists.</summary>
    Insert,

    /// <summary>Replaces a row; fails if its ETag differs or it does not exist.</summary>
    Replace,

    /// <summary>Adds or replaces a row.</summary>
    Upsert,

    /// <summary>Deletes a row; fails if its ETag differs or it does not exist.</summary>
    Delete,
}
