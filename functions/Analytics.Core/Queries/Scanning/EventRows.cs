using System.Runtime.CompilerServices;
using Analytics.Core.Periods;
using Analytics.Core.Queries.Events;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Reads the events of a UTC day source by source, in ascending order of visitors. If rollups are replaced or turn out to be damaged
/// during the read, it continues after the last visitor that it returned. Used once.
/// </summary>
/// <param name="open">The site.</param>
/// <param name="readerOf">Creates a reader of the current rows. Called in the site's turn.</param>
/// <param name="day">The day.</param>
internal sealed class EventRows(OpenSite open, Func<CancellationToken, ValueTask<SourceReader>> readerOf, RollupPeriod day)
{
    private readonly ReadAttempts _attempts = new();
    private ulong? _last;

    /// <summary>Reads the events of the day.</summary>
    public async IAsyncEnumerable<StoredEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var isReplaced = true; isReplaced; )
        {
            var sources = await _attempts.TryAsync(() => SourcesAsync(cancellationToken), cancellationToken);
            isReplaced = sources is null;
            foreach (var source in sources ?? [])
            {
                if (await _attempts.TryAsync(() => source.LoadAsync(null, cancellationToken), cancellationToken) is not { } rows)
                {
                    isReplaced = true;
                    break;
                }

                var lastVisitor = _last;
                foreach (var stored in RollupEvents.Of(rows, lastVisitor))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return stored;
                }

                _last = rows.Columns.Visitors.Value is [.., var last] && !(last <= _last) ? last : _last;
            }
        }
    }

    private async ValueTask<List<ScanSource>> SourcesAsync(CancellationToken cancellationToken)
    {
        using (await open.EnterAsync(cancellationToken))
        {
            var reader = await readerOf(cancellationToken);
            var sources = await reader.ReadAsync(day.Start, day.End, sampledMonths: false, cancellationToken);
            return [.. sources.SelectMany(static source => source.Fix()).Where(source => !(source.Visitors.Last <= _last))];
        }
    }
}
