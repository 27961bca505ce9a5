namespace Analytics.Core.Queries.Scanning;

/// <summary>Scans several sites and adds up the results, including visitors. Safe for concurrent use.</summary>
/// <param name="scanner">Scans one site.</param>
/// <param name="sites">The ids of the sites.</param>
internal sealed class SumOfSites(IRollupScanner scanner, IReadOnlyList<string> sites) : IRollupScanner
{
    /// <inheritdoc/>
    public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<(long Bucket, string?[] Values), ScanGroup>(GroupKeyComparer.Instance);
        using var memory = request.Budget?.Memory.BeginPart();
        var (fraction, exact, total) = (1.0, ScanNeeds.All, default(SampledTotal));
        foreach (var site in sites)
        {
            var found = await scanner.ScanAsync(request with { Site = site }, cancellationToken);
            fraction = Math.Min(fraction, found.SampledFraction);
            exact &= found.Exact;
            total = total.And(found.Total);
            foreach (var group in found.Groups)
            {
                if (!groups.TryGetValue((group.Bucket, group.Values), out var sum))
                {
                    request.Budget?.RequireGroups(groups.Count + 1);
                    memory?.Take(ScanGroup.PlaceBytes + group.Weight);
                    groups[(group.Bucket, group.Values)] = sum = ScanGroup.EmptyAt(group.Bucket, group.Values);
                }

                // The scanner may have cached its groups, so only the sum is changed.
                sum.Add(group);
            }
        }

        return new([.. groups.Values], fraction, exact, total.Counted) { Total = total };
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
