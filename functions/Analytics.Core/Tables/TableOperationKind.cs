namespace Analytics.Core.Tables;

/// <summary>The writes a table knows.</summary>
public enum TableOperationKind
{
    /// <summary>Add a row; fails if it exists.</summary>
    Insert,

    /// <summary>Replace a row; fails if its ETag differs or it is gone.</summary>
    Replace,

    /// <summary>Add or replace a row.</summary>
    Upsert,

    /// <summary>Remove a row; fails if its ETag differs or it is gone.</summary>
    Delete,
}
