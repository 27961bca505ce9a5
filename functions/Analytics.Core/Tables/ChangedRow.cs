namespace Analytics.Core.Tables;

/// <summary>The meaning of a row that somebody changes while a range of rows is being deleted.</summary>
internal enum ChangedRow
{
    /// <summary>It stays, and all others go.</summary>
    Stays,

    /// <summary>The deletion stops: rows go in the order in which they are given, and those behind it are deleted by the next run.</summary>
    Stops,

    /// <summary>It goes as well, as it is now.</summary>
    Goes,
}
