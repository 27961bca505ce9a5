namespace Analytics.Core.Sites;

/// <summary>A list of sites that has an index of its own.</summary>
internal enum SiteList
{
    /// <summary>All sites.</summary>
    All,

    /// <summary>Pinned sites.</summary>
    Pinned,

    /// <summary>Sites whose statistics are public.</summary>
    Public,
}
