using Analytics.Core.Imports;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Imports;

/// <summary>
/// Adds imported daily aggregates to the counts of another scanner. A question is refused unless the aggregates can answer every part of
/// it, so that no number mixes two meanings.
/// </summary>
/// <param name="events">Scans the events.</param>
/// <param name="imports">The aggregates.</param>
/// <param name="usable">The complete imports with days before the site's first event; at least one.</param>
/// <param name="zone">The site's time zone; the days of the aggregates are taken as days of this zone.</param>
/// <param name="asksEvents">True if numbers of all events are requested, not only of pageviews.</param>
internal sealed class ImportedScanner(
    IRollupScanner events,
    DailyImports imports,
    IReadOnlyList<UsableImport> usable,
    ZoneTimeline zone,
    bool asksEvents
) : IRollupScanner
{
    /// <inheritdoc/>
    public async ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken)
    {
        var first = zone.StartOf(usable.Min(import => import.Days[0].First));
        return await events.FirstEventAsync(site, cancellationToken) is { } native ? Math.Min(first, native) : first;
    }

    /// <inheritdoc/>
    /// <exception cref="ImportsRefusedException">The aggregates cannot answer the request.</exception>
    public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        if (
            new[] { request.Filter }
                .Concat(request.Goals.Select(goal => goal.Filter))
                .Any(filter => ScanFilter.Any(filter, part => part is ScanFilter.HasDone or ScanFilter.Scrolled))
        )
        {
            throw new ImportsRefusedException("they do not tell what visits did one after the other, or how far single events scrolled");
        }

        ScanDimension[] dimensions =
        [
            .. request
                .Dimensions.Where(dimension => dimension.Kind != ScanDimensionKind.Goal)
                .Concat(DimensionsOf(request.Filter))
                .Concat(request.Goals.SelectMany(goal => DimensionsOf(goal.Filter)))
                .Distinct(),
        ];
        var sources = ImportSources.For(request, dimensions, asksEvents);
        foreach (var source in sources)
        {
            RequireColumns(source, dimensions, request.Needs);
        }

        var result = await events.ScanAsync(request, cancellationToken);
        var sums = new ImportedSums(request, result.Groups);
        foreach (var source in sources)
        {
            foreach (var (import, days) in usable)
            {
                foreach (var daysOfImport in days)
                {
                    await AddAsync(sums, source, import, daysOfImport, request, cancellationToken);
                }
            }
        }

        return result with
        {
            Groups = sums.Groups,
        };
    }

    private static IEnumerable<ScanDimension> DimensionsOf(ScanFilter? filter) =>
        filter switch
        {
            ScanFilter.Match match => [match.Dimension],
            ScanFilter.And and => and.Filters.SelectMany(DimensionsOf),
            ScanFilter.Or or => or.Filters.SelectMany(DimensionsOf),
            ScanFilter.Not not => DimensionsOf(not.Filter),
            ScanFilter.Goal goal => DimensionsOf(goal.Filter),
            _ => [],
        };

    private async ValueTask AddAsync(
        ImportedSums sums,
        ImportSource source,
        DailyImport import,
        ImportedDays days,
        ScanRequest request,
        CancellationToken cancellationToken
    )
    {
        var (first, last) = (zone.DayAt(request.From), zone.DayAt(request.To - 1));
        days = new(days.First > first ? days.First : first, days.Last < last ? days.Last : last);
        if (days.First > days.Last)
        {
            return;
        }

        await foreach (var row in imports.ReadAsync(request.Site, import, source.Table, days, cancellationToken))
        {
            var start = zone.StartOf(row.Day);
            if (start >= request.From && start < request.To)
            {
                sums.Add(source, row, start);
            }
        }
    }

    private void RequireColumns(ImportSource source, IReadOnlyList<ScanDimension> dimensions, ScanNeeds needs)
    {
        foreach (var (import, _) in usable)
        {
            if (import.Find(source.Table.Name) is not { } content)
            {
                throw new ImportsRefusedException($"import {import.Id} has no {source.Table.Name}");
            }

            if (
                source
                    .ColumnsOf(dimensions)
                    .Where(column => !content.Keys.Contains(column))
                    .Select(column => source.Table.Keys[column].Column)
                    .FirstOrDefault() is
                { } key
            )
            {
                throw new ImportsRefusedException($"{source.Table.Name} of import {import.Id} has no column {key}");
            }

            foreach (var measure in ImportedSums.Needed(source, needs))
            {
                if (!content.Measures.Contains(measure))
                {
                    throw new ImportsRefusedException(
                        $"{source.Table.Name} of import {import.Id} has no column "
                            + $"{source.Table.Measures[source.Table.IndexOf(measure)].Column}"
                    );
                }
            }
        }
    }
}
