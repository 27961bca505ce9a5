using System.Runtime.CompilerServices;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Events;
using Analytics.Core.Rollups;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Reads the events of a UTC day source by source. Sources have their visitors in ascending order, and so have their rows: where rollups
/// are replaced or turn out damaged meanwhile, reading goes on behind the last visitor that was given. Used once.
/// </summary>
/// <param name="open">The site.</param>
/// <param name="readerOf">Makes a reader of what is stored now. In the site's turn.</param>
/// <param name="day">The day.</param>
internal sealed class EventRows(OpenSite open, Func<CancellationToken, ValueTask<SourceReader>> readerOf, RollupPeriod day)
{
    private const int Attempts = 8;

    private ulong? _last;

    /// <summary>The events of the day.</summary>
    public async IAsyncEnumerable<StoredEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var isLast = attempt == Attempts;
            var sources = await UnlessReplacedAsync(SourcesAsync(cancellationToken), isLast).ConfigureAwait(false);
            var isReplaced = sources is null;
            foreach (var source in sources ?? [])
            {
                if (await UnlessReplacedAsync(source.LoadAsync(null, cancellationToken), isLast).ConfigureAwait(false) is not { } rows)
                {
                    isReplaced = true;
                    break;
                }

                var behind = _last;
                foreach (var stored in RollupEvents.Of(rows, behind))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return stored;
                }

                _last = rows.Columns.Visitors.Value is [.., var last] && !(last <= _last) ? last : _last;
            }

            if (!isReplaced)
            {
                yield break;
            }
        }
    }

    private async ValueTask<List<ScanSource>> SourcesAsync(CancellationToken cancellationToken)
    {
        using (await open.EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            var reader = await readerOf(cancellationToken).ConfigureAwait(false);
            var sources = await reader.ReadAsync(day.Start, day.End, sampledMonths: false, cancellationToken).ConfigureAwait(false);
            return [.. sources.Select(source => source.Fix()).Where(source => !(source.Visitors.Last <= _last))];
        }
    }

    /// <summary>What a read gives; null if rollups are not what they were, or turn out damaged.</summary>
    private static async ValueTask<T?> UnlessReplacedAsync<T>(ValueTask<T> read, bool isLast)
        where T : class
    {
        try
        {
            return await read.ConfigureAwait(false);
        }
        catch (Exception exception) when (!isLast && exception is DamagedRollupException or ReplacedRollupException)
        {
            return null;
        }
    }
}
