namespace Analytics.Core.Visitors;

/// <summary>Keeps the keys of visitor ids, so that every instance of the program uses the same. Safe for concurrent use.</summary>
/// <remarks><see cref="IOException"/> means "not now": the caller tries again later.</remarks>
public interface ISaltStore
{
    /// <summary>The 16-byte salt of a UTC day, made if there is none; all callers get the same, whoever makes it.</summary>
    ValueTask<byte[]> GetOrCreateAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>The 16-byte key of imported visitors' ids, made once and kept.</summary>
    ValueTask<byte[]> GetOrCreateImportKeyAsync(CancellationToken cancellationToken);

    /// <summary>Deletes the salts of all days before <paramref name="day"/>, for good.</summary>
    ValueTask DeleteBeforeAsync(DateOnly day, CancellationToken cancellationToken);
}
