namespace Analytics.Core.Queries.Scanning;

/// <summary>Scans several sites and adds up the results, including visitors. Safe for concurrent use.</summary>
/// <param name="scanner">Scans one site.</param>
/// <param name="sites">The ids of the sites.</param>
internal sealed class SumOfSites(IRollupScanner scanner, IReadOnlyList<string> sites) : IRollupScanner
{
    /// <inheritdoc/>
    public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        using var sum = new ScanSum(request.Budget);
        foreach (var site in sites)
        {
            sum.Add(await scanner.ScanAsync(request with { Site = site }, cancellationToken));
        }

        return sum.Result;
    }

    /// <inheritdoc/>
    public async ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken)
    {
        long? first = null;
        foreach (var siteId in sites)
        {
            var found = await scanner.FirstEventAsync(siteId, cancellationToken);
            first = first is null || found < first ? found ?? first : first;
        }

        return first;
    }
}
