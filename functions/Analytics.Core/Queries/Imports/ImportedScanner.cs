using Analytics.Core.Imports;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Times;

namespace Analytics.Core.Queries.Imports;

/// <summary>
/// Adds imported daily aggregates to the counts of another scanner. A question is refused unless the aggregates can answer every part of
/// it, so that no number mixes two meanings; by goal, each goal is a question of its own.
/// </summary>
/// <param name="events">Scans the events.</param>
/// <param name="imports">The aggregates.</param>
/// <param name="ofSite">The complete imports of the site. Those outside of a request do not matter.</param>
/// <param name="zone">The site's time zone; the days of the aggregates are taken as days of this zone.</param>
/// <param name="firstSecond">The first second whose day may be an imported one, Unix time; null for all.</param>
/// <param name="asksEvents">True if numbers of all events are requested, not only of pageviews.</param>
internal sealed class ImportedScanner(
    IRollupScanner events,
    DailyImports imports,
    SiteImports ofSite,
    ZoneTimeline zone,
    long? firstSecond,
    bool asksEvents
) : IRollupScanner
{
    /// <inheritdoc/>
    public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) =>
        events.FirstEventAsync(site, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ImportsRefusedException">The aggregates of the request's range cannot answer it.</exception>
    public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
    {
        var from = Math.Max(request.From, firstSecond ?? long.MinValue);
        var read = await ofSite.WithinAsync(from, request.To, cancellationToken);
        if (read.Count == 0)
        {
            return await events.ScanAsync(request, cancellationToken);
        }

        // Where goals are groups, those that the aggregates cannot tell do without them.
        ScanGoal[] goals = [.. request.Goals.Where(goal => !AsksOrder(goal.Filter))];
        if (AsksOrder(request.Filter) || (goals.Length == 0 && request.Goals.Count > 0))
        {
            throw new ImportsRefusedException("they do not tell what visits did one after the other, or how far single events scrolled");
        }

        ScanDimension[] dimensions =
        [
            .. request
                .Dimensions.Where(dimension => dimension.Kind != ScanDimensionKind.Goal)
                .Concat(DimensionsOf(request.Filter))
                .Concat(goals.SelectMany(goal => DimensionsOf(goal.Filter)))
                .Distinct(),
        ];
        var names = await ofSite.PlaceNamesAsync(dimensions, cancellationToken);
        ImportSource[] sources =
        [
            .. ImportSources.For(request, dimensions, asksEvents).Select(source => source with { PlaceNames = names }),
        ];
        foreach (var source in sources)
        {
            RequireColumns(read, source, dimensions, request.Needs);
        }

        var result = await events.ScanAsync(request, cancellationToken);
        using var memory = request.Budget?.Memory.BeginPart();
        memory?.Take(result.Groups.Count * ScanGroup.PlaceBytes);
        var sums = new ImportedSums(request with { Goals = goals, Memory = memory }, result.Groups);
        foreach (var source in sources)
        {
            foreach (var (import, days) in read)
            {
                foreach (var daysOfImport in days)
                {
                    await AddAsync(sums, source, import, daysOfImport, request, cancellationToken);
                }
            }
        }

        string[] known = [.. goals.Select(goal => goal.Name).Except(sums.UnknownGoals)];
        return known.Length == 0 && request.Goals.Count > 0
            ? throw new ImportsRefusedException("they do not tell the pages and properties of all events that the goals are about")
            : result with
            {
                Groups = sums.Groups,
                GoalsWithoutImports = [.. request.Goals.Select(goal => goal.Name).Except(known)],
            };
    }

    private static bool AsksOrder(ScanFilter? filter) => ScanFilter.Any(filter, part => part is ScanFilter.HasDone or ScanFilter.Scrolled);

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
        await foreach (var row in imports.ReadAsync(request.Site, import, source.Table, days, cancellationToken))
        {
            var start = zone.StartOf(row.Day);
            if (start >= request.From && start < request.To && source.Counts(row))
            {
                sums.Add(source, row, start);
            }
        }
    }

    private static void RequireColumns(
        IEnumerable<UsableImport> read,
        ImportSource source,
        IReadOnlyList<ScanDimension> dimensions,
        ScanNeeds needs
    )
    {
        foreach (var (import, _) in read)
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
