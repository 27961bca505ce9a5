using System.Runtime.CompilerServices;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Interleaving;

/// <summary>Questions beside a round that replaces days faster than they can be read, as the first after a long pause does.</summary>
public sealed class BusyRoundTests
{
    [Fact]
    public async Task A_question_is_answered_while_a_round_replaces_its_days_again_and_again()
    {
        var site = await InterleavedSite.SendAsync(InterleavedSite.Small);
        await site.SettleAsync();
        await site.AddAsync([InterleavedSite.Late(1)]);
        var tables = new ReplacedDays(site.Tables, replacements: 40);
        var scanner = new RollupScanner(tables, new FixedSites(), 1, clock: site.Clock);
        var reading = Reading.All[0];

        Assert.Equal(await reading.Expected(site.Events), await reading.AskAsync(scanner));
        Assert.True(tables.Replacements <= 0, $"{tables.Replacements} replacements were not met");
    }

    /// <summary>Gives days another version at each read, as often as it is told.</summary>
    private sealed class ReplacedDays(ITableStore inner, int replacements) : DelegatingTableStore(inner)
    {
        private int _replacements = replacements;

        public int Replacements => Volatile.Read(ref _replacements);

        public override async IAsyncEnumerable<TableRow> ReadRangeAsync(
            string table,
            string partitionKey,
            string fromInclusive,
            string? toExclusive,
            bool headsOnly,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await foreach (var row in base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken))
            {
                var replacement = row.RowKey.StartsWith("d|", StringComparison.Ordinal) ? Interlocked.Decrement(ref _replacements) : 0;
                yield return replacement > 0 ? row with { ETag = $"{row.ETag}-{replacement}" } : row;
            }
        }
    }
}
