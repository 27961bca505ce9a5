namespace Analytics.Core.Tables;

/// <summary>Handling of a row that is changed by another process or thread while a range of rows is being deleted.</summary>
internal enum ChangedRow
{
    /// <summary>The row is kept, and all others are deleted.</summary>
    Stays,

    /// <summary>The deletion stops: rows are deleted in order of their keys, and those after it are left to the next run.</summary>
    Stops,

    /// <summary>The row is deleted with its new content as well.</summary>
    Goes,
}
