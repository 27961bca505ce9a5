namespace Analytics.Core.Queries.Scanning;

/// <summary>Scans rollups and live blocks. Safe for concurrent use.</summary>
public interface IRollupScanner
{
    /// <summary>Scans everything that is visible now.</summary>
    /// <exception cref="Tables.TableCorruptException">A stored rollup is damaged.</exception>
    ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the start of the UTC hour of the site's first event, or a later second up to the event, Unix time; null without any.
    /// </summary>
    /// <remarks>For the second of the event use <see cref="FirstEvent"/>.</remarks>
    ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken);
}
