namespace Analytics.Core.Visitors;

/// <summary>Stores the keys of visitor ids, which all instances share. Safe for concurrent use.</summary>
/// <remarks><see cref="IOException"/> means "not now": the caller tries again later.</remarks>
public interface ISaltStore
{
    /// <summary>
    /// Returns the 16-byte salt of a UTC day, and creates it if there is none; all concurrent callers get the same one.
    /// </summary>
    ValueTask<byte[]> GetOrCreateAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>Returns the 16-byte key for ids of imported visitors, which is created once and never changes.</summary>
    ValueTask<byte[]> GetOrCreateImportKeyAsync(CancellationToken cancellationToken);

    /// <summary>Deletes the salts of all days before <paramref name="day"/>.</summary>
    ValueTask DeleteBeforeAsync(DateOnly day, CancellationToken cancellationToken);
}
