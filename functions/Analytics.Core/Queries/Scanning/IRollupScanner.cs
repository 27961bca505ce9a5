namespace Analytics.Core.Queries.Scanning;

/// <summary>Reads rollups and live blocks and answers scans. Safe for concurrent use.</summary>
public interface IRollupScanner
{
    /// <summary>Answers one request with everything that is visible now.</summary>
    /// <exception cref="Tables.TableCorruptException">A stored rollup is damaged.</exception>
    ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken);

    /// <summary>The second of the site's first event, Unix time, or null without any.</summary>
    ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken);
}
